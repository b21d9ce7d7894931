"""TimePeriod: the time between two instants, and how two of them meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from aw_core.models import Event

__all__ = ["TimePeriod"]


@dataclass(frozen=True, slots=True)
class TimePeriod:
    """The time from `start` to `end`, two aware datetimes; of no length when they are equal."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, event: Event) -> TimePeriod:
        """The time an event took."""
        return cls(event.timestamp, event.end)

    @property
    def duration(self) -> timedelta:
        """How long it is."""
        return self.end - self.start

    def contains(self, other: TimePeriod) -> bool:
        """Whether the other lies within this one; the borders belong to it."""
        return self.start <= other.start and other.end <= self.end

    def intersection(self, other: TimePeriod) -> TimePeriod | None:
        """The time they have in common, or None.

        Two periods that merely touch have nothing in common. A period of no length does meet one that
        contains it, also at its border: their intersection is that instant.
        """
        if self.contains(other):
            return other
        if other.contains(self):
            return self
        start, end = max(self.start, other.start), min(self.end, other.end)
        return TimePeriod(start, end) if start < end else None
