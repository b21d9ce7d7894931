"""A computer that is made up, with its clocks, for the tests of what the watcher makes of days and nights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aw_core import Event
from aw_core.heartbeat import heartbeat_merge
from aw_watcher_afk.clock import Reading
from aw_watcher_afk.config import Config
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.observer import Observer
from aw_watcher_afk.signals import Reason
from aw_watcher_afk.watch import PULSETIME

T0 = datetime(2026, 3, 1, 22, tzinfo=UTC)
MINUTE, HOUR = 60.0, 3600.0
BY_DEFAULT = frozenset({Reason.CALL, Reason.FULLSCREEN})
CALL = {Fact.SOUND, Fact.MICROPHONE}

Story = list[tuple[float, float, str]]


@dataclass
class Computer:
    """A computer whose time is made: it is used, left alone, locked, put to sleep, and its clock is set."""

    config: Config
    wall: float = 0.0
    steady: float = 5000.0
    awake: float = 3000.0
    touched: float = 3000.0
    facts: set[Fact] = field(default_factory=set)
    heartbeats: list[Event] = field(default_factory=list)
    known: frozenset[Fact] = frozenset(Fact)

    def __post_init__(self) -> None:
        self.observer = Observer(self.config)

    def look(self) -> None:
        idle = self.awake - self.touched  # its counter of idle time stands still in sleep, as the X server's
        self.heartbeats += self.observer.observe(self.reading(), idle, frozenset(self.facts), self.known)

    def reading(self) -> Reading:
        return Reading(T0 + timedelta(seconds=self.wall), self.steady, self.awake)

    def run(self, seconds: float, *, used: bool = False) -> None:
        """Let time pass, looked at every five seconds."""
        for _ in range(round(seconds / 5)):
            self.pass_by(5)
            if used:
                self.touched = self.awake
            self.look()

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds
        self.awake += seconds

    def sleep(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds

    def turn(self, *facts: Fact, on: bool) -> None:
        """Facts come or go, and wake the watcher."""
        self.facts = self.facts | set(facts) if on else self.facts - set(facts)
        self.look()

    def story(self) -> Story:
        events: list[Event] = []
        for heartbeat in sorted(
            (Event(**beat) for beat in self.heartbeats), key=lambda event: event.timestamp
        ):
            if not events or heartbeat_merge(events[-1], heartbeat, PULSETIME) is None:
                events.append(heartbeat)
        return [
            ((event.timestamp - T0).total_seconds(), (event.end - T0).total_seconds(), event.data["evidence"])
            for event in events
            if event.duration
        ]


def computer(reasons: Iterable[Reason] = BY_DEFAULT, *, suspend: bool = True) -> Computer:
    config = Config(timeout=180.0, poll_time=5.0, reasons=frozenset(reasons), suspend=suspend)
    made = Computer(config)
    made.look()
    return made
