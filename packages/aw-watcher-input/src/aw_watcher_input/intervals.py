"""Events from counts: which time they cover, and which of them may become one event.

The intervals of one run touch, never overlap and leave no time out but that in which recording was paused. Each with
input is an event of its own, also beside one with the same counts, so the sum over events is what was done. Intervals
without input become one event, so a night costs one row.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from aw_core import Event
from aw_core.timestamps import truncate_to_millis
from aw_watcher_input.counts import NOTHING

__all__ = ["Intervals", "pulsetime"]

SLEPT = timedelta(seconds=10)
"""How much longer than due an interval must be to mean that the machine slept."""

_TOUCHING = 0.1
"""Seconds. The intervals touch, so no gap is to be bridged; this is for servers that round."""

_APART = -0.001
"""A pulsetime by which an event that touches another one is not taken for its continuation. It is as short as can be, so
that one that is sent twice, after a crash, still is the same."""


class Intervals:
    """Cuts time into intervals, each from where the last one ended; without a clock, a device or a server.

    Args:
        seconds: how long an interval is meant to be.
        now: when the first one begins.
    """

    def __init__(self, seconds: float, now: datetime) -> None:
        self._length = timedelta(seconds=seconds)
        self._start = truncate_to_millis(now)

    def skip(self, now: datetime) -> None:
        """Begin the interval anew at this moment; what was before it is in none."""
        self._start = truncate_to_millis(now)

    def close(self, counts: dict[str, int], now: datetime) -> list[Event]:
        """The events of the interval that ends at this moment, and in which so much was done.

        Where the machine slept, what was done belongs to the time before. When the clock was set back, the interval has
        no length and is where the last one ended, lest it is taken for an event of before, but what was done in it is not lost.
        """
        now = truncate_to_millis(now)
        start, self._start = self._start, now
        if counts == NOTHING:
            return [_event(start, max(start, now), NOTHING)] if start != now else []
        now = max(start, now)
        if now - start <= self._length + SLEPT:
            return [_event(start, now, counts)]
        asleep = start + self._length
        return [_event(start, asleep, counts), _event(asleep, now, NOTHING)]


def pulsetime(event: Event) -> float:
    """How long after the event before it this one may begin and still be the same: only silence goes on."""
    return _TOUCHING if event.data == NOTHING else _APART


def _event(start: datetime, end: datetime, counts: dict[str, int]) -> Event:
    return Event(timestamp=start, duration=end - start, data=dict(counts))
