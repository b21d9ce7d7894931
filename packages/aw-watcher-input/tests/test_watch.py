"""The watcher's loop with the real runtime, a keyboard that is made up, and no server."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from aw_client.watcher import Watcher, WatcherOptions
from aw_core import Event
from aw_watcher_input.config import Config
from aw_watcher_input.counts import Counter
from aw_watcher_input.watch import watch

NOBODY_LISTENS_THERE = 1


class Remembering(Watcher):
    """Remembers what it reports."""

    def __init__(self) -> None:
        super().__init__(
            "aw-watcher-input", "os.hid.input", options=WatcherOptions(port=NOBODY_LISTENS_THERE)
        )
        self.reported: list[Event] = []

    def report(self, events: Iterable[Event], *, pulsetime: float) -> None:  # noqa: ARG002 - nobody merges them
        self.reported += events


class Keyboard:
    """One key is pressed in each of three turns, a hundred in each of those in a pause, and one in three more."""

    name = "a keyboard that is made up"
    rest = 0.0
    files = ()

    def __init__(self, watcher: Watcher) -> None:
        self.counter = Counter()
        self._watcher = watcher
        self._turn = 0
        self.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
        self.in_the_pause = self.now

    def clock(self) -> datetime:
        """The time, which passes from one turn to the next."""
        return self.now

    def note(self) -> None:
        self._turn += 1
        self.now += timedelta(milliseconds=10)
        presses = {1: 1, 2: 1, 3: 1, 4: 100, 5: 100, 6: 100, 7: 100, 8: 1, 9: 1, 10: 1}
        for _ in range(presses.get(self._turn, 0)):
            self.counter.press()
        queue = self._watcher.client.request_queue
        if self._turn == 3:
            queue.paused = True
        elif self._turn == 5:
            self.in_the_pause = self.now
        elif self._turn == 6:  # and in the next one it is found to be over
            queue.paused = False
        elif self._turn == 10:
            self._watcher.stop()

    def close(self) -> None:
        """Nothing is held."""


def test_what_is_done_in_a_pause_is_in_no_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aw_client.watcher.runtime.LOOK_EVERY", 0.0)
    watcher = Remembering()
    keyboard = Keyboard(watcher)
    with watcher:
        watch(watcher, keyboard, Config(poll_time=0.001), clock=keyboard.clock)
    assert sum(event.data["presses"] for event in watcher.reported) == 6
    assert not any(event.timestamp <= keyboard.in_the_pause <= event.end for event in watcher.reported)
