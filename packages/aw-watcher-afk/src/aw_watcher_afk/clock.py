"""The clocks of this machine: what time it is, and how long it ran, with and without the time it slept."""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

__all__ = ["Clock", "Reading"]


@dataclass(frozen=True)
class Reading:
    """One look at the clocks. `steady` counts all seconds, `awake` those in which the machine did not sleep.

    Nobody sets the latter two; only their differences mean anything.
    """

    wall: datetime
    steady: float
    awake: float


class Clock:
    """Reads the clocks.

    Args:
        wall, steady, awake: what tells each; those of this machine if not given.
    """

    def __init__(
        self,
        wall: Callable[[], datetime] | None = None,
        steady: Callable[[], float] | None = None,
        awake: Callable[[], float] | None = None,
    ) -> None:
        self._wall = wall or _wall
        self._steady = steady or _steady()
        self._awake = awake or _awake()

    def read(self) -> Reading:
        """All of them, as of one moment: of several tries the one that was interrupted the least."""
        tries = [self._try() for _ in range(3)]
        return min(tries, key=lambda one: one[0])[1]

    def _try(self) -> tuple[float, Reading]:
        """How long a reading took, and it."""
        awake = self._awake()
        reading = Reading(self._wall(), self._steady(), awake)
        return self._awake() - awake, reading


def _wall() -> datetime:
    return datetime.now(UTC)


def _steady() -> Callable[[], float]:
    if sys.platform == "linux":
        return lambda: time.clock_gettime(time.CLOCK_BOOTTIME)
    elif sys.platform == "darwin":  # noqa: RET505 - mypy takes what follows an `if` of a platform for unreachable
        return lambda: time.clock_gettime(time.CLOCK_MONOTONIC)
    else:
        return time.monotonic


def _awake() -> Callable[[], float]:
    if sys.platform == "win32":
        return _unbiased
    elif sys.platform == "darwin":  # noqa: RET505 - as above
        return lambda: time.clock_gettime(time.CLOCK_UPTIME_RAW)
    else:
        return time.monotonic


def _unbiased() -> float:
    """Windows' count of the time since it started, in units of 100 ns, without sleep."""
    count = ctypes.c_ulonglong()
    if sys.platform == "win32":
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(count))
    return count.value / 1e7
