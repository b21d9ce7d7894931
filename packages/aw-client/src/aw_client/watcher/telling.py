"""Tells the server of the watcher itself: how it senses, that it still does, and why it ended."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from aw_client.errors import WatcherUnavailableError
from aw_core.errors import AWError
from aw_core.selfreport import SENSED_EVERY, SelfReport

__all__ = ["Telling", "why_it_ends"]

_EVERY = timedelta(seconds=SENSED_EVERY)


class Telling:
    """What there is to tell, and when; used by the watcher's own thread, which thereby shows that it is not stuck.

    Args:
        tell: hands changes of the bucket's data on, without waiting for the server.
        version: of the watcher.
    """

    def __init__(self, tell: Callable[[dict[str, Any]], None], version: str) -> None:
        self._tell = tell
        self._report = SelfReport(version=version, pid=os.getpid())
        self._told: datetime | None = None  # None while the watcher does not run

    def senses_through(self, backend: str, refused: Mapping[str, str]) -> None:
        """Note how it senses, and why other ways do not work here."""
        self._report = replace(self._report, backend=backend, refused=refused)
        if self._told is not None:
            self._say(datetime.now(UTC))

    def misses(self, missing: Mapping[str, str]) -> None:
        """Note what else it should notice but cannot, and why."""
        if missing != self._report.missing:
            self._report = replace(self._report, missing=missing)
            if self._told is not None:
                self._say(datetime.now(UTC))

    def begin(self) -> None:
        """The watcher begins."""
        self._say(datetime.now(UTC))

    def sensed(self) -> None:
        """It has looked; that is told once a minute, and at once after the machine slept or the clock was set."""
        now = datetime.now(UTC)
        if self._told is not None and abs(now - self._told) >= _EVERY:
            self._say(now)

    def last_words(self, why: str) -> dict[str, Any]:
        """What is to be told at the end; nothing is told after it."""
        self._told = None
        return replace(self._report, ended=datetime.now(UTC), why=why).to_json_dict()

    def _say(self, now: datetime) -> None:
        self._report = replace(self._report, sensed=now)
        self._told = now
        self._tell(self._report.to_json_dict())


def why_it_ends(error: BaseException | None, *, orphaned: bool = False) -> str:
    """The reason for which a watcher ends, as the server is told it.

    What an unforeseen error says stays in the log: it may quote what was on the screen.
    """
    if isinstance(error, WatcherUnavailableError):
        return f"cannot watch here: {error}"
    if isinstance(error, AWError):
        return str(error)
    if orphaned:
        return "the manager that started it is gone"
    if error is None or isinstance(error, KeyboardInterrupt):
        return SelfReport.STOPPED
    return f"it crashed ({type(error).__name__}); its log says more"
