from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core import Event
from aw_core.heartbeat import heartbeat_merge
from aw_watcher_afk.signals import Input
from aw_watcher_afk.state import SLEPT, AfkState
from aw_watcher_afk.watch import PULSETIME

T0 = datetime(2026, 3, 1, 9, tzinfo=UTC)
TIMEOUT, POLL_TIME = 180.0, 5.0
HERE, AWAY = "not-afk", "afk"

Story = list[tuple[float, float, str]]
"""Start and end in seconds from T0, and the status, of each event."""


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


class ByIdleTime:
    """The machine where nothing but idle times tells of anything: a look that comes late is a sleep."""

    def __init__(self, timeout: float = TIMEOUT, poll_time: float = POLL_TIME) -> None:
        self._state = AfkState(timeout=timeout, poll_time=poll_time, late_is_sleep=True)

    def poll(self, idle: float, now: datetime) -> list[Event]:
        self._state.note(Input(now - timedelta(seconds=idle)))
        return self._state.poll(now)

    def finish(self, now: datetime) -> list[Event]:
        return self._state.finish(now)


state = ByIdleTime


def stored(heartbeats: Iterable[Event]) -> list[Event]:
    """What a server makes of heartbeats, seen by a reader that knows only `status`."""
    events: list[Event] = []
    for sent in heartbeats:
        heartbeat = Event(**sent | {"data": {"status": sent.data["status"]}})
        if not events or heartbeat_merge(events[-1], heartbeat, PULSETIME) is None:
            events.append(heartbeat)
    return events


def story(events: Iterable[Event]) -> Story:
    return [
        ((event.timestamp - T0).total_seconds(), (event.end - T0).total_seconds(), event.data["status"])
        for event in events
    ]


def told(inputs: Sequence[float], polls: Sequence[float], stop: float | None = None) -> Story:
    """The story when input comes at these times and the watcher polls at those, until it stops."""
    afk = state()
    heartbeats = []
    for poll in polls:
        idle = poll - max((moment for moment in inputs if moment <= poll), default=-1000.0)
        heartbeats += afk.poll(idle, at(poll))
    if stop is not None:
        heartbeats += afk.finish(at(stop))
    return story(stored(heartbeats))


def every(step: float, end: float, start: float = 0.0) -> list[float]:
    return [start + n * step for n in range(round((end - start) / step) + 1)]


def test_presence_is_recorded_up_to_the_last_input() -> None:
    assert told([0, 3, 9, 12], every(5, 40)) == [(0, 12, HERE)]


def test_an_event_appears_with_the_first_poll() -> None:
    assert told([0], [0]) == [(0, 0, HERE)]


def test_a_pause_shorter_than_the_timeout_is_presence() -> None:
    assert told([0, 170], every(5, 175)) == [(0, 170, HERE)]


def test_an_absence_begins_at_the_last_input_and_grows_with_each_poll() -> None:
    assert told([0, 12], every(5, 195)) == [(0, 12, HERE), (12, 195, AWAY)]


def test_silence_of_exactly_the_timeout_is_an_absence() -> None:
    assert told([0], every(5, 175)) == [(0, 0, HERE)]
    assert told([0], every(5, 180)) == [(0, 0, HERE), (0, 180, AWAY)]


def test_the_input_that_ends_an_absence_ends_it_exactly() -> None:
    assert told([0, 12, 603.25, 604], every(5, 610)) == [(0, 12, HERE), (12, 604, AWAY), (604, 604, HERE)]


def test_a_single_input_in_an_absence_divides_it() -> None:
    assert told([0, 303], every(5, 600)) == [(0, 0, HERE), (0, 303, AWAY), (303, 303, HERE), (303, 600, AWAY)]


def test_a_watcher_started_while_nobody_is_there_says_so_from_its_start() -> None:
    assert told([], every(5, 50)) == [(0, 50, AWAY)]


def test_a_watcher_started_exactly_at_the_timeout_finds_nobody() -> None:
    assert told([-TIMEOUT], [0]) == [(0, 0, AWAY)]


def test_nothing_is_said_about_the_time_before_the_start() -> None:
    assert told([-100, 2], [0, 5]) == [(0, 2, HERE)]
    assert told([-100], every(5, 80)) == [(0, 0, HERE), (0, 80, AWAY)]


def test_what_is_undecided_at_the_stop_is_presence() -> None:
    assert told([0, 12], every(5, 60), stop=62) == [(0, 62, HERE)]


def test_an_absence_goes_on_to_the_stop() -> None:
    assert told([0], every(5, 200), stop=203) == [(0, 0, HERE), (0, 203, AWAY)]


def test_a_stop_before_the_first_poll_says_nothing() -> None:
    assert state().finish(T0) == []


def test_a_sleep_is_an_absence_from_the_last_input_before_it() -> None:
    """Input at 12, asleep from 31 to 8000; a key right after waking up."""
    assert told([0, 12, 8001], [*every(5, 30), 8004], stop=8005) == [
        (0, 12, HERE),
        (12, 8001, AWAY),
        (8001, 8005, HERE),
    ]


def test_a_sleep_shorter_than_the_timeout_is_an_absence_too() -> None:
    assert told([0, 12, 91], [*every(5, 30), 92]) == [(0, 12, HERE), (12, 91, AWAY), (91, 91, HERE)]


