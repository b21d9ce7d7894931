"""Since when the server can hear its sources: since it started, or since the machine woke."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

__all__ = ["Hearing"]

_ASLEEP = timedelta(seconds=30)
"""How much further than a clock that stands still in sleep the time of day must have gone to mean that the machine slept."""


class Hearing:
    """Notices that the machine slept, or that its clock was set, by comparing two clocks whenever it is asked.

    Where the clock of `monotonic` goes on in sleep, as on Windows, only the start of the server counts.

    Args:
        monotonic: seconds of a clock that nobody sets.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._since = datetime.now(UTC)
        self._began = self._beginning(self._since)

    def since(self, now: datetime) -> datetime:
        """When hearing began, asked at a moment."""
        began = self._beginning(now)
        if abs(began - self._began) > _ASLEEP:
            self._since = now
        self._began = began
        return self._since

    def _beginning(self, now: datetime) -> datetime:
        """Where the other clock had its zero: it moves when the machine sleeps."""
        return now - timedelta(seconds=self._monotonic())
