"""Buckets of events in plain Python, gone with the process: the rules of a storage without the SQL."""
# ruff: noqa: D102 - AbstractStorage documents the methods

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import numpy as np

from aw_core.heartbeat import merged_end
from aw_core.models import Bucket, Event
from aw_core.timestamps import from_micros, to_micros
from aw_core.values import equal_values
from aw_datastore.bucket_fields import changed_data
from aw_datastore.errors import (
    BucketExistsError,
    DatastoreClosedError,
    ForeignEventError,
    NoSuchBucketError,
    NoSuchEventError,
)
from aw_datastore.page import Page
from aw_datastore.payload import decode_payload, decode_payloads, encode_payload
from aw_datastore.rewriting import Change, Changes, Confirm, Decide, Scope
from aw_datastore.row import Row, identified_row, row_of, stored_event, usable_pulsetime
from aw_datastore.rows import Rows
from aw_datastore.storage import AbstractStorage, StoredBucket
from aw_datastore.table import EventTable

__all__ = ["MemoryStorage"]


@dataclass
class _Kept:
    """A bucket and its events by id."""

    bucket: Bucket
    rows: dict[int, Row] = field(default_factory=dict)

    def last(self, until: int | None = None) -> int | None:
        """The id of the event that starts last, but no later than `until`; of equals the highest."""
        ids = [event_id for event_id, row in self.rows.items() if until is None or row.start <= until]
        return max(ids, key=lambda event_id: (self.rows[event_id].start, event_id), default=None)

    def reaching(self, start: int | None, end: int | None) -> list[int]:
        """The ids of the events that reach into [start, end], newest start first."""
        if start is not None and end is not None and start > end:
            return []
        ids = [
            event_id
            for event_id, row in self.rows.items()
            if (start is None or row.end >= start) and (end is None or row.start <= end)
        ]
        return sorted(ids, key=lambda event_id: (-self.rows[event_id].start, event_id))


