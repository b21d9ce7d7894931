"""Hours of presence and absence, made of looks at clocks that are made up, as a real server holds and queries them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from commands import LiveServer

from aw_client import ActivityWatchClient
from aw_client.queries import DesktopQueryParams, canonicalEvents
from aw_core import Event
from aw_watcher_afk.clock import Reading
from aw_watcher_afk.config import Config
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.observer import Observer
from aw_watcher_afk.signals import Reason
from aw_watcher_afk.watch import PULSETIME

START = datetime(2026, 3, 1, 18, tzinfo=UTC)
MINUTE, HOUR = 60, 3600
AFK, WINDOW = "aw-watcher-afk_test", "aw-watcher-window_test"
BY_DEFAULT = (Reason.CALL, Reason.FULLSCREEN)


class Day:
    """Somebody's day at a computer, looked at every five seconds of a clock that is made up."""

    def __init__(self, server: LiveServer, reasons: Iterable[Reason] = BY_DEFAULT) -> None:
        self.client = ActivityWatchClient("test", port=server.port)
        self.client.create_bucket(AFK, "afkstatus")
        self.client.create_bucket(WINDOW, "currentwindow")
        self._observer = Observer(Config(timeout=180.0, poll_time=5.0, reasons=frozenset(reasons)))
        self._wall, self._steady, self._awake, self._touched = START, 0.0, 0.0, 0.0
        self._waiting: list[Event] = []
        self._facts: set[Fact] = set()
        self._look()

    def work(self, seconds: int) -> None:
        """Be at keyboard and mouse."""
        for _ in range(seconds // 5):
            self._pass_by(5)
            self._touched = self._awake
            self._look()

    def leave(self, seconds: int, *facts: Fact) -> None:
        """Touch nothing, while these facts hold."""
        self._facts = set(facts)
        self._look()
        for _ in range(seconds // 5):
            self._pass_by(5)
            self._look()
        self._facts = set()
        self._look()

    def sleep(self, seconds: int) -> None:
        """Close the lid."""
        self._wall += timedelta(seconds=seconds)
        self._steady += seconds

    def set_clock(self, seconds: int) -> None:
        """Set the clock, forward or back."""
        self._wall += timedelta(seconds=seconds)

    def stored(self) -> list[tuple[float, str, str]]:
        """The seconds, status and evidence of the events the server holds; those of no length are left out."""
        self._send()
        events = self.client.get_events(AFK)[::-1]
        assert all(before.end <= after.timestamp for before, after in pairwise(events))
        return [
            (event.duration.total_seconds(), event.data["status"], event.data["evidence"])
            for event in events
            if event.duration
        ]

    def active(self) -> float:
        """The seconds that count by the canonical query, of a window that was there all the time."""
        self._send()
        length = self._wall - START
        window = Event(timestamp=START, duration=length, data={"app": "App", "title": "Title"})
        self.client.insert_event(WINDOW, window)
        query = (
            canonicalEvents(DesktopQueryParams(bid_window=WINDOW, bid_afk=AFK), self.client)
            + "\nRETURN = sum_durations(events);"
        )
        (answer,) = self.client.query(query, [(START, self._wall)])
        return float(answer)

    def _pass_by(self, seconds: float) -> None:
        self._wall += timedelta(seconds=seconds)
        self._steady += seconds
        self._awake += seconds

    def _look(self) -> None:
        reading = Reading(self._wall, self._steady, self._awake)
        self._waiting += self._observer.observe(reading, self._awake - self._touched, frozenset(self._facts))

    def _send(self) -> None:
        with self.client:  # which sends all before it leaves
            for event in self._waiting:
                self.client.heartbeat(AFK, event, pulsetime=PULSETIME, queued=True)
        self._waiting = []


def test_an_eight_hour_night_is_asleep_and_counts_nothing(server: LiveServer) -> None:
    day = Day(server)
    day.work(MINUTE)
    day.sleep(8 * HOUR)
    day.work(MINUTE)
    assert day.stored() == [
        (60.0, "not-afk", "input"),
        (8 * HOUR, "afk", "asleep"),
        (5.0, "afk", "idle"),
        (55.0, "not-afk", "input"),
    ]
    assert day.active() == 115.0


@pytest.mark.parametrize(
    ("reasons", "evidence", "active"),
    [
        ((Reason.AUDIO,), "audio", 62 * MINUTE),
        ((Reason.FULLSCREEN,), "fullscreen", 62 * MINUTE),
        ((), "idle", 2 * MINUTE - 5),
    ],
)
def test_an_hour_of_film_counts_if_its_sound_or_its_window_does(
    server: LiveServer, reasons: tuple[Reason, ...], evidence: str, active: float
) -> None:
    day = Day(server, reasons)
    day.work(MINUTE)
    day.leave(HOUR, Fact.SOUND, Fact.FULLSCREEN)
    day.work(MINUTE)
    assert [why for *_, why in day.stored()] == ["input", evidence, "input"]
    assert day.active() == active


def test_a_call_that_is_listened_to_counts_and_music_while_nobody_is_there_does_not(
    server: LiveServer,
) -> None:
    day = Day(server)
    day.work(MINUTE)
    day.leave(40 * MINUTE, Fact.SOUND, Fact.MICROPHONE)
    day.work(MINUTE)
    day.leave(HOUR, Fact.SOUND)
    assert day.stored() == [
        (60.0, "not-afk", "input"),
        (40.0 * MINUTE + 5, "not-afk", "call"),  # up to the first key after it
        (55.0, "not-afk", "input"),
        (60.0 * MINUTE, "afk", "idle"),
    ]
    assert day.active() == 42 * MINUTE


def test_a_locked_screen_counts_nothing_though_a_call_goes_on(server: LiveServer) -> None:
    day = Day(server)
    day.work(MINUTE)
    day.leave(HOUR, Fact.LOCKED, Fact.SOUND, Fact.MICROPHONE)
    day.work(MINUTE)
    assert [why for *_, why in day.stored()] == ["input", "locked", "input"]
    assert day.active() == 2 * MINUTE  # unlocking is being there


def test_a_gamepad_counts_if_it_is_wanted(server: LiveServer) -> None:
    """The drift of its sticks is no use of it: what tells of use is tested with its sense."""
    day = Day(server, [Reason.GAMEPAD])
    day.work(MINUTE)
    day.leave(3 * HOUR, Fact.GAMEPAD)
    assert day.stored() == [(60.0, "not-afk", "input"), (3 * HOUR, "not-afk", "gamepad")]


def test_a_clock_set_back_two_hours_makes_the_server_hold_each_moment_once(server: LiveServer) -> None:
    day = Day(server)
    day.set_clock(2 * HOUR)
    day.work(10 * MINUTE)
    day.set_clock(-2 * HOUR)
    day.work(3 * HOUR)
    lengths = [length for length, *_ in day.stored()]
    assert sum(lengths) == pytest.approx(3 * HOUR, abs=20)
    assert len(lengths) <= 4


def test_a_day_of_calls_and_pauses_is_few_events(server: LiveServer) -> None:
    day = Day(server)
    for _ in range(4):
        day.work(30 * MINUTE)
        day.leave(20 * MINUTE, Fact.SOUND, Fact.MICROPHONE)
        day.work(5 * MINUTE)
        day.leave(10 * MINUTE, Fact.SOUND)
    assert len(day.stored()) == 16
