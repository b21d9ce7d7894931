"""What a Datastore needs of the place where its events are kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from aw_core.models import Bucket, Event
from aw_datastore.errors import DamagedDatabaseError
from aw_datastore.page import Page
from aw_datastore.rewriting import Changes, Confirm, Decide, Scope
from aw_datastore.rows import Rows
from aw_datastore.table import EventTable

__all__ = ["AbstractStorage", "StoredBucket"]


class StoredBucket(NamedTuple):
    """A bucket and what its events span, in microseconds since 1970-01-01 UTC; None where it has no event."""

    bucket: Bucket
    first_start: int | None
    last_end: int | None
    newest_end: int | None
    """The end of the event that starts last (among equals, the one stored last)."""


class AbstractStorage(ABC):
    """A place for buckets of events; safe to use from several threads.

    Times are microseconds since 1970-01-01 UTC, None meaning no limit. A write is complete when its method
    returns, and did nothing at all when it raises. Every method that names a bucket raises
    `NoSuchBucketError` where there is none of that id; every method raises `DatastoreClosedError` after
    `close()`.
    """

    @abstractmethod
    def buckets(self) -> list[StoredBucket]:
        """All buckets, in order of creation."""

    @abstractmethod
    def bucket(self, bucket_id: str) -> StoredBucket:
        """One bucket."""

    @abstractmethod
    def exists(self, bucket_id: str) -> bool:
        """Whether there is a bucket of that id."""

    @abstractmethod
    def create_bucket(self, bucket: Bucket) -> None:
        """Add a bucket without events.

        Raises:
            BucketExistsError: its id is taken; the bucket there stays as it is.
        """

    @abstractmethod
    def update_bucket(
        self, bucket_id: str, fields: Mapping[str, Any], data_changes: Mapping[str, Any]
    ) -> None:
        """Change some of a bucket's `type`, `client`, `hostname`, `name` and `data`, then some keys of its `data`.

        A None among the latter takes a key out.
        """

    @abstractmethod
    def delete_bucket(self, bucket_id: str) -> None:
        """Delete a bucket, its events and their data."""

    @abstractmethod
    def table(
        self, bucket_id: str, start: int | None = None, end: int | None = None, limit: int | None = None
    ) -> EventTable:
        """The events that reach into [start, end], borders included, cut to it: newest start first.

        Events of equal start keep the order they were stored in; `limit` keeps the first that many.
        """

    @abstractmethod
    def count(self, bucket_id: str, start: int | None = None, end: int | None = None) -> int:
        """How many events reach into [start, end], borders included."""

    @abstractmethod
    def event(self, bucket_id: str, event_id: int) -> Event | None:
        """The event of that id, or None where this bucket has none."""

    @abstractmethod
    def iter_events(self, bucket_id: str, batch: int) -> Iterator[Event]:
        """All events, oldest start first, read `batch` at a time."""

    @abstractmethod
    def pages(self, bucket_id: str, size: int) -> Iterator[Page]:
        """All events, newest start first (those of equal start as they were stored), `size` at a time.

        Each page is a look at the moment it is asked for. What is there throughout, and keeps its start, comes
        once; what is stored, moved or deleted meanwhile may come or not. No page is empty.
        """

    @abstractmethod
    def insert(self, bucket_id: str, events: Iterable[Event]) -> list[Event]:
        """Store events and answer them with their ids.

        An event that carries the id of an event of this bucket replaces it; an unknown id counts as none.

        Raises:
            ForeignEventError: an id belongs to an event of another bucket.
        """

    @abstractmethod
    def heartbeat(self, bucket_id: str, heartbeat: Event, pulsetime: float) -> Event:
        """Stretch the event the heartbeat continues, or store it as a new one; answers the result.

        The event it may continue is the one that starts last among those that start no later than the
        heartbeat (of equals the one stored last).
        """

    @abstractmethod
    def delete(self, bucket_id: str, event_id: int) -> bool:
        """Delete an event; whether this bucket had it."""

    @abstractmethod
    def replace(self, bucket_id: str, event_id: int, event: Event) -> Event:
        """Put another event under an id of this bucket.

        Raises:
            NoSuchEventError: no event has that id.
            ForeignEventError: it belongs to an event of another bucket.
        """

    @abstractmethod
    def replace_last(self, bucket_id: str, event: Event) -> Event:
        """Put another event in the place of the one that starts last (of equals the one stored last).

        Raises:
            NoSuchEventError: the bucket has no events.
        """

    @abstractmethod
    def import_batches(self, bucket: Bucket, batches: Iterable[Rows]) -> int:
        """Create the bucket unless it exists, and add the events it does not have; answers how many.

        Two events are the same when start, end and data are. Each event of the stream is matched with at
        most one stored event, so that events a bucket really holds twice survive an export and import, and
        importing again adds nothing. Each batch is stored at once: when the stream raises, what came before
        is kept, and importing again completes it.
        """

    def pack(self, bucket_id: str, before: int) -> int:  # noqa: ARG002 - for those who need it
        """Prepare what ended before an instant to be read fast; answers how many weeks that were."""
        return 0

    @abstractmethod
    def delete_until(self, bucket_id: str, until: int, limit: int) -> int:
        """Delete the first so many events that end at an instant or earlier; answers how many."""

    @abstractmethod
    def rewrite(self, decide: Decide, scope: Scope, confirm: Confirm) -> Changes:
        """Give events other data or delete them, all at once; answers what was changed.

        `decide` is asked once for each distinct data; it and `confirm` are called while writers wait. Buckets that
        are named but not there have no events.
        """

    def scrub(self, seconds: float) -> bool:  # noqa: ARG002 - for those who need it
        """See that nothing deleted is left in any file of the storage; False if readers were in the way for so long.

        Raises:
            DatabaseFullError: there is too little room for it.
        """
        return True

    def empty_log(self, seconds: float) -> bool:  # noqa: ARG002 - for those who need it
        """See that all is in the storage's main file alone; False if readers were in the way for so long."""
        return True

    def give_space_back(self) -> None:
        """Let go of the room that deleted events took."""
        return

    def watch(self, on_damage: Callable[[DamagedDatabaseError], None]) -> None:  # noqa: ARG002 - for those who need it
        """Have `on_damage` called, in whichever thread finds it, when what is stored is found damaged."""
        return

    @abstractmethod
    def close(self) -> None:
        """Finish what was begun and let go of the file; calling it again does nothing."""