class MemoryStorage(AbstractStorage):
    """Buckets of events in memory."""

    def __init__(self, testing: bool = True) -> None:  # noqa: ARG002 - every storage is told
        self._kept: dict[str, _Kept] = {}
        self._last_id = 0
        self._lock = threading.RLock()
        self._closed = False

    def buckets(self) -> list[StoredBucket]:
        with self._open():
            return [_stored(kept) for kept in self._kept.values()]

    def bucket(self, bucket_id: str) -> StoredBucket:
        with self._bucket(bucket_id) as kept:
            return _stored(kept)

    def exists(self, bucket_id: str) -> bool:
        with self._open():
            return bucket_id in self._kept

    def create_bucket(self, bucket: Bucket) -> None:
        with self._open():
            if bucket.id in self._kept:
                raise BucketExistsError(bucket.id)
            self._kept[bucket.id] = _Kept(replace(bucket, data=_copied(bucket.data)))

    def update_bucket(
        self, bucket_id: str, fields: Mapping[str, Any], data_changes: Mapping[str, Any]
    ) -> None:
        with self._bucket(bucket_id) as kept:
            bucket = replace(kept.bucket, **fields)
            kept.bucket = replace(bucket, data=_copied(changed_data(bucket.data, data_changes)))

    def delete_bucket(self, bucket_id: str) -> None:
        with self._bucket(bucket_id):
            del self._kept[bucket_id]

    def table(
        self, bucket_id: str, start: int | None = None, end: int | None = None, limit: int | None = None
    ) -> EventTable:
        with self._bucket(bucket_id) as kept:
            ids = kept.reaching(start, end)[:limit]
            return _table(ids, [kept.rows[event_id] for event_id in ids]).clip(start, end)

    def count(self, bucket_id: str, start: int | None = None, end: int | None = None) -> int:
        with self._bucket(bucket_id) as kept:
            return len(kept.reaching(start, end))

    def event(self, bucket_id: str, event_id: int) -> Event | None:
        with self._bucket(bucket_id) as kept:
            return _event(event_id, kept.rows[event_id]) if event_id in kept.rows else None

    def iter_events(self, bucket_id: str, batch: int) -> Iterator[Event]:  # noqa: ARG002 - nothing to read in batches
        with self._bucket(bucket_id) as kept:
            rows = dict(kept.rows)
        return (
            _event(event_id, rows[event_id]) for event_id in sorted(rows, key=lambda at: (rows[at].start, at))
        )

    def pages(self, bucket_id: str, size: int) -> Iterator[Page]:
        with self._bucket(bucket_id) as kept:
            rows = [(event_id, kept.rows[event_id]) for event_id in kept.reaching(None, None)]
        return (_page(rows[first : first + size]) for first in range(0, len(rows), size))

    def insert(self, bucket_id: str, events: Iterable[Event]) -> list[Event]:
        given = list(events)
        rows = [identified_row(event) for event in given]
        with self._bucket(bucket_id) as kept:
            known = [self._known_id(kept, event_id) for event_id, _ in rows]
            ids = [self._put(kept, event_id, row) for event_id, (_, row) in zip(known, rows, strict=True)]
        return [stored_event(event, event_id) for event, event_id in zip(given, ids, strict=True)]

    def heartbeat(self, bucket_id: str, heartbeat: Event, pulsetime: float) -> Event:
        row = row_of(heartbeat)
        pulsetime = usable_pulsetime(pulsetime)
        with self._bucket(bucket_id) as kept:
            event_id = kept.last(until=row.start)
            merged = None if event_id is None else _merged(kept.rows[event_id], row, pulsetime)
            event_id = self._put(kept, None, row) if merged is None else self._put(kept, event_id, merged)
            return _event(event_id, kept.rows[event_id])

    def delete_until(self, bucket_id: str, until: int, limit: int) -> int:
        with self._bucket(bucket_id) as kept:
            old = [event_id for event_id, row in kept.rows.items() if row.end <= until][:limit]
            for event_id in old:
                del kept.rows[event_id]
            return len(old)

    def delete(self, bucket_id: str, event_id: int) -> bool:
        with self._bucket(bucket_id) as kept:
            return kept.rows.pop(event_id, None) is not None

    def replace(self, bucket_id: str, event_id: int, event: Event) -> Event:
        row = row_of(event)
        with self._bucket(bucket_id) as kept:
            if self._known_id(kept, event_id) is None:
                raise NoSuchEventError(f"id: bucket '{bucket_id}' has no event {event_id}")
            kept.rows[event_id] = row
        return stored_event(event, event_id)

    def replace_last(self, bucket_id: str, event: Event) -> Event:
        row = row_of(event)
        with self._bucket(bucket_id) as kept:
            event_id = kept.last()
            if event_id is None:
                raise NoSuchEventError(f"bucket '{bucket_id}' has no events")
            kept.rows[event_id] = row
        return stored_event(event, event_id)

    def import_batches(self, bucket: Bucket, batches: Iterable[Rows]) -> int:
        with self._open():
            if bucket.id not in self._kept:
                self.create_bucket(bucket)
            kept = self._kept[bucket.id]
            unclaimed = Counter(map(_identity, kept.rows.values()))
            before = len(kept.rows)
            for row in (row for batch in batches for row in batch.each()):
                if unclaimed[_identity(row)]:
                    unclaimed[_identity(row)] -= 1
                else:
                    self._put(kept, None, row)
            return len(kept.rows) - before

    def rewrite(self, decide: Decide, scope: Scope, confirm: Confirm) -> Changes:
        with self._open():
            plans = {
                bucket_id: plan
                for bucket_id, kept in self._kept.items()
                if scope.bucket_ids is None or bucket_id in scope.bucket_ids
                if (plan := _plan(kept, decide, scope))
            }
            found = {bucket_id: _changes(plan) for bucket_id, plan in plans.items()}
            confirm(found, self._last_id)
            for bucket_id, plan in plans.items():
                for event_id, (_, after) in plan.items():
                    if after is None:
                        del self._kept[bucket_id].rows[event_id]
                    else:
                        self._put(self._kept[bucket_id], event_id, after)
            return found

    def close(self) -> None:
        with self._lock:
            self._closed = True

    @contextmanager
    def _open(self) -> Iterator[None]:
        with self._lock:
            if self._closed:
                raise DatastoreClosedError("the datastore is closed")
            yield

    @contextmanager
    def _bucket(self, bucket_id: str) -> Iterator[_Kept]:
        with self._open():
            if bucket_id not in self._kept:
                raise NoSuchBucketError(bucket_id)
            yield self._kept[bucket_id]

    def _known_id(self, kept: _Kept, event_id: int | None) -> int | None:
        """The id if it names an event of this bucket, None if it names none."""
        if event_id is None or event_id in kept.rows:
            return event_id
        if any(event_id in other.rows for other in self._kept.values()):
            raise ForeignEventError(event_id, kept.bucket.id)
        return None

    def _put(self, kept: _Kept, event_id: int | None, row: Row) -> int:
        """Keep a row under the id, or under a new one; answers which."""
        if event_id is None:
            self._last_id += 1
            event_id = self._last_id
        kept.rows[event_id] = row
        return event_id


