"""Turns what is so into heartbeats whose events touch and tell of each moment once, whatever is done to the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import Enum

from aw_core import Event
from aw_core.timestamps import truncate_to_millis

__all__ = ["Record", "Status"]

_KEPT = 100
"""Stretches remembered from before the clock was set; a clock that is set more often than that is broken."""


class Status(Enum):
    """Whether someone is there, in the words of an event's data."""

    AFK = "afk"
    NOT_AFK = "not-afk"


class Record:
    """All time from a beginning up to `end` is told; `status` and `evidence` are those of its last event."""

    def __init__(self) -> None:
        self.status = Status.AFK
        self.evidence = ""
        self.end = datetime.min.replace(tzinfo=UTC)
        self._start = self.end
        self._before: list[tuple[datetime, datetime]] = []
        self._heartbeats: list[Event] = []

    def begin(self, at: datetime, status: Status, evidence: str) -> None:
        """Leave out the time up to a moment, and go on there."""
        self._put_by()
        self._start = self.end = truncate_to_millis(at)
        self.become(status, evidence)
        self._tell(self.end, self.end)

    def become(self, status: Status, evidence: str) -> None:
        """Something else is so from `end` on."""
        self.status, self.evidence = status, evidence

    def extend(self, end: datetime) -> None:
        """The same is so up to this moment."""
        end = truncate_to_millis(end)
        if end > self.end:
            for start, stop in self._untold(self.end, end):
                self._tell(start, stop)
            self.end = end

    def mention(self) -> None:
        """Let the present event appear, though it has no length yet."""
        self._tell(self.end, self.end)

    def shift(self, by: timedelta) -> None:
        """Go on at another time, because the clock was set."""
        self.begin(self.end + by, self.status, self.evidence)

    def take(self) -> list[Event]:
        """The heartbeats since the last call."""
        heartbeats, self._heartbeats = self._heartbeats, []
        return heartbeats

    def _put_by(self) -> None:
        """Remember what was told, lest it is told again when the clock was set back."""
        if self.end > self._start:
            self._before = sorted([*self._before, (self._start, self.end)])[-_KEPT:]

    def _untold(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The parts of a stretch that were not told before the clock was set."""
        for begun, ended in self._before:
            if start < begun < end:
                yield start, begun
            if begun < end:
                start = max(start, ended)
        if start < end:
            yield start, end

    def _tell(self, start: datetime, end: datetime) -> None:
        if start == end and any(begun <= start < ended for begun, ended in self._before):
            return
        data = {"status": self.status.value, "evidence": self.evidence}
        self._heartbeats.append(Event(timestamp=start, duration=end - start, data=data))
