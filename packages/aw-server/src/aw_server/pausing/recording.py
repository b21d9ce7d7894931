"""Says of events what may be stored of them, as far as pauses go: only what was sensed outside of them."""

from __future__ import annotations

from datetime import timedelta

from aw_core.models import Event
from aw_core.timestamps import from_micros, to_micros
from aw_datastore import Datastore
from aw_datastore.rows import Collector, Rows
from aw_server.pausing.marks import BUCKET_TYPE
from aw_server.pausing.pauses import Pauses
from aw_server.pausing.state import outside

__all__ = ["Recording", "is_sensed"]

_NOT_SENSED = frozenset({BUCKET_TYPE, "general.stopwatch"})
"""Types of buckets whose events a person makes on purpose, also in a pause."""

_MICROSECOND = timedelta(microseconds=1)


def is_sensed(bucket_type: str) -> bool:
    """Whether the events of buckets of that type tell what was so, rather than what a person says of it."""
    return bucket_type not in _NOT_SENSED


class Recording:
    """Keeps out what was sensed in a pause; used from several threads at once."""

    def __init__(self, datastore: Datastore, pauses: Pauses) -> None:
        self._datastore = datastore
        self._pauses = pauses

    @property
    def is_paused(self) -> bool:
        """Whether nothing that is sensed now is stored."""
        return self._pauses.is_paused

    def parts(self, bucket_id: str, event: Event, pulsetime: float) -> list[tuple[Event, float]]:
        """What of an event may be stored, each part with its pulsetime: none continues what a pause has ended.

        Of an event with an id the first part has it. One that replaces another is an edit and no sensing, so it is
        whole, also in a past pause; only further into the pause that is now it cannot reach.

        Raises:
            NoSuchBucketError: there is no such bucket, and it matters what it is for.
            DatastoreError: it cannot be found out.
        """
        start = to_micros(event.timestamp)
        end = start + event.duration // _MICROSECOND
        parts = self._pauses.parts(start, end, pulsetime)
        if (
            parts == [(start, end, pulsetime)]
            or not self._is_sensed(bucket_id)
            or self._is_edit(bucket_id, event)
        ):
            return [(event, pulsetime)]
        ids = [event.id, *[None] * len(parts)]
        return [
            (Event(number, from_micros(first), timedelta(microseconds=last - first), event.data), reach)
            for number, (first, last, reach) in zip(ids, parts, strict=False)
        ]

    def rows(self, bucket_type: str, rows: Rows) -> Rows:
        """What may be stored of a batch of events for a bucket of that type."""
        if not is_sensed(bucket_type) or not len(rows.start):
            return rows
        periods = self._pauses.periods(int(rows.start.min()), int(rows.end.max()))
        if not periods:
            return rows
        kept = Collector()
        for start, end, payload in rows.each():
            for first, last in outside(start, end, periods):
                kept.add(first, last, payload)
        return kept.take()

    def _is_edit(self, bucket_id: str, event: Event) -> bool:
        """Whether it replaces an event, and has of the pause that is now no more than that one had."""
        old = self._datastore[bucket_id].get_by_id(event.id) if isinstance(event.id, int) else None
        if old is None:
            return False
        now = self._pauses.current
        start, end = to_micros(event.timestamp), to_micros(event.end)
        if now is None or outside(start, end, [now]) == [(start, end)]:
            return True
        return to_micros(old.timestamp) <= max(start, now.start) and min(end, now.end) <= to_micros(old.end)

    def _is_sensed(self, bucket_id: str) -> bool:
        return is_sensed(self._datastore[bucket_id].metadata()["type"])
