"""Idle time from being told when input pauses and when it comes again."""

from __future__ import annotations

import time

__all__ = ["Pauses"]


class Pauses:
    """Knows how long ago the last input was, given that each pause of `MILLISECONDS` is told when it is that long."""

    MILLISECONDS = 1000
    """Shorter would only wake the watcher more often: its events need no more."""

    def __init__(self) -> None:
        self._last: float | None = None

    def begin(self) -> None:
        """Input has paused for `MILLISECONDS`."""
        self._last = time.monotonic() - self.MILLISECONDS / 1000

    def end(self) -> None:
        """There is input again."""
        self._last = None

    def idle(self) -> float:
        """Seconds since the last input; 0 outside pauses."""
        return 0.0 if self._last is None else time.monotonic() - self._last
