"""What was read there against what is stored here: counts, borders and total time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from aw_core.timestamps import from_micros
from aw_datastore.datastore import Datastore
from aw_datastore.row import Row

__all__ = ["Span", "stored_span"]

_WINDOW = 30 * 24 * 3600 * 1_000_000
"""Microseconds looked at together, so that ten years need no more memory than a month."""

_MILLI = 1000


@dataclass
class Span:
    """A sum over events: how many, from when to when, and how long in all, in microseconds."""

    events: int = 0
    start: int | None = None
    end: int | None = None
    last_start: int | None = None
    total: int = 0

    def over(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, each counted as it passes."""
        for row in rows:
            self._count(row.start, row.end)
            yield row

    def _count(self, start: int, end: int) -> None:
        self.events += 1
        self.total += end - start
        self.start = start if self.start is None else min(start, self.start)
        self.end = end if self.end is None else max(end, self.end)
        self.last_start = start if self.last_start is None else max(start, self.last_start)

    def report(self) -> dict[str, Any]:
        """The sum as JSON values: instants as text, the total in seconds."""
        return {
            "events": self.events,
            "start": None if self.start is None else from_micros(self.start).isoformat(),
            "end": None if self.end is None else from_micros(self.end).isoformat(),
            "seconds": self.total / 1e6,
        }


def stored_span(datastore: Datastore, bucket_id: str, like: Span) -> Span:
    """The sum over the stored events within the borders of another sum.

    An event that goes on beyond the other's end counts up to there: a heartbeat may have stretched the last.

    Args:
        datastore: where the events were stored.
        bucket_id: the bucket there.
        like: the sum to compare with.

    Raises:
        DatastoreError: it cannot be read.
    """
    if like.start is None or like.end is None or like.last_start is None:
        return Span()
    until = datastore.eventcount(bucket_id, end=from_micros(like.last_start))
    before = datastore.eventcount(bucket_id, end=from_micros(like.start - _MILLI))
    total = sum(
        _time_within(datastore, bucket_id, at, min(at + _WINDOW, like.end))
        for at in range(like.start, like.end, _WINDOW)
    )
    return Span(until - before, like.start, like.end, like.last_start, total)


def _time_within(datastore: Datastore, bucket_id: str, start: int, end: int) -> int:
    table = datastore.table(bucket_id, from_micros(start), from_micros(end))
    return int((table.end - table.start).sum())
