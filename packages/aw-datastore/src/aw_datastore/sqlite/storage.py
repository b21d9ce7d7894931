"""Buckets of events in one SQLite file: one writer, many readers."""
# ruff: noqa: D102 - AbstractStorage documents the methods

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from aw_core.dirs import get_data_dir
from aw_core.models import Bucket, Event
from aw_core.timestamps import from_micros, to_micros
from aw_datastore.bucket_fields import changed_data
from aw_datastore.errors import BucketExistsError, DamagedDatabaseError, DatastoreError, NoSuchBucketError
from aw_datastore.page import Page
from aw_datastore.payload import decode_payload
from aw_datastore.rewriting import Changes, Confirm, Decide, Scope
from aw_datastore.row import identified_row, row_of, stored_event, usable_pulsetime
from aw_datastore.rows import Rows
from aw_datastore.sqlite import buckets, changes, chunks, pages, pruning, ranges, rewriting, scrubbing
from aw_datastore.sqlite.caches import Caches
from aw_datastore.sqlite.checkpoints import Checkpoints
from aw_datastore.sqlite.connections import connection_of
from aw_datastore.sqlite.database import check_file, lock_database, open_database
from aw_datastore.sqlite.failures import OnDamage, nobody
from aw_datastore.sqlite.importing import Import
from aw_datastore.sqlite.models import build_models
from aw_datastore.sqlite.readers import Readers
from aw_datastore.sqlite.rewriting import Decisions
from aw_datastore.sqlite.writer import Writer
from aw_datastore.storage import AbstractStorage, StoredBucket
from aw_datastore.table import EventTable

__all__ = ["SqliteStorage", "default_path"]

logger = logging.getLogger(__name__)


def default_path(testing: bool) -> Path:
    """Where the events of this machine are kept; a file of its own in testing mode."""
    return Path(get_data_dir("aw-server")) / ("events-testing.db" if testing else "events.db")


