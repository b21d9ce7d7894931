"""Makes signals of looks: at the clocks, the idle time and the facts. Pure; a look is an argument."""

from __future__ import annotations

from datetime import timedelta

from aw_core import Event
from aw_watcher_afk.clock import Reading
from aw_watcher_afk.config import Config
from aw_watcher_afk.facts import Fact, changes
from aw_watcher_afk.signals import Asleep, Awake, Input
from aw_watcher_afk.state import NOISE, AfkState

__all__ = ["Observer"]

_SLEEP = 0.5
"""Seconds the clock that stands still in sleep must fall behind to mean sleep; a busy machine reads both within less."""

_SET = 2.0
"""Seconds the wall clock must gain or lose to count as set; what is less, time servers do all the time."""

_HELD_UP = 60.0
"""Seconds after a sleep within which a busy machine looks again; later means that the watcher was paused besides."""


class Observer:
    """Tells the state machine what each look shows, and what the clocks did since the one before."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._state = AfkState(
            timeout=config.timeout,
            poll_time=config.poll_time,
            limit=config.max_without_input,
            late_is_sleep=not config.suspend,
        )
        self._before: Reading | None = None
        self._paused = False
        self._input_awake = float("-inf")
        self._facts: frozenset[Fact] = frozenset()

    def observe(
        self, reading: Reading, idle: float, facts: frozenset[Fact], known: frozenset[Fact] = frozenset(Fact)
    ) -> list[Event]:
        """The heartbeats due at a moment when the last input was `idle` seconds ago and these facts hold.

        `known` are the facts of which something here would tell; what does not hold only because nothing does is no news.
        """
        slept = self._mind_the_clocks(reading)
        self._paused = False
        # Right after a sleep an input that was known before may look younger than it is: some counters of idle time
        # stand still in sleep, as the clock does by which it is recognized here.
        input_awake = reading.awake - idle
        if not slept or input_awake > self._input_awake + NOISE.total_seconds():
            self._state.note(Input(reading.wall - timedelta(seconds=idle)))
        self._input_awake = input_awake
        self._state.note(*changes(self._facts, facts, self._config.reasons, reading.wall, known))
        self._facts = facts
        return self._state.poll(reading.wall)

    def pause(self) -> None:
        """From the last look to the next one nothing is to be told: recording is paused."""
        self._paused = True
        self._state.pause()

    def finish(self, reading: Reading) -> list[Event]:
        """The heartbeats due when the watcher stops at this moment."""
        self._mind_the_clocks(reading)
        return self._state.finish(reading.wall)

    def _mind_the_clocks(self, now: Reading) -> bool:
        """Tell what the clocks show since the last look: that its clock was set, that the machine slept, which is answered."""
        before, self._before = self._before, now
        if before is None or not self._config.suspend:
            return False
        passed, awake = now.steady - before.steady, now.awake - before.awake
        slept = passed - awake >= _SLEEP
        if self._paused:
            return slept
        was_set = (now.wall - before.wall).total_seconds() - passed
        if abs(was_set) >= _SET:
            self._state.step(timedelta(seconds=was_set))
        if slept and awake <= self._config.poll_time + _HELD_UP:
            # When exactly it slept nobody knows: as early as can be, so that input after it is believed.
            woke = min(awake, self._config.poll_time)
            self._state.note(
                Asleep(now.wall - timedelta(seconds=passed)), Awake(now.wall - timedelta(seconds=woke))
            )
        return slept
