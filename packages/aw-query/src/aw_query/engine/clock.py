"""How much time regular expressions have left: all of one query share it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Self

__all__ = ["Clock", "shared_clock"]

_shared: ContextVar[Clock | None] = ContextVar("shared", default=None)


class Clock:
    """Counts down while one of its blocks runs; they do not nest.

    Args:
        seconds: what there is in all.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._begun: float | None = None

    @classmethod
    def of_query(cls, seconds: float) -> Clock:
        """The clock of the query that runs, or a new one outside of any."""
        return _shared.get() or cls(seconds)

    def left(self) -> float:
        """Seconds that are left.

        Raises:
            TimeoutError: none are.
        """
        left = self._seconds - (0.0 if self._begun is None else time.monotonic() - self._begun)
        if left <= 0:
            raise TimeoutError
        return left

    def __enter__(self) -> Self:
        self._begun = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._begun is not None:
            self._seconds -= time.monotonic() - self._begun
            self._begun = None


@contextmanager
def shared_clock(seconds: float) -> Iterator[None]:
    """Within, all regular expressions have so much time together."""
    token = _shared.set(Clock(seconds))
    try:
        yield
    finally:
        _shared.reset(token)