def test_an_idle_time_that_stood_still_during_a_sleep_does_not_end_the_absence() -> None:
    """The X server says 60 s though it was a night: nobody has touched anything since waking up."""
    afk = state()
    heartbeats = afk.poll(0, T0) + afk.poll(55, at(55)) + afk.poll(60, at(30000)) + afk.poll(65, at(30005))
    assert story(stored(heartbeats)) == [(0, 0, HERE), (0, 30005, AWAY)]
    heartbeats += afk.poll(2, at(30010))
    assert story(stored(heartbeats)) == [(0, 0, HERE), (0, 30008, AWAY), (30008, 30008, HERE)]


def test_a_sleep_in_an_absence_belongs_to_it() -> None:
    assert told([0], [*every(5, 300), 9000, 9005]) == [(0, 0, HERE), (0, 9005, AWAY)]


def test_a_late_poll_is_no_sleep() -> None:
    assert told([0, 12, 18], [0, 5, 10, 19, 24]) == [(0, 18, HERE)]


def test_a_stop_after_a_sleep_claims_nothing_of_it() -> None:
    assert told([0, 12], every(5, 20), stop=9000) == [(0, 20, HERE)]


def test_a_clock_set_back_a_little_makes_no_overlap() -> None:
    assert told([0, 12], [0, 5, 10, 15, 14, 13, 18]) == [(0, 12, HERE)]


def test_a_clock_set_back_far_begins_anew_there() -> None:
    afk = state()
    afk.poll(0, at(5000))
    assert story(afk.poll(0, at(0))) == [(0, 0, HERE)]
    assert story(afk.poll(0, at(5))) == [(0, 5, HERE)]


def test_noise_in_the_idle_time_of_one_input_does_not_end_an_absence() -> None:
    afk = state()
    polls = [(poll, poll + noise) for poll, noise in zip(every(5, 400), [0.4, -0.4] * 41, strict=False)]
    heartbeats = [beat for now, idle in polls for beat in afk.poll(max(0.0, idle), at(now))]
    assert story(stored(heartbeats)) == [(0, 0.4, HERE), (0.4, 400, AWAY)]


def test_an_input_in_the_moment_of_a_poll_is_not_missed() -> None:
    """The poll at 200 came just before the input, and the next one places it, by noise, just before that poll."""
    afk = state()
    heartbeats = [beat for poll in every(5, 200) for beat in afk.poll(poll, at(poll))]
    heartbeats += afk.poll(5.2, at(205))
    assert story(stored(heartbeats)) == [(0, 0, HERE), (0, 200, AWAY), (200, 200, HERE)]


@pytest.mark.parametrize("end", [5.0, 10.0, 60.0])
def test_polls_rarer_than_the_timeout_still_find_an_absence_and_keep_it(end: float) -> None:
    afk = state(timeout=3)
    heartbeats = [beat for poll in every(5, end) for beat in afk.poll(poll, at(poll))]
    assert story(stored(heartbeats)) == [(0, 0, HERE), (0, end, AWAY)]


def test_an_input_that_is_longer_ago_than_the_timeout_ends_no_absence() -> None:
    afk = state(timeout=3)
    heartbeats = [*afk.poll(0, at(0)), *afk.poll(5, at(5)), *afk.poll(4, at(10)), *afk.poll(9, at(15))]
    assert story(stored(heartbeats)) == [(0, 0, HERE), (0, 15, AWAY)]


idles = st.floats(0, 400) | st.floats(0, 8)
steps = st.floats(0.002, 7) | st.floats(0.002, 5000)


@given(st.lists(st.tuples(steps, idles), min_size=1, max_size=40), st.floats(0, 100))
def test_whatever_is_read_events_alternate_touch_and_cover_all_the_time(
    readings: list[tuple[float, float]], rest: float
) -> None:
    afk = state()
    heartbeats, now = [], 0.0
    for step, idle in readings:
        now = round(now + step, 3)
        heartbeats += afk.poll(idle, at(now))
    last = now
    now = round(now + rest, 3)
    heartbeats += afk.finish(at(now))
    told = story(stored(heartbeats))
    assert told[0][0] == round(readings[0][0], 3)
    assert told[-1][1] == (now if rest <= POLL_TIME + SLEPT.total_seconds() else last)
    assert all(start <= end for start, end, _ in told)
    assert all(before[1] == after[0] and before[2] != after[2] for before, after in pairwise(told))


@st.composite
def sessions(draw: st.DrawFn) -> tuple[list[float], list[float]]:
    """When input came and when the watcher polled, in seconds: polls are at most 1.5 poll times apart."""
    gaps = st.floats(0.001, 20) | st.floats(100, 260) | st.floats(260, 2000)
    inputs = [0.0]
    for gap in draw(st.lists(gaps, max_size=12)):
        inputs.append(round(inputs[-1] + gap, 3))
    end = inputs[-1] + draw(st.floats(0, 400))
    polls, rhythm = [0.0], draw(st.lists(st.floats(1, POLL_TIME * 1.5), min_size=1, max_size=5))
    while polls[-1] < end:
        polls.append(round(polls[-1] + rhythm[len(polls) % len(rhythm)], 3))
    return inputs, polls


@given(sessions())
def test_presence_agrees_with_the_input_to_within_one_poll(session: tuple[list[float], list[float]]) -> None:
    inputs, polls = session
    slack = POLL_TIME * 1.5
    away = [(start, end) for start, end, status in told(inputs, polls, stop=polls[-1]) if status == AWAY]
    for before, after in pairwise([*inputs, polls[-1]]):
        overlaps = [(max(before, start), min(after, end)) for start, end in away]
        absent = sum(end - start for start, end in overlaps if start < end)
        if after - before >= TIMEOUT + slack:
            assert absent == pytest.approx(after - before, abs=0.01)
        elif after - before < TIMEOUT:
            assert absent <= slack
