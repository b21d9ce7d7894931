"""What counts as presence and as absence besides keyboard and mouse, told to the state machine by signals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core import Event
from aw_core.heartbeat import heartbeat_merge
from aw_watcher_afk.signals import Asleep, Awake, Begins, Ends, Input, Locked, Reason, Signal, Unlocked
from aw_watcher_afk.state import SLEPT, AfkState
from aw_watcher_afk.watch import PULSETIME

T0 = datetime(2026, 3, 1, 22, tzinfo=UTC)
TIMEOUT, POLL_TIME, LIMIT = 180.0, 5.0, 7200.0
MINUTE, HOUR = 60.0, 3600.0

Story = list[tuple[float, float, str]]
"""Start and end in seconds from T0, and the evidence, of each event that has a length."""


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def machine(limit: float = LIMIT) -> AfkState:
    return AfkState(timeout=TIMEOUT, poll_time=POLL_TIME, limit=limit)


def stored(heartbeats: Iterable[Event]) -> list[Event]:
    """What a server makes of heartbeats that come in the order of time."""
    events: list[Event] = []
    for heartbeat in (Event(**sent) for sent in heartbeats):
        if not events or heartbeat_merge(events[-1], heartbeat, PULSETIME) is None:
            events.append(heartbeat)
    return events


def story(events: Iterable[Event]) -> Story:
    return [
        ((event.timestamp - T0).total_seconds(), (event.end - T0).total_seconds(), event.data["evidence"])
        for event in events
        if event.duration
    ]


def polls(end: float, start: float = 0.0, step: float = POLL_TIME) -> list[float]:
    return [start + n * step for n in range(round((end - start) / step) + 1)]


def told(signals: Sequence[Signal], looks: Sequence[float], state: AfkState | None = None) -> list[Event]:
    """The events when these things happen and the watcher polls at those times, each told at the next poll."""
    afk = state or machine()
    left = sorted(signals, key=lambda signal: signal.at)
    heartbeats = []
    for look in looks:
        while left and left[0].at <= at(look):
            afk.note(left.pop(0))
        heartbeats += afk.poll(at(look))
    return stored(heartbeats)


def typing(start: float, end: float, step: float = 20.0) -> list[Signal]:
    return [Input(at(second)) for second in polls(end, start, step)]


CALL, FILM, PAD, MUSIC = Reason.CALL, Reason.FULLSCREEN, Reason.GAMEPAD, Reason.AUDIO


def test_a_call_that_is_listened_to_is_presence_from_the_last_input_to_the_next() -> None:
    call = [Begins(at(50), CALL), Ends(at(2000), CALL)]
    events = told([*typing(0, 60), *call, *typing(1900, 1960)], polls(1960))
    assert story(events) == [(0, 60, "input"), (60, 1900, "call"), (1900, 1960, "input")]
    assert {event.data["status"] for event in events} == {"not-afk"}


def test_in_a_call_with_input_now_and_then_there_is_one_event() -> None:
    """The evidence says why time counts that would not count otherwise, so it does not flicker."""
    events = told([*typing(0, 1800, step=120), Begins(at(10), CALL)], polls(1800))
    assert story(events) == [(0, 1800, "input")]


def test_after_the_end_of_a_call_the_absence_begins_there() -> None:
    events = told([Input(at(0)), Begins(at(0), CALL), Ends(at(600), CALL)], polls(900))
    assert story(events) == [(0, 600, "call"), (600, 900, "idle")]


def test_a_pause_between_two_calls_shorter_than_the_timeout_is_presence() -> None:
    calls = [Begins(at(0), CALL), Ends(at(600), CALL), Begins(at(700), CALL), Ends(at(1000), CALL)]
    assert story(told([Input(at(0)), *calls], polls(1000))) == [(0, 1000, "call")]


def test_music_that_goes_on_while_nobody_is_there_counts_up_to_the_limit_only() -> None:
    events = told([*typing(0, 60), Begins(at(30), MUSIC)], polls(3 * HOUR))
    assert story(events) == [(0, 60, "input"), (60, 60 + LIMIT, "audio"), (60 + LIMIT, 3 * HOUR, "idle")]


def test_songs_that_follow_each_other_do_not_prolong_the_limit() -> None:
    songs = [
        signal
        for start in polls(3 * HOUR, 0, 200)
        for signal in (Begins(at(start), MUSIC), Ends(at(start + 195), MUSIC))
    ]
    assert story(told([Input(at(0)), *songs], polls(3 * HOUR))) == [
        (0, 7195, "audio"),
        (7195, 3 * HOUR, "idle"),
    ]


def test_a_sound_in_an_empty_room_brings_nobody_back() -> None:
    events = told([Input(at(0)), Begins(at(400), MUSIC), Ends(at(402), MUSIC)], polls(1000))
    assert story(events) == [(0, 1000, "idle")]


def test_a_gamepad_brings_somebody_back_as_keys_do() -> None:
    pad = [Begins(at(400), PAD), Ends(at(900), PAD)]
    events = told([Input(at(0)), *pad], polls(1200))
    assert story(events) == [(0, 400, "idle"), (400, 900, "gamepad"), (900, 1200, "idle")]


def test_a_gamepad_has_no_limit() -> None:
    events = told([Input(at(0)), Begins(at(10), PAD)], polls(3 * HOUR))
    assert story(events) == [(0, 10, "input"), (10, 3 * HOUR, "gamepad")]


def test_a_film_counts_from_the_last_use_of_the_gamepad_on() -> None:
    pad_and_film = [Begins(at(10), PAD), Begins(at(LIMIT), FILM), Ends(at(LIMIT + 100), PAD)]
    events = told([Input(at(0)), *pad_and_film], polls(3 * HOUR))
    assert story(events)[1:] == [(10, LIMIT + 100, "gamepad"), (LIMIT + 100, 3 * HOUR, "fullscreen")]


def test_the_strongest_reason_is_told() -> None:
    reasons = [Begins(at(0), MUSIC), Begins(at(600), FILM), Begins(at(700), CALL), Ends(at(800), CALL)]
    events = told([Input(at(0)), *reasons], polls(900))
    assert story(events) == [
        (0, 600, "audio"),
        (600, 700, "fullscreen"),
        (700, 800, "call"),
        (800, 900, "fullscreen"),
    ]


def test_a_watcher_started_in_a_film_finds_somebody_there() -> None:
    events = told([Input(at(-600)), Begins(at(0), FILM)], polls(100))
    assert story(events) == [(0, 100, "fullscreen")]


def test_a_locked_screen_is_an_absence_at_once_whatever_else() -> None:
    signals = [*typing(0, 100), Begins(at(0), CALL), Locked(at(101)), *typing(110, 290), Unlocked(at(300))]
    assert story(told([*signals, *typing(302, 310, 1)], polls(310))) == [
        (0, 101, "input"),  # up to the lock, by the call
        (101, 300, "locked"),
        (300, 310, "input"),
    ]


def test_who_locks_by_a_key_is_away_from_that_key_on() -> None:
    events = told([*typing(0, 100), Locked(at(100)), Unlocked(at(160))], polls(160))
    assert story(events) == [(0, 100, "input"), (100, 160, "locked")]


def test_a_screen_that_locks_itself_makes_an_absence_from_the_last_input() -> None:
    events = told([Input(at(0)), Locked(at(120))], polls(400))
    assert story(events) == [(0, 400, "locked")]


def test_to_unlock_is_to_be_there() -> None:
    events = told([Input(at(0)), Locked(at(0)), Unlocked(at(300))], polls(400))
    assert [event.data["status"] for event in events][-1] == "not-afk"
    assert events[-1].timestamp == at(300)


def test_an_unlock_of_what_was_not_locked_or_while_asleep_brings_nobody_back() -> None:
    again = [Unlocked(at(300)), Unlocked(at(350))]
    assert story(told([Input(at(0)), *again], polls(600))) == [(0, 600, "idle")]
    asleep = [Locked(at(10)), Asleep(at(20)), Unlocked(at(30)), Awake(at(40))]
    assert [why for *_, why in story(told([Input(at(0)), *asleep], polls(600)))] == [
        "locked",
        "asleep",
        "idle",
    ]


def test_an_eight_hour_night_is_one_absence() -> None:
    """The lid is closed at eleven, which locks the screen as well, and opened at seven."""
    night = [Locked(at(HOUR + 1)), Asleep(at(HOUR + 2)), Awake(at(9 * HOUR)), Unlocked(at(9 * HOUR + 20))]
    looks = [*polls(HOUR), HOUR + 1, HOUR + 2, *polls(9 * HOUR + 60, 9 * HOUR)]
    events = told([*typing(0, HOUR), *night, *typing(9 * HOUR + 25, 9 * HOUR + 60, 5)], looks)
    assert story(events) == [
        (0, HOUR, "input"),
        (HOUR, HOUR + 2, "locked"),
        (HOUR + 2, 9 * HOUR, "asleep"),
        (9 * HOUR, 9 * HOUR + 20, "locked"),
        (9 * HOUR + 20, 9 * HOUR + 60, "input"),
    ]


@pytest.mark.parametrize("length", [1.0, 7.0, 30.0, 170.0, 4000.0])
def test_a_suspend_of_any_length_is_an_absence(length: float) -> None:
    woke = 100 + length
    signals = [*typing(0, 99, 3), Asleep(at(100)), Awake(at(woke)), *typing(woke + 2, woke + 20, 2)]
    events = told(signals, [*polls(100), *polls(woke + 20, woke)])
    assert (100, woke, "asleep") in story(events) or (99, woke, "asleep") in story(events)
    assert events[-1].data == {"status": "not-afk", "evidence": "input"}


def test_a_film_that_goes_on_after_a_sleep_does_not_bring_anybody_back() -> None:
    events = told(
        [Input(at(0)), Begins(at(0), FILM), Asleep(at(300)), Awake(at(900))], [*polls(300), *polls(1000, 900)]
    )
    assert story(events) == [(0, 300, "fullscreen"), (300, 900, "asleep"), (900, 1000, "idle")]


def test_polls_that_stay_out_without_a_sleep_are_a_time_of_which_nothing_is_said() -> None:
    """The watcher was paused: what is covered ends at its last look and goes on at the next."""
    events = told([*typing(0, 60), *typing(995, 1020, 5)], [*polls(60), *polls(1020, 1000)])
    assert story(events) == [(0, 60, "input"), (1000, 1020, "input")]


def test_a_watcher_paused_in_a_lock_or_a_call_knows_of_it_afterwards() -> None:
    paused = [*polls(60), *polls(1300, 1000)]
    locked = told([*typing(0, 58, 2), Locked(at(59))], paused)
    assert story(locked) == [(0, 58, "input"), (58, 60, "locked"), (1000, 1300, "locked")]
    call = told([*typing(0, 58, 2), Begins(at(20), CALL)], paused)
    assert story(call) == [(0, 60, "input"), (1000, 1300, "call")]


def test_a_clock_set_forward_makes_a_hole_as_long_as_the_step_and_nothing_more() -> None:
    state = machine()
    heartbeats = [
        beat for look in polls(60) for beat in (state.note(Input(at(look))), state.poll(at(look)))[1]
    ]
    state.step(timedelta(hours=1))
    state.note(Input(at(HOUR + 65)))
    heartbeats += state.poll(at(HOUR + 65))
    assert story(stored(heartbeats)) == [(0, 60, "input"), (HOUR + 60, HOUR + 65, "input")]


def test_after_a_clock_was_set_back_no_moment_is_told_twice_and_none_is_lost() -> None:
    """Two hours fast at the start, as a machine that runs two systems; set right after a minute."""
    state = machine()
    heartbeats = []
    for look in polls(2 * HOUR + 60, 2 * HOUR):
        state.note(Input(at(look)))
        heartbeats += state.poll(at(look))
    state.step(timedelta(hours=-2))
    for look in polls(3 * HOUR, 65):
        state.note(Input(at(look)))
        heartbeats += state.poll(at(look))
    times = sorted((beat.timestamp, beat.end) for beat in heartbeats if beat.duration)
    assert all(before[1] <= after[0] for before, after in pairwise(times))
    assert sum(((end - start) for start, end in times), timedelta()) == timedelta(hours=3) - timedelta(
        seconds=60
    )


# What must always hold.

seconds = st.integers(0, 4000).map(float) | st.floats(0, 4000).map(lambda value: round(value, 3))
one_signal = st.one_of(
    st.builds(
        lambda kind, second: kind(at(second)),
        st.sampled_from([Input, Locked, Unlocked, Asleep, Awake]),
        seconds,
    ),
    st.builds(
        lambda kind, second, reason: kind(at(second), reason),
        st.sampled_from([Begins, Ends]),
        seconds,
        st.sampled_from(Reason),
    ),
)
steps = st.sampled_from([0.5, 1.0, 5.0, 5.0, 5.0, 14.0]) | st.floats(0.002, 15).map(
    lambda value: round(value, 3)
)
"""Seconds between two polls of which none is too late."""

told_when = st.integers(0, 40)
"""The number of the poll before which a signal is told, whatever its time."""


def heartbeats_of(
    late: list[tuple[int, Signal]], waits: list[float], state: AfkState, idle: float | None = None
) -> tuple[list[Event], list[datetime]]:
    now, sent, looks = 0.0, [], []
    for number, wait in enumerate(waits):
        now = round(now + wait, 3)
        state.note(*(signal for when, signal in late if when == number))
        if idle is not None:
            state.note(Input(at(now - idle)))
        sent += state.poll(at(now))
        looks.append(at(now))
    return sent, looks


@given(st.lists(st.tuples(told_when, one_signal), max_size=30), st.lists(steps, min_size=2, max_size=80))
def test_whatever_comes_late_twice_or_in_any_order_events_cover_the_time_once(
    late: list[tuple[int, Signal]], waits: list[float]
) -> None:
    state = machine()
    sent, looks = heartbeats_of(late, waits, state)
    end = looks[-1] + timedelta(seconds=3)
    events = stored(sent + state.finish(end))
    assert events[0].timestamp == looks[0]
    assert events[-1].end == end
    assert all(before.end == after.timestamp for before, after in pairwise(events))
    assert all(before.data != after.data for before, after in pairwise(events))


@given(
    st.lists(st.tuples(told_when, one_signal), max_size=20),
    st.lists(steps | st.floats(16, 5000) | st.floats(-4000, -12), min_size=2, max_size=40),
    st.lists(st.tuples(told_when, st.integers(-3000, 3000)), max_size=4),
)
def test_whatever_is_done_to_the_clock_no_moment_is_told_twice(
    late: list[tuple[int, Signal]], waits: list[float], sets: list[tuple[int, int]]
) -> None:
    state = machine()
    now, sent = 10_000.0, []
    for number, wait in enumerate(waits):
        now = round(now + wait, 3)
        state.note(*(signal for when, signal in late if when == number))
        for when, by in sets:
            if when == number:
                state.step(timedelta(seconds=by))
                now += by
        state.note(Input(at(now - number % 3)))
        sent += state.poll(at(now))
    sent += state.finish(at(now + 1))
    times = sorted((beat.timestamp, beat.end) for beat in sent if beat.duration)
    assert all(before[1] <= after[0] for before, after in pairwise(times))


@given(
    st.lists(st.tuples(told_when, one_signal), max_size=30),
    st.lists(steps, min_size=2, max_size=60),
    st.sampled_from([(Locked, Unlocked), (Asleep, Awake)]),
    st.integers(0, 30),
)
def test_what_is_locked_or_asleep_is_never_there(
    late: list[tuple[int, Signal]], waits: list[float], kind: tuple[type, type], first: int
) -> None:
    """From a poll on it is locked, and nothing ends that."""
    state = machine()
    start = min(first, len(waits) - 1)
    before = [(when, signal) for when, signal in late if when < start]
    after = [(when, signal) for when, signal in late if when >= start and not isinstance(signal, kind[1])]
    now = sum(waits[: start + 1])
    sent, looks = heartbeats_of([*before, *after, (start, kind[0](at(round(now, 3))))], waits, state)
    locked_from = looks[start]
    for beat in [*sent, *state.finish(looks[-1] + timedelta(seconds=3))]:
        if beat.data["status"] == "not-afk":
            assert beat.end <= locked_from


@given(
    st.lists(st.integers(0, 3000).map(float), max_size=8),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 900), st.sampled_from(Reason)), max_size=4),
)
def test_without_evidence_for_the_timeout_somebody_is_away_from_the_last_evidence_on(
    inputs: list[float], spans: list[tuple[int, int, Reason]]
) -> None:
    signals: list[Signal] = [Input(at(0)), *(Input(at(second)) for second in inputs)]
    for start, length, reason in spans:
        signals += [Begins(at(start), reason), Ends(at(start + length), reason)]
    events = told(signals, polls(4200))
    evidence = sorted([(0.0, 0.0), *((second, second) for second in inputs)])
    evidence = sorted(evidence + [(float(start), float(start + length)) for start, length, _ in spans])
    last = 0.0
    for start, end in [*evidence, (4200.0, 4200.0)]:
        if start - last >= TIMEOUT + POLL_TIME:
            silent = [span for span in story(events) if span[0] < start and span[1] > last]
            assert [why for *_, why in silent] == ["idle"]
            assert silent[0][0] <= last
        last = max(last, end)


class ByIdleTime:
    """What presence was before there was any other evidence, as a model to hold the machine against."""

    def __init__(self) -> None:
        self.events: list[tuple[float, float, bool]] = []
        self.there, self.told, self.looked = True, 0.0, 0.0

    def tell(self, end: float) -> None:
        if end > self.told:
            self.events.append((self.told, end, self.there))
            self.told = end

    def look(self, idle: float, now: float) -> None:
        slept = now - self.looked > POLL_TIME + SLEPT.total_seconds()
        if self.there and not slept:
            self.tell(now - idle)
        if self.there and (slept or idle >= TIMEOUT):
            self.there = False
        if not self.there:
            awake = POLL_TIME if slept else now - self.looked
            came_back = idle < min(awake + 1, TIMEOUT)
            self.tell(now - idle if came_back else now)
            self.there = came_back
        self.looked = now


@given(
    st.lists(st.integers(1, 20) | st.integers(100, 260) | st.integers(260, 2000), max_size=12),
    st.lists(st.integers(1, 7) | st.integers(1, 7) | st.integers(16, 3000), min_size=1, max_size=60),
)
def test_with_every_signal_off_it_is_as_it_was_by_idle_time_alone(gaps: list[int], waits: list[int]) -> None:
    inputs = [0]
    for gap in gaps:
        inputs.append(inputs[-1] + gap)
    model, state = ByIdleTime(), AfkState(timeout=TIMEOUT, poll_time=POLL_TIME, late_is_sleep=True)
    now, sent = 0, []
    for wait in [0, *waits]:
        now += wait
        idle = now - max(moment for moment in inputs if moment <= now)
        state.note(Input(at(now - idle)))
        sent += state.poll(at(now))
        model.look(idle, now)
    there = [(start, end, why == "input") for start, end, why in story(stored(sent))]
    assert _joined(there) == _joined(model.events)


def _joined(spans: Iterable[tuple[float, float, bool]]) -> list[tuple[float, float, bool]]:
    joined: list[tuple[float, float, bool]] = []
    for start, end, there in spans:
        if joined and joined[-1][1:] == (start, there):
            joined[-1] = (joined[-1][0], end, there)
        else:
            joined.append((start, end, there))
    return joined
