"""The one way into the store: every event that comes from outside passes the gates before it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from aw_core.models import Bucket, Event
from aw_datastore import Datastore
from aw_datastore.errors import NoSuchBucketError
from aw_datastore.row import Row
from aw_datastore.rows import Rows, batches

__all__ = ["Gate", "Intake"]


class Gate(Protocol):
    """Decides what of the events for a bucket may be stored; used from several threads at once."""

    def event(self, bucket_id: str, event: Event) -> Event | None:
        """The event as it may be stored, itself where nothing is to change; None where it may not be."""

    def rows(self, bucket_id: str, rows: Rows) -> Rows:
        """The same for a batch: those that may be stored, as they may be."""


class Intake:
    """Stores events that come from outside, as far as the gates let them in.

    Heartbeats, inserts, replacements, imports and what is taken over from older servers all come through here:
    nothing else in the server adds events to the datastore.

    Args:
        datastore: where to.
        gates: each is given what those before it let through.
    """

    def __init__(self, datastore: Datastore, gates: Sequence[Gate] = ()) -> None:
        self.datastore = datastore
        self._gates = gates

    def heartbeat(self, bucket_id: str, event: Event, pulsetime: float) -> Event:
        """Store a heartbeat; the event it made or continued, or itself without an id where it is kept out.

        Raises:
            NoSuchBucketError: there is no such bucket; besides what `Datastore.heartbeat` raises.
        """
        admitted = self._admit(bucket_id, event)
        if admitted is not None:
            return self.datastore.heartbeat(bucket_id, admitted, pulsetime)
        # A watcher whose bucket is gone is told so all the same: it then makes it anew.
        self._need(bucket_id)
        return Event(None, event.timestamp, event.duration, event.data)

    def insert(self, bucket_id: str, events: Iterable[Event]) -> list[Event]:
        """Store events, all or none, and answer those that are stored with their ids.

        One that carries the id of an event of the bucket replaces it; where the new one is kept out, the old one
        stays as it is.

        Raises:
            NoSuchBucketError: there is no such bucket; besides what `Bucket.insert_many` raises.
        """
        bucket = self.datastore[bucket_id]
        admitted = [passed for event in events if (passed := self._admit(bucket_id, event)) is not None]
        return bucket.insert_many(admitted)

    def import_batches(self, bucket: Bucket, rows: Iterable[Rows]) -> int:
        """What `Datastore.import_batches` does, with what the gates let in."""
        return self.datastore.import_batches(bucket, (self._admit_rows(bucket.id, batch) for batch in rows))

    def admitted(self, bucket_id: str, rows: Iterable[Row]) -> Iterator[Row]:
        """Those of some rows that may be stored, as they may be; for who counts them on their way."""
        for batch in batches(rows):
            yield from self._admit_rows(bucket_id, batch).each()

    def _admit(self, bucket_id: str, event: Event) -> Event | None:
        admitted: Event | None = event
        for gate in self._gates:
            if admitted is None:
                break
            admitted = gate.event(bucket_id, admitted)
        return admitted

    def _admit_rows(self, bucket_id: str, rows: Rows) -> Rows:
        for gate in self._gates:
            rows = gate.rows(bucket_id, rows)
        return rows

    def _need(self, bucket_id: str) -> None:
        if bucket_id not in self.datastore:
            raise NoSuchBucketError(bucket_id)
