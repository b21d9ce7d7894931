"""Datastore and Bucket: what callers hold of the events on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self, overload

import aw_core.models
from aw_core.models import Event
from aw_core.timestamps import as_utc, from_micros, to_micros
from aw_datastore.bucket_fields import check_bucket, check_changes, check_data_changes
from aw_datastore.errors import DamagedDatabaseError, NoSuchBucketError
from aw_datastore.page import Page
from aw_datastore.rewriting import Changes, Confirm, Decide, Scope
from aw_datastore.row import Row
from aw_datastore.rows import Rows, batches
from aw_datastore.storage import AbstractStorage, StoredBucket
from aw_datastore.table import EventTable

__all__ = ["Bucket", "Datastore"]

EXPORT_BATCH = 10_000
PAGE = 5_000

DELETE_BATCH = 2_000
"""Events deleted in one transaction: other writers wait no longer than one of these takes."""

SETTLED = timedelta(days=1)
"""How long after a week's end its events are expected to stay as they are."""


class Datastore:
    """Buckets of events in one storage; safe to use from several threads.

    Args:
        storage_strategy: makes the storage: a storage class, or any callable of `testing` and `kwargs`.
        testing: keep the data apart from the user's own.
        kwargs: handed on to the storage, such as `filepath`.
    """

    def __init__(
        self, storage_strategy: Callable[..., AbstractStorage], testing: bool = False, **kwargs: Any
    ) -> None:
        self.storage_strategy = storage_strategy(testing, **kwargs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Datastore({self.storage_strategy!r})"

    def __getitem__(self, bucket_id: str) -> Bucket:
        """The bucket of that id.

        Raises:
            NoSuchBucketError: (a KeyError and a ValueError) there is none.
        """
        if bucket_id not in self:
            raise NoSuchBucketError(bucket_id)
        return Bucket(self.storage_strategy, bucket_id)

    def __contains__(self, bucket_id: object) -> bool:
        return isinstance(bucket_id, str) and self.storage_strategy.exists(bucket_id)

    def buckets(self) -> dict[str, dict[str, Any]]:
        """All buckets as the REST API lists them, by id, in order of creation.

        Each has the keys id, created, name, type, client, hostname, data; metadata with the earliest
        `start` and the latest `end` of its events; and last_updated, the end of the event that starts last,
        unless it has no events.
        """
        return {stored.bucket.id: _listed(stored) for stored in self.storage_strategy.buckets()}

    def create_bucket(  # noqa: PLR0917 - older callers pass these by position
        self,
        bucket_id: str,
        type: str,  # noqa: A002 - the wire's name
        client: str,
        hostname: str,
        created: datetime | None = None,
        name: str | None = None,
        data: dict[str, Any] | None = None,
    ) -> Bucket:
        """Add a bucket; `created` is now where none is given.

        Raises:
            BucketExistsError: (a ValueError) the id is taken; the bucket there stays as it is.
            InvalidBucketError: (a ValueError) a field holds what it must not.
        """
        bucket = aw_core.models.Bucket(
            id=bucket_id,
            type=type,
            client=client,
            hostname=hostname,
            created=datetime.now(UTC) if created is None else created,
            name=name,
            data={} if data is None else data,
        )
        self.storage_strategy.create_bucket(check_bucket(bucket))
        return Bucket(self.storage_strategy, bucket_id)

    def update_bucket(
        self, bucket_id: str, *, data_changes: Mapping[str, Any] | None = None, **fields: Any
    ) -> None:
        """Change some of `type` (or `type_id`), `client`, `hostname`, `name`, `data`; None leaves a field.

        `data_changes` are keys to set in its `data`, None to take one out; all other keys stay, also those that
        somebody else sets at the same time.

        Raises:
            NoSuchBucketError: there is no such bucket.
            InvalidBucketError: a field is unknown or holds what it must not.
        """
        changes = check_data_changes(data_changes or {})
        self.storage_strategy.update_bucket(bucket_id, check_changes(fields), changes)

    def delete_bucket(self, bucket_id: str) -> None:
        """Delete a bucket with its events and their data.

        Raises:
            NoSuchBucketError: (a KeyError and a ValueError) there is no such bucket.
        """
        self.storage_strategy.delete_bucket(bucket_id)

    def table(
        self,
        bucket_id: str,
        start: datetime | None = None,
        end: datetime | None = None,
        limit: int | None = None,
    ) -> EventTable:
        """The events that reach into [start, end], borders included, cut to it: newest start first.

        Events of equal start keep the order they were stored in; `limit` keeps the first that many. A naive
        datetime is taken as UTC.

        Raises:
            NoSuchBucketError: (a KeyError and a ValueError) there is no such bucket.
        """
        return self.storage_strategy.table(bucket_id, _micros(start), _micros(end), limit)

    def eventcount(self, bucket_id: str, start: datetime | None = None, end: datetime | None = None) -> int:
        """How many events reach into [start, end], borders included."""
        return self.storage_strategy.count(bucket_id, _micros(start), _micros(end))

    def heartbeat(self, bucket_id: str, event: Event, pulsetime: float) -> Event:
        """The same as `Bucket.heartbeat`, without looking beforehand whether there is such a bucket.

        Raises:
            NoSuchBucketError: (a KeyError and a ValueError) there is none; besides what that raises.
        """
        return self.storage_strategy.heartbeat(bucket_id, event, pulsetime)

    def import_bucket(self, bucket: aw_core.models.Bucket, events: Iterable[Event | Row]) -> int:
        """Create the bucket unless it exists, add the events it does not have, and answer how many.

        An event is there already when one of equal timestamp, duration and data is; each event of the
        stream is matched with at most one stored event, so a bucket that holds an event twice keeps both
        through export and import. Reads and commits in batches: after an error or a crash what was
        committed stays, and importing the same again completes it.

        Raises:
            InvalidBucketError: a field of the bucket holds what it must not; nothing is stored.
            EventOutOfRangeError, InvalidDataError: an event cannot be stored; the batches before it are.
        """
        return self.import_batches(bucket, batches(events))

    def import_batches(self, bucket: aw_core.models.Bucket, rows: Iterable[Rows]) -> int:
        """The same for events that were checked and collected into batches; each is stored at once.

        Raises:
            InvalidBucketError: a field of the bucket holds what it must not; nothing is stored.
        """
        added = self.storage_strategy.import_batches(check_bucket(bucket), rows)
        if added:
            self.storage_strategy.pack(bucket.id, to_micros(datetime.now(UTC) - SETTLED))
        return added

    def pack(self, before: datetime | None = None) -> int:
        """Make the weeks that ended before an instant (a day ago) faster to read; answers how many it made so.

        Each bucket's events of one week are packed together beside them, once; a later change to one of them
        undoes that, and the next call does it again. To be called now and then.
        """
        limit = to_micros(datetime.now(UTC) - SETTLED if before is None else as_utc(before))
        packed = 0
        for stored in self.storage_strategy.buckets():
            with suppress(NoSuchBucketError):
                packed += self.storage_strategy.pack(stored.bucket.id, limit)
        return packed

    def rewrite(
        self, decide: Decide, scope: Scope | None = None, confirm: Confirm = lambda *_: None
    ) -> Changes:
        """Give events other data or delete them, all of it or nothing; answers what was changed.

        The file holds what was there before until `scrub` was called. Neighbours that become the same stay apart.

        Args:
            decide: asked for each distinct data what it is to be.
            scope: which events; all by default.
            confirm: told what is about to be changed, and the highest id (0 without events); what it raises ends it.

        Raises:
            InvalidDataError: `decide` answered what cannot be stored; nothing was changed.
            DatabaseError: it could not be written; nothing was changed.
        """
        return self.storage_strategy.rewrite(decide, scope or Scope(), confirm)

    def scrub(self, seconds: float = 30.0) -> bool:
        """See that nothing deleted or overwritten is left in the database's files; False if readers were in the way.

        Writes the whole file anew, and empties the log, for which it waits so long at most. Writers wait meanwhile.

        Raises:
            DatabaseFullError: there is too little room for the second copy this takes.
        """
        return self.storage_strategy.scrub(seconds)

    def empty_log(self, seconds: float = 30.0) -> bool:
        """The part of `scrub` that takes little: empty the log; False if readers were in the way for so long."""
        return self.storage_strategy.empty_log(seconds)

    def delete_until(
        self, bucket_id: str, end: datetime, progress: Callable[[int], None] = lambda _: None
    ) -> int:
        """Delete the events of a bucket that end at an instant or earlier; answers how many.

        Some thousand at a time, so that other writes come in between; killed in the middle, it has deleted the
        oldest. `progress` is told after each step how many are gone; it may raise to stop.

        Raises:
            NoSuchBucketError: there is no such bucket.
        """
        gone, until = 0, to_micros(as_utc(end))
        while batch := self.storage_strategy.delete_until(bucket_id, until, DELETE_BATCH):
            gone += batch
            progress(gone)
        return gone

    def give_space_back(self) -> None:
        """Let go of the room on the disk that deleted events took."""
        self.storage_strategy.give_space_back()

    def watch(self, on_damage: Callable[[DamagedDatabaseError], None]) -> None:
        """Have `on_damage` called when what is stored is found damaged, in whichever thread finds it."""
        self.storage_strategy.watch(on_damage)

    def close(self) -> None:
        """Finish what was begun and let go of the file; calling it again does nothing."""
        self.storage_strategy.close()


class Bucket:
    """The events of one bucket.

    Every method raises `NoSuchBucketError` once the bucket is deleted. What a method stores is on disk when
    it returns, and when it raises nothing has changed.
    """

    def __init__(self, storage: AbstractStorage, bucket_id: str) -> None:
        self._storage = storage
        self.bucket_id = bucket_id

    def __repr__(self) -> str:
        return f"Bucket({self.bucket_id!r})"

    def metadata(self) -> dict[str, Any]:
        """The bucket as `Datastore.buckets()` has it, without last_updated."""
        return _described(self._storage.bucket(self.bucket_id))

    def get(
        self, limit: int | None = -1, starttime: datetime | None = None, endtime: datetime | None = None
    ) -> list[Event]:
        """The events that reach into [starttime, endtime], borders included, cut to it: newest first.

        A negative `limit` (or None) means all of them.
        """
        limit = None if limit is None or limit < 0 else limit
        return self._storage.table(self.bucket_id, _micros(starttime), _micros(endtime), limit).to_events()

    def table(
        self, start: datetime | None = None, end: datetime | None = None, limit: int | None = None
    ) -> EventTable:
        """The same events as columns; all where there is no limit."""
        return self._storage.table(self.bucket_id, _micros(start), _micros(end), limit)

    def get_by_id(self, event_id: int) -> Event | None:
        """The event of that id, uncut, or None where this bucket has none."""
        return self._storage.event(self.bucket_id, event_id)

    def get_eventcount(self, starttime: datetime | None = None, endtime: datetime | None = None) -> int:
        """How many events reach into [starttime, endtime], borders included."""
        return self._storage.count(self.bucket_id, _micros(starttime), _micros(endtime))

    def iter_events(self, batch: int = EXPORT_BATCH) -> Iterator[Event]:
        """All events, oldest start first, read `batch` at a time.

        What is stored or deleted meanwhile may be among them or not.
        """
        if batch < 1:
            raise ValueError(f"batch: expected one event or more at a time, got {batch}")
        return self._storage.iter_events(self.bucket_id, batch)

    def pages(self, size: int = PAGE) -> Iterator[Page]:
        """All events, newest start first, read `size` at a time, their data as JSON text.

        Each page is a look at the moment it is asked for. What is there throughout, and keeps its start, comes
        once; what is stored, moved or deleted meanwhile may come or not.
        """
        if size < 1:
            raise ValueError(f"size: expected one event or more at a time, got {size}")
        return self._storage.pages(self.bucket_id, size)

    @overload
    def insert(self, events: Event) -> Event: ...

    @overload
    def insert(self, events: list[Event]) -> None: ...

    def insert(self, events: Event | list[Event]) -> Event | None:
        """Store one event, answering it with its id, or a list of them, answering None.

        An event that carries the id of an event of this bucket replaces it; an unknown id counts as none.

        Raises:
            ForeignEventError: an id belongs to an event of another bucket.
            EventOutOfRangeError, InvalidDataError, InvalidEventIdError: an event cannot be stored.
            TypeError: `events` is neither an Event nor a list.
        """
        if isinstance(events, Event):
            return self._storage.insert(self.bucket_id, [events])[0]
        if not isinstance(events, list):
            raise TypeError(f"expected an Event or a list of them, got {type(events).__name__}")
        self._storage.insert(self.bucket_id, events)
        return None

    def insert_many(self, events: list[Event]) -> list[Event]:
        """Store events like `insert` and answer them with their ids, in their order."""
        return self._storage.insert(self.bucket_id, events)

    def heartbeat(self, event: Event, pulsetime: float) -> Event:
        """Stretch the event this one continues, or store it as a new one; answers the result.

        Args:
            event: what is so now.
            pulsetime: how long after an event's end a heartbeat of equal data still continues it, seconds.

        Raises:
            InvalidPulsetimeError: (a ValueError) the pulsetime is no finite number.
            EventOutOfRangeError, InvalidDataError: the event cannot be stored.
        """
        return self._storage.heartbeat(self.bucket_id, event, pulsetime)

    def delete(self, event_id: int) -> bool:
        """Delete an event; whether this bucket had it."""
        return self._storage.delete(self.bucket_id, event_id)

    def replace(self, event_id: int, event: Event) -> Event:
        """Put another event under an id of this bucket.

        Raises:
            NoSuchEventError: no event has that id.
            ForeignEventError: it belongs to an event of another bucket.
        """
        return self._storage.replace(self.bucket_id, event_id, event)

    def replace_last(self, event: Event) -> Event:
        """Put another event in the place of the one that starts last.

        Raises:
            NoSuchEventError: the bucket has no events.
        """
        return self._storage.replace_last(self.bucket_id, event)


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(as_utc(moment))


def _iso(micros: int | None) -> str | None:
    return None if micros is None else from_micros(micros).isoformat()


def _described(stored: StoredBucket) -> dict[str, Any]:
    span = {"start": _iso(stored.first_start), "end": _iso(stored.last_end)}
    return {**stored.bucket.to_json_dict(), "metadata": span}


def _listed(stored: StoredBucket) -> dict[str, Any]:
    newest = {} if stored.newest_end is None else {"last_updated": _iso(stored.newest_end)}
    return {**_described(stored), **newest}
