from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core import Event
from aw_core.heartbeat import heartbeat_merge
from aw_watcher_window.focus import NOTHING, Focus
from aw_watcher_window.recorder import Recorder
from aw_watcher_window.watch import PULSETIME

T0 = datetime(2026, 3, 1, 9, tzinfo=UTC)
EDITOR, BROWSER = Focus(1, "Editor", "main.py"), Focus(2, "Browser", "News")
LONG = 60.0

Script = list[tuple[float, Focus]]
"""What gets the focus, and when, in seconds from T0."""


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


class Desktop:
    """Plays a script to a recorder the way the watcher's loop does, and stores the heartbeats as a server does."""

    def __init__(self, poll_time: float = 1.0) -> None:
        self.recorder = Recorder(poll_time)
        self.heartbeats: list[Event] = []

    def play(self, script: Script, end: float) -> Desktop:
        """Look at every change and whenever the recorder says that it is due."""
        for (now, focus), (until, _) in pairwise([*script, (end, NOTHING)]):
            moment = now
            while moment < until:
                self.heartbeats += self.recorder.look(focus, at(moment))
                moment += max(0.001, self.recorder.due(at(moment)))
        self.heartbeats += self.recorder.finish(at(end))
        return self

    @property
    def events(self) -> list[Event]:
        """What the server holds."""
        events: list[Event] = []
        for heartbeat in (Event(**sent) for sent in self.heartbeats):
            if not events or heartbeat_merge(events[-1], heartbeat, PULSETIME) is None:
                events.append(heartbeat)
        return events

    @property
    def story(self) -> list[tuple[float, float, str]]:
        """Start, end and title of each event of some length."""
        return [
            ((e.timestamp - T0).total_seconds(), (e.end - T0).total_seconds(), e.data["title"])
            for e in self.events
            if e.duration
        ]


def titled(title: str) -> Focus:
    return Focus(1, "Editor", title)


def test_a_window_is_recorded_from_the_first_look_to_the_stop() -> None:
    assert Desktop().play([(0, EDITOR)], end=7.3).story == [(0, 7.3, "main.py")]


def test_an_event_has_the_application_and_the_title() -> None:
    assert Desktop().play([(0, EDITOR)], end=1).events[0].data == {"app": "Editor", "title": "main.py"}


def test_an_unchanged_window_is_reported_once_per_poll_time() -> None:
    assert len(Desktop(poll_time=2.0).play([(0, EDITOR)], end=10).heartbeats) == 1 + 5


def test_looks_between_the_due_ones_report_nothing_new() -> None:
    recorder = Recorder(1.0)
    assert len(recorder.look(EDITOR, at(0))) == 1
    assert recorder.look(EDITOR, at(0.4)) == []
    assert recorder.due(at(0.4)) == pytest.approx(0.6)


def test_another_window_counts_at_once_and_the_events_touch() -> None:
    desktop = Desktop().play([(0, EDITOR), (0.3, BROWSER), (5.25, EDITOR)], end=8)
    assert desktop.story == [(0, 0.3, "main.py"), (0.3, 5.25, "News"), (5.25, 8, "main.py")]


def test_a_new_title_counts_from_when_it_appeared() -> None:
    script = [(0, titled("a")), (0.2, titled("b")), (30.4, titled("c"))]
    assert Desktop().play(script, end=40).story == [(0, 0.2, "a"), (0.2, 30.4, "b"), (30.4, 40, "c")]


def test_another_window_of_the_same_title_goes_on_in_the_same_event() -> None:
    assert Desktop().play([(0, EDITOR), (2.5, Focus(9, "Editor", "main.py"))], end=5).story == [
        (0, 5, "main.py")
    ]