def _merged(last: Row, row: Row, pulsetime: float) -> Row | None:
    """The last row stretched by a heartbeat, or None where the heartbeat is an event of its own."""
    if not equal_values(decode_payload(last.payload.text), decode_payload(row.payload.text)):
        return None
    end = merged_end((last.start, last.end), (row.start, row.end), pulsetime)
    return None if end is None else last._replace(end=end)


def _plan(kept: _Kept, decide: Decide, scope: Scope) -> dict[int, tuple[Row, Row | None]]:
    """What the events of a bucket that are to change were and are to be, by id."""
    start = None if scope.start is None else to_micros(scope.start)
    end = None if scope.end is None else to_micros(scope.end)
    plan: dict[int, tuple[Row, Row | None]] = {}
    for event_id in kept.reaching(start, end):
        if scope.last_id is not None and event_id > scope.last_id:
            continue
        row = kept.rows[event_id]
        before = decode_payload(row.payload.text)
        after = decide(kept.bucket.id, before)
        if after is not before:
            plan[event_id] = row, None if after is None else row._replace(payload=encode_payload(after))
    return plan


def _changes(plan: Mapping[int, tuple[Row, Row | None]]) -> list[Change]:
    counts = Counter(
        (before.payload.digest, None if after is None else after.payload.digest)
        for before, after in plan.values()
    )
    return [Change(before, after, count) for (before, after), count in counts.items()]


def _identity(row: Row) -> tuple[int, int, bytes]:
    return row.start, row.end, row.payload.digest


def _copied(data: dict[str, Any]) -> dict[str, Any]:
    return decode_payload(encode_payload(data).text)


def _event(event_id: int, row: Row) -> Event:
    length = timedelta(microseconds=row.end - row.start)
    return Event(event_id, from_micros(row.start), length, decode_payload(row.payload.text))


def _table(ids: list[int], rows: list[Row]) -> EventTable:
    texts = {row.payload.digest: row.payload.text for row in rows}
    positions = {digest: position for position, digest in enumerate(texts)}
    return EventTable(
        start=np.array([row.start for row in rows], np.int64),
        end=np.array([row.end for row in rows], np.int64),
        payload=np.array([positions[row.payload.digest] for row in rows], np.int32),
        id=np.array(ids, np.int64),
        payloads=decode_payloads(texts.values()),
    )


def _page(rows: list[tuple[int, Row]]) -> Page:
    return Page(
        start=np.array([row.start for _, row in rows], np.int64),
        end=np.array([row.end for _, row in rows], np.int64),
        payload=np.arange(len(rows)),
        id=np.array([event_id for event_id, _ in rows], np.int64),
        texts=[row.payload.text for _, row in rows],
    )


def _stored(kept: _Kept) -> StoredBucket:
    rows = kept.rows
    newest = kept.last()
    return StoredBucket(
        bucket=replace(kept.bucket, data=_copied(kept.bucket.data)),
        first_start=min((row.start for row in rows.values()), default=None),
        last_end=max((row.end for row in rows.values()), default=None),
        newest_end=None if newest is None else rows[newest].end,
    )