class SqliteStorage(AbstractStorage):
    """Buckets of events in one SQLite file.

    A write is on disk when its method returns: it was committed and synced, together with those of other
    threads that waited meanwhile. Readers never wait. One storage at a time, of all processes, may have a
    file open.

    Args:
        testing: chooses the default file.
        filepath: the file; made with its folder when missing. By default `default_path(testing)`.
        enable_lazy_commit: ignored; older callers pass it. No write is ever acknowledged before its commit.

    Raises:
        DatabaseLockedError: another process or storage has the file open.
        ForeignDatabaseError: the file is something else; it is left as it is.
        NewerDatabaseError: a newer version of this program made it; it is left as it is.
        DatabaseError: the file cannot be read or written.
    """

    def __init__(
        self,
        testing: bool,
        filepath: str | Path | None = None,
        enable_lazy_commit: bool = True,  # noqa: ARG002 - part of the API older callers use
    ) -> None:
        self._path = Path(filepath if filepath is not None else default_path(testing)).resolve()
        self._on_damage: OnDamage = nobody
        with ExitStack() as opened:
            check_file(self._path)
            opened.callback(lock_database(self._path).release)
            self._db = open_database(self._path)
            opened.callback(self._db.close)
            self._models = build_models(self._db)
            self._readers = Readers(self._path, self._found_damaged)
            checkpoints = Checkpoints(self._path)
            opened.callback(checkpoints.close)
            self._writer = Writer(
                connection_of(self._db), self._path, self._found_damaged, checkpoints.keep_up
            )
            self._caches = Caches()
            self._importing = threading.Lock()
            self._opened = opened.pop_all()
        self._closing = threading.Lock()

    def __repr__(self) -> str:
        return f"SqliteStorage({str(self._path)!r})"

    def buckets(self) -> list[StoredBucket]:
        with self._readers.snapshot() as connection:
            return buckets.list_buckets(connection)

    def bucket(self, bucket_id: str) -> StoredBucket:
        with self._readers.snapshot() as connection:
            return buckets.stored_bucket(connection, bucket_id)

    def exists(self, bucket_id: str) -> bool:
        with self._readers.snapshot() as connection:
            return buckets.has_bucket(connection, bucket_id)

    def create_bucket(self, bucket: Bucket) -> None:
        def job(connection: sqlite3.Connection) -> None:
            if buckets.has_bucket(connection, bucket.id):
                raise BucketExistsError(bucket.id)
            self._insert_bucket(bucket)

        self._writer.run(job)

    def _insert_bucket(self, bucket: Bucket) -> None:
        fields = {**vars(bucket), "created": to_micros(bucket.created), "data": json.dumps(bucket.data)}
        self._models.bucket.insert(fields).execute()

    def update_bucket(
        self, bucket_id: str, fields: Mapping[str, Any], data_changes: Mapping[str, Any]
    ) -> None:
        model = self._models.bucket

        def job(connection: sqlite3.Connection) -> None:
            key = buckets.bucket_key(connection, bucket_id)
            columns = dict(fields)
            if data_changes:
                data = columns.get("data", buckets.bucket_data(connection, key))
                columns["data"] = changed_data(data, data_changes)
            if "data" in columns:
                columns["data"] = json.dumps(columns["data"])
            if columns:
                model.update(columns).where(model.key == key).execute()

        self._writer.run(job)

    def delete_bucket(self, bucket_id: str) -> None:
        self._writer.run(lambda connection: buckets.delete_bucket(connection, bucket_id))
        try:
            self.give_space_back()
        except DatastoreError as error:
            # The bucket is gone all the same; the space comes back with the next one.
            logger.warning("could not give back the space of bucket %s: %s", bucket_id, error)

    def table(
        self, bucket_id: str, start: int | None = None, end: int | None = None, limit: int | None = None
    ) -> EventTable:
        with self._bucket(bucket_id) as (connection, bucket):
            return ranges.table(connection, bucket, start, end, limit=limit, caches=self._caches)

    def count(self, bucket_id: str, start: int | None = None, end: int | None = None) -> int:
        with self._bucket(bucket_id) as (connection, bucket):
            return ranges.count(connection, bucket, start, end)

    def event(self, bucket_id: str, event_id: int) -> Event | None:
        with self._bucket(bucket_id) as (connection, bucket):
            return ranges.event(connection, bucket, event_id)

    def iter_events(self, bucket_id: str, batch: int) -> Iterator[Event]:
        with self._bucket(bucket_id) as (_, bucket):
            return self._pages(bucket_id, bucket, batch)

    def _pages(self, bucket_id: str, bucket: int, batch: int) -> Iterator[Event]:
        # Each page is a read of its own: one snapshot held for as long as a slow reader takes would keep
        # the write-ahead log growing.
        last: Event | None = None
        while True:
            with self._bucket(bucket_id) as (connection, key):
                page = ranges.page(connection, bucket, last, batch)
            if key != bucket:
                raise NoSuchBucketError(bucket_id)
            yield from page
            if len(page) < batch:
                return
            last = page[-1]

    def pages(self, bucket_id: str, size: int) -> Iterator[Page]:
        with self._bucket(bucket_id) as (_, bucket):
            return self._newest_first(bucket_id, bucket, size)

    def _newest_first(self, bucket_id: str, bucket: int, size: int) -> Iterator[Page]:
        after = pages.NEWEST
        while True:
            with self._bucket(bucket_id) as (connection, key):
                page = pages.page(connection, bucket, after, size)
            if key != bucket:
                raise NoSuchBucketError(bucket_id)
            if not len(page.start):
                return
            yield page
            after = pages.position_after(page)

    @contextmanager
    def _bucket(self, bucket_id: str) -> Iterator[tuple[sqlite3.Connection, int]]:
        """A connection that sees one moment, and the key of the bucket."""
        with self._readers.snapshot() as connection:
            yield connection, buckets.bucket_key(connection, bucket_id)

    def insert(self, bucket_id: str, events: Iterable[Event]) -> list[Event]:
        given = list(events)
        rows = [identified_row(event) for event in given]
        ids = self._writer.run(lambda connection: changes.insert(connection, bucket_id, rows))
        return [stored_event(event, event_id) for event, event_id in zip(given, ids, strict=True)]

    def heartbeat(self, bucket_id: str, heartbeat: Event, pulsetime: float) -> Event:
        row = row_of(heartbeat)
        pulsetime = usable_pulsetime(pulsetime)
        now = self._writer.run(lambda connection: changes.heartbeat(connection, bucket_id, row, pulsetime))
        length = timedelta(microseconds=now.end - now.start)
        return Event(now.id, from_micros(now.start), length, decode_payload(now.data))

    def delete(self, bucket_id: str, event_id: int) -> bool:
        return self._writer.run(lambda connection: changes.delete(connection, bucket_id, event_id))

    def replace(self, bucket_id: str, event_id: int, event: Event) -> Event:
        row = row_of(event)
        self._writer.run(lambda connection: changes.replace(connection, bucket_id, event_id, row))
        return stored_event(event, event_id)

    def replace_last(self, bucket_id: str, event: Event) -> Event:
        row = row_of(event)
        event_id = self._writer.run(lambda connection: changes.replace_last(connection, bucket_id, row))
        return stored_event(event, event_id)

    def import_batches(self, bucket: Bucket, batches: Iterable[Rows]) -> int:
        # One at a time: of two imports of the same file at once, neither would see what the other adds.
        with self._importing:
            self._writer.run(lambda connection: self._ensure_bucket(connection, bucket))
            target = Import(bucket.id)
            return sum(self._writer.run(partial(target.add, rows=rows)) for rows in batches)

    def _ensure_bucket(self, connection: sqlite3.Connection, bucket: Bucket) -> None:
        if not buckets.has_bucket(connection, bucket.id):
            self._insert_bucket(bucket)

    def pack(self, bucket_id: str, before: int) -> int:
        with self._bucket(bucket_id) as (connection, bucket):
            weeks = list(chunks.weeks_to_pack(connection, bucket, before // 1000))
        # Each is a job of its own, so that a heartbeat waits for one week at most.
        return sum(self._writer.run(partial(chunks.pack_week, week=week)) for week in weeks)

    def delete_until(self, bucket_id: str, until: int, limit: int) -> int:
        return self._writer.run(lambda connection: pruning.delete_until(connection, bucket_id, until, limit))

    def rewrite(self, decide: Decide, scope: Scope, confirm: Confirm) -> Changes:
        decisions: dict[str, Decisions] = {}

        def decisions_for(bucket_id: str) -> Decisions:
            return decisions.setdefault(bucket_id, Decisions(bucket_id, decide))

        with self._readers.snapshot() as reader:
            for bucket_id, key in buckets.keys(reader, scope.bucket_ids):
                decisions_for(bucket_id).look_ahead(reader, key)

        def job(connection: sqlite3.Connection) -> Changes:
            plans = {
                bucket_id: rewriting.plan(connection, key, decisions_for(bucket_id), scope)
                for bucket_id, key in buckets.keys(connection, scope.bucket_ids)
            }
            found = {bucket_id: changes for bucket_id, plan in plans.items() if (changes := plan.changes())}
            confirm(found, rewriting.last_id(connection))
            for plan in plans.values():
                plan.carry_out(connection)
            return found

        return self._writer.run(job)

    def scrub(self, seconds: float) -> bool:
        scrubbing.need_room_for(self._path)
        return self._writer.run_alone(partial(scrubbing.scrub, seconds=seconds))

    def empty_log(self, seconds: float) -> bool:
        return self._writer.run_alone(partial(scrubbing.empty_log, seconds=seconds))

    def give_space_back(self) -> None:
        self._writer.run_alone(buckets.give_space_back)

    def watch(self, on_damage: OnDamage) -> None:
        self._on_damage = on_damage

    def _found_damaged(self, error: DamagedDatabaseError) -> None:
        self._on_damage(error)

    def close(self) -> None:
        with self._closing, ExitStack() as parts:
            # Backwards, and each whatever becomes of the others: the lock on the file must not stay.
            parts.callback(self._opened.close)
            parts.callback(self._readers.close)
            parts.callback(self._writer.close)