def test_another_window_of_the_same_title_is_the_one_whose_titles_are_held_back() -> None:
    script = [
        (0, titled("x")),
        (0.2, Focus(9, "Editor", "x")),
        (0.4, Focus(9, "Editor", "y")),
        (0.6, Focus(9, "Editor", "z")),
    ]
    assert Desktop().play(script, end=5).story == [(0, 0.6, "x"), (0.6, 5, "z")]


def test_a_title_is_held_back_from_when_the_last_one_was_taken_up() -> None:
    script = [(0, titled("a")), (0.1, titled("b")), (1.05, titled("c")), (1.95, titled("d"))]
    assert Desktop().play(script, end=5).story == [(0, 0.1, "a"), (0.1, 1.95, "b"), (1.95, 5, "d")]


def test_titles_that_change_faster_than_poll_time_make_one_event_each() -> None:
    spinner = [(n / 10, titled("⠋⠙⠹⠸⠼"[n % 5])) for n in range(600)]
    events = Desktop().play(spinner, end=60).events
    assert 50 <= len(events) <= 61
    assert sum((event.duration for event in events), timedelta()) == timedelta(seconds=60)


def test_a_longer_poll_time_makes_fewer_events_of_a_ticking_title() -> None:
    ticking = [(float(n), titled(f"{n} s")) for n in range(60)]
    assert len(Desktop(poll_time=10.0).play(ticking, end=60).events) <= 7


def test_the_gap_between_two_windows_belongs_to_the_first() -> None:
    desktop = Desktop().play([(0, EDITOR), (3, NOTHING), (3.5, BROWSER)], end=5)
    assert desktop.story == [(0, 3.5, "main.py"), (3.5, 5, "News")]


def test_a_window_that_comes_back_after_the_gap_is_one_event() -> None:
    assert Desktop().play([(0, EDITOR), (3, NOTHING), (3.5, EDITOR)], end=5).story == [(0, 5, "main.py")]


def test_no_window_is_recorded_as_unknown_when_it_lasts_and_from_its_beginning() -> None:
    desktop = Desktop().play([(0, EDITOR), (3, NOTHING), (9, BROWSER)], end=10)
    assert desktop.story == [(0, 3, "main.py"), (3, 9, "unknown"), (9, 10, "News")]
    assert desktop.events[1].data == {"app": "unknown", "title": "unknown"}


def test_no_window_at_the_start_is_recorded_as_unknown() -> None:
    assert Desktop().play([(0, NOTHING), (2, EDITOR)], end=3).story == [(0, 2, "unknown"), (2, 3, "main.py")]


def test_windows_closing_just_before_the_stop_leave_no_trace() -> None:
    assert Desktop().play([(0, EDITOR), (3, NOTHING)], end=3.5).story == [(0, 3, "main.py")]


def test_no_event_is_stretched_over_a_sleep() -> None:
    desktop = Desktop()
    desktop.play([(0, EDITOR)], end=10)
    desktop.play([(3610, EDITOR)], end=3620)
    assert desktop.story == [(0, 10, "main.py"), (3610, 3620, "main.py")]


def test_a_change_waiting_when_the_machine_falls_asleep_is_not_stretched_either() -> None:
    recorder = Recorder(1.0)
    beats = recorder.look(EDITOR, at(0)) + recorder.look(NOTHING, at(0.5)) + recorder.look(BROWSER, at(LONG))
    assert [((beat.timestamp - T0).total_seconds(), beat.duration.total_seconds()) for beat in beats] == [
        (0, 0),
        (0, 0.5),
        (LONG, 0),
    ]


def test_a_stop_long_after_the_last_look_claims_nothing() -> None:
    recorder = Recorder(1.0)
    recorder.look(EDITOR, at(0))
    assert recorder.finish(at(LONG)) == []


def test_a_stop_before_the_first_look_reports_nothing() -> None:
    assert Recorder(1.0).finish(at(0)) == []


def test_a_clock_set_back_starts_a_new_event_there() -> None:
    recorder = Recorder(1.0)
    recorder.look(EDITOR, at(LONG))
    (beat,) = recorder.look(EDITOR, at(0))
    assert (beat.timestamp, beat.duration) == (at(0), timedelta())


