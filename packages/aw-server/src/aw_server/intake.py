"""The one way into the store: every event that comes from outside passes the gates before it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from aw_core.models import Bucket, Event
from aw_datastore import Datastore
from aw_datastore.errors import NoSuchBucketError
from aw_datastore.row import Row
from aw_datastore.rows import Rows, batches
from aw_server.pausing import Recording

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
        recording: when what is sensed may be stored; by default always. What a person imports is not asked about:
            it was sensed and stored elsewhere.
    """

    def __init__(
        self, datastore: Datastore, gates: Sequence[Gate] = (), recording: Recording | None = None
    ) -> None:
        self.datastore = datastore
        self._gates = gates
        self._recording = recording

    @property
    def is_paused(self) -> bool:
        """Whether nothing that is sensed now is stored."""
        return self._recording is not None and self._recording.is_paused

    def heartbeat(self, bucket_id: str, event: Event, pulsetime: float) -> Event:
        """Store a heartbeat; the event it made or continued, or itself without an id where it is kept out.

        Raises:
            NoSuchBucketError: there is no such bucket; besides what `Datastore.heartbeat` raises.
        """
        stored = None
        for part, reach in self._recorded(bucket_id, self._admit(bucket_id, event), pulsetime):
            stored = self.datastore.heartbeat(bucket_id, part, reach)
        if stored is not None:
            return stored
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
        admitted = (self._admit(bucket_id, event) for event in events)
        return bucket.insert_many(
            [part for event in admitted for part, _ in self._recorded(bucket_id, event, 0.0)]
        )

    def import_batches(self, bucket: Bucket, rows: Iterable[Rows], *, sensed: bool = False) -> int:
        """What `Datastore.import_batches` does, with what the gates let in.

        Args:
            bucket: that of the events.
            rows: the events.
            sensed: they come from a watcher that could not send them sooner, so what pauses keep out stays out.
        """
        admitted = (self._admit_rows(bucket.id, batch) for batch in rows)
        if sensed and self._recording is not None:
            admitted = (self._recording.rows(bucket.type, batch) for batch in admitted)
        return self.datastore.import_batches(bucket, admitted)

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

    def _recorded(
        self, bucket_id: str, event: Event | None, pulsetime: float
    ) -> Iterable[tuple[Event, float]]:
        """What of an event no pause keeps out, each part with its pulsetime."""
        if event is None:
            return ()
        if self._recording is None:
            return ((event, pulsetime),)
        return self._recording.parts(bucket_id, event, pulsetime)

    def _admit_rows(self, bucket_id: str, rows: Rows) -> Rows:
        for gate in self._gates:
            rows = gate.rows(bucket_id, rows)
        return rows

    def _need(self, bucket_id: str) -> None:
        if bucket_id not in self.datastore:
            raise NoSuchBucketError(bucket_id)
