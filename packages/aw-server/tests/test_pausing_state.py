"""What becomes of a pause as time passes, and what of an event lies outside of pauses."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_server.pausing.state import NEVER, Pause, Period, State, outside

SECOND = 1_000_000
instants = st.integers(0, 50).map(lambda second: second * SECOND)
moments = st.integers(0, 100).map(lambda half: half * SECOND // 2)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(instants)
    end = draw(st.one_of(st.just(math.inf), instants.map(lambda length: start + length + SECOND)))
    return Period(start, end, "hand")


@given(st.lists(periods(), max_size=5), moments, moments)
def test_every_moment_of_an_event_is_kept_or_lies_in_a_pause(
    pauses: list[Period], start: int, length: int
) -> None:
    end = start + length
    parts = outside(start, end, pauses)
    assert parts == sorted(parts)
    for moment in range(start, end, SECOND // 2):
        kept = sum(first <= moment < last for first, last in parts)
        assert kept == (not any(pause.start <= moment < pause.end for pause in pauses))
    if length == 0:
        assert parts in ([], [(start, start)])
        assert bool(parts) == (not any(pause.start <= start < pause.end for pause in pauses))
    assert all(start <= first <= last <= end for first, last in parts)


def test_what_only_touches_a_pause_is_kept_whole() -> None:
    pause = Period(10, 20, "hand")
    assert outside(5, 10, [pause]) == [(5, 10)]
    assert outside(20, 25, [pause]) == [(20, 25)]
    assert outside(5, 25, [pause]) == [(5, 10), (20, 25)]
    assert outside(10, 20, [pause]) == []


def test_a_pause_lasts_as_long_as_the_last_who_holds_it() -> None:
    pause = Pause(0, {}).held("schedule", 30, now=0).held("hand", 20, now=0)
    assert (pause.until, pause.by) == (30, "schedule")
    assert (pause.held("hand", None, 0).until, pause.held("hand", None, 0).by) == (None, "hand")
    assert pause.held("hand", 40, now=0).held("hand", 35, now=0).until == 35
    assert pause.held("hand", 60, now=30).holds == {"hand": 60}
    assert pause.released("schedule", 10) == Pause(0, {"hand": 20})
    assert Pause(0, {"hand": 20}).released("hand", 10) is None
    assert Pause(0, {"hand": 20, "schedule": 5}).released("hand", 10) is None


def test_a_pause_whose_time_has_passed_is_over_when_it_was_to_end() -> None:
    state = State(current=Pause(0, {"hand": 10}))
    assert state.settled(9) is state
    assert state.settled(500) == State(ended=10, unmarked=(Period(0, 10, "hand"),))


def test_a_pause_without_an_end_goes_on() -> None:
    state = State(current=Pause(0, {"hand": None}))
    assert state.settled(10**15) is state


def test_a_clock_set_back_behind_a_pause_keeps_nothing_out_from_then_on() -> None:
    over = State(ended=100, unmarked=(Period(20, 100, "hand"), Period(5, 10, "hand")))
    assert over.settled(50) == State(ended=50, unmarked=(Period(20, 50, "hand"), Period(5, 10, "hand")))
    assert over.settled(7) == State(ended=7, unmarked=(Period(5, 7, "hand"),))


def test_a_clock_set_back_during_a_pause_does_not_end_it() -> None:
    state = State(current=Pause(100, {"hand": 200}), ended=80)
    assert state.settled(40) == State(current=Pause(40, {"hand": 200}), ended=40)


@given(
    st.builds(
        State,
        current=st.none()
        | st.builds(
            Pause,
            since=instants,
            holds=st.dictionaries(st.sampled_from(["hand", "schedule"]), st.none() | instants, min_size=1),
        ),
        ended=st.just(NEVER) | instants,
        resumed=st.just(NEVER) | instants,
        unmarked=st.lists(
            st.tuples(instants, instants, st.just("hand")).map(lambda times: Period(*times)), max_size=3
        ).map(tuple),
    ),
    instants,
)
def test_a_state_is_the_same_after_a_restart_and_settles_once(state: State, now: int) -> None:
    assert State.from_json_dict(state.to_json_dict()) == state
    settled = state.settled(now)
    assert settled.settled(now) is settled
    assert settled.latest <= now


@pytest.mark.parametrize("value", [{}, {"current": {"since": "x", "holds": {}}}, [], {"current": 5}])
def test_what_is_no_state_is_refused(value: object) -> None:
    with pytest.raises((AttributeError, KeyError, TypeError, ValueError)):
        State.from_json_dict(value)  # type: ignore[arg-type]