def test_a_clock_set_back_a_little_stands_still_until_it_has_caught_up() -> None:
    recorder = Recorder(1.0)
    beats = [
        beat
        for focus, seconds in [(EDITOR, 10), (EDITOR, 11), (BROWSER, 8.5), (BROWSER, 10.5), (BROWSER, 12)]
        for beat in recorder.look(focus, at(seconds))
    ]
    story = [(beat.timestamp, beat.end, beat.data["title"]) for beat in beats if beat.duration]
    assert story == [(at(10), at(11), "main.py"), (at(11), at(12), "News")]


def test_a_clock_set_back_a_little_in_a_gap_records_no_moment_twice() -> None:
    recorder = Recorder(1.0)
    recorder.look(EDITOR, at(10))
    recorder.pass_over(at(11))
    (beat,) = recorder.look(EDITOR, at(9))
    assert beat.timestamp == at(11)


focuses = st.one_of(
    st.just(NOTHING),
    st.builds(
        lambda window, title: Focus(window, f"app{window}", title), st.integers(1, 3), st.sampled_from("abc")
    ),
)
pauses = st.floats(0.002, 12) | st.floats(0.002, 0.3)
scripts = st.lists(st.tuples(pauses, focuses), min_size=1, max_size=30)
poll_times = st.sampled_from([0.5, 1.0, 3.0])


def timed(steps: list[tuple[float, Focus]]) -> tuple[Script, float]:
    """Lengths of stay as moments: whole milliseconds, as the recorder counts."""
    moments = [0.0]
    for length, _ in steps:
        moments.append(round(moments[-1] + length, 3))
    return [(moment, focus) for moment, (_, focus) in zip(moments, steps, strict=False)], moments[-1]


@given(steps=scripts, poll_time=poll_times)
def test_events_touch_and_cover_all_the_time(steps: list[tuple[float, Focus]], poll_time: float) -> None:
    script, end = timed(steps)
    story = Desktop(poll_time).play(script, end).story
    assert story[0][0] == 0
    assert all(before[1] == after[0] for before, after in pairwise(story))
    if script[-1][1] != NOTHING:
        assert story[-1][1] == end


@given(steps=scripts, poll_time=poll_times, behind=st.lists(st.floats(0, 3.9), min_size=30, max_size=30))
def test_no_moment_is_recorded_twice_whatever_a_time_server_does(
    steps: list[tuple[float, Focus]], poll_time: float, behind: list[float]
) -> None:
    script, end = timed(steps)
    recorder = Recorder(poll_time)
    newest = at(-10)
    for (moment, focus), late in zip(script, behind, strict=False):
        for beat in recorder.look(focus, at(moment - late)):
            assert beat.timestamp >= newest
            newest = beat.end
    assert all(beat.timestamp >= newest for beat in recorder.finish(at(end)))


@given(steps=scripts, poll_time=poll_times)
def test_what_had_the_focus_for_long_enough_is_recorded_all_that_time(
    steps: list[tuple[float, Focus]], poll_time: float
) -> None:
    script, end = timed(steps)
    events = Desktop(poll_time).play(script, end).events
    for (start, focus), (until, _) in pairwise([*script, (end, NOTHING)]):
        if until - start > max(poll_time, 1.0) + 0.01:
            assert any(
                event.data == focus.data and event.timestamp <= at(start) and event.end >= at(until)
                for event in events
            )


@given(steps=scripts, poll_time=poll_times)
def test_one_window_makes_at_most_one_event_per_poll_time(
    steps: list[tuple[float, Focus]], poll_time: float
) -> None:
    script, end = timed([(length, Focus(1, "app", focus.title)) for length, focus in steps])
    assert len(Desktop(poll_time).play(script, end).events) <= end / poll_time + 1
