"""Any sequence of calls leaves the file, the storage in memory and a plain list of events the same."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import aw_core
from aw_core import Event
from aw_core.values import equal_values
from aw_datastore import Datastore
from aw_datastore.errors import (
    BucketExistsError,
    DatastoreError,
    ForeignEventError,
    NoSuchBucketError,
    NoSuchEventError,
)
from aw_datastore.sqlite import chunks
from aw_datastore.sqlite.columns import unpack
from aw_datastore.storages import MemoryStorage, SqliteStorage

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)

NAMES = st.sampled_from(["a", "b"])
IDS = st.integers(1, 12)
# Noon is on a Sunday, so the week is over after 43,200 seconds, and the next after 648,000.
SECONDS = st.integers(0, 12) | st.sampled_from(
    [5000, 9000, 43_199, 43_200, 43_201, 647_999, 648_000, 1_300_000]
)
LENGTHS = st.sampled_from([0, 0, 1, 3, 3600, 3601, 8000])
DATA = st.sampled_from([{"x": 1}, {"x": 1.0}, {"x": True}, {"x": 2, "y": 1}, {"y": 1, "x": 2}, {}])


@dataclass(frozen=True)
class Row:
    """An event of the model, in seconds after noon."""

    start: int
    end: int
    data: dict[str, Any]
    id: int | None = None

    def event(self) -> Event:
        return Event(self.id, NOON + timedelta(seconds=self.start), self.end - self.start, self.data)

    def seen(self) -> tuple[Any, ...]:
        return self.id, self.start, self.end, json.dumps(self.data, sort_keys=True)


ROWS = st.builds(lambda start, length, data: Row(start, start + length, data), SECONDS, LENGTHS, DATA)


def seen(event: Event) -> tuple[Any, ...]:
    start = (event.timestamp - NOON) // timedelta(seconds=1)
    length = event.duration // timedelta(seconds=1)
    return event.id, start, start + length, json.dumps(event.data, sort_keys=True)


@dataclass
class Model:
    """The rules in the plainest words: each bucket a list of rows in the order they were stored."""

    buckets: dict[str, list[Row]] = field(default_factory=dict)
    last_id: int = 0

    def rows(self, name: str) -> list[Row]:
        if name not in self.buckets:
            raise NoSuchBucketError(name)
        return self.buckets[name]

    def create(self, name: str) -> None:
        if name in self.buckets:
            raise BucketExistsError(name)
        self.buckets[name] = []

    def add(self, name: str, row: Row) -> Row:
        self.last_id += 1
        self.rows(name).append(replace(row, id=self.last_id))
        return self.rows(name)[-1]

    def put(self, name: str, event_id: int, row: Row) -> Row:
        rows = self.rows(name)
        at = [old.id for old in rows].index(event_id)
        rows[at] = replace(row, id=event_id)
        return rows[at]

    def known(self, name: str, event_id: int | None) -> bool:
        if event_id in [row.id for row in self.rows(name)]:
            return True
        if any(event_id == row.id for rows in self.buckets.values() for row in rows):
            raise ForeignEventError(event_id or 0, name)
        return False

    def insert(self, name: str, rows: list[Row]) -> list[Row]:
        self.rows(name)
        known = [row.id is not None and self.known(name, row.id) for row in rows]
        return [
            self.put(name, row.id or 0, row) if is_known else self.add(name, row)
            for row, is_known in zip(rows, known, strict=True)
        ]

    def newest(self, name: str, until: float = float("inf")) -> Row | None:
        rows = [row for row in self.rows(name) if row.start <= until]
        return max(rows, key=lambda row: (row.start, row.id), default=None)

    def heartbeat(self, name: str, row: Row, pulsetime: int) -> Row:
        last = self.newest(name, row.start)
        if last and last.id and equal_values(last.data, row.data) and row.start <= last.end + pulsetime:
            return self.put(name, last.id, replace(last, end=max(last.end, row.end)))
        return self.add(name, row)

    def replace(self, name: str, event_id: int, row: Row) -> Row:
        if not self.known(name, event_id):
            raise NoSuchEventError
        return self.put(name, event_id, row)

    def replace_last(self, name: str, row: Row) -> Row:
        last = self.newest(name)
        if last is None or last.id is None:
            raise NoSuchEventError
        return self.put(name, last.id, row)

    def delete(self, name: str, event_id: int) -> bool:
        kept = [row for row in self.rows(name) if row.id != event_id]
        gone = len(kept) < len(self.rows(name))
        self.buckets[name] = kept
        return gone

    def import_rows(self, name: str, rows: list[Row]) -> int:
        have = Counter(row.seen()[1:] for row in self.buckets.setdefault(name, []))
        added = 0
        for row in rows:
            if have[row.seen()[1:]] > 0:
                have[row.seen()[1:]] -= 1
            else:
                self.add(name, row)
                added += 1
        return added

    def get(self, name: str, start: int | None, end: int | None, limit: int) -> list[Row]:
        if start is not None and end is not None and start > end:
            return self.rows(name)[:0]
        low = float("-inf") if start is None else start
        high = float("inf") if end is None else end
        rows = [row for row in self.rows(name) if row.end >= low and row.start <= high]
        rows.sort(key=lambda row: (-row.start, row.id))
        cut = [replace(row, start=int(max(row.start, low)), end=int(min(row.end, high))) for row in rows]
        return cut if limit < 0 else cut[:limit]


class StorageMachine(RuleBasedStateMachine):
    """Makes each call on all three and compares the answers, then everything there is."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = ExitStack()
        for name, value in {"_WORTH_IT": 1, "_SHORT": 0}.items():
            self.patches.enter_context(patch.object(chunks, name, value))
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "events.db"
        self.model = Model()
        self.memory = Datastore(MemoryStorage)
        self.sqlite = Datastore(SqliteStorage, filepath=self.path)

    def teardown(self) -> None:
        self.sqlite.close()
        with closing(sqlite3.connect(self.path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        self.folder.cleanup()
        self.patches.close()

    def compare(self, expected: Callable[[], Any], call: Callable[[Datastore], Any]) -> None:
        answer = outcome(expected)
        assert outcome(lambda: call(self.sqlite)) == answer
        assert outcome(lambda: call(self.memory)) == answer

    @initialize()
    def begin(self) -> None:
        self.create_bucket("a")

    @rule(name=NAMES)
    def create_bucket(self, name: str) -> None:
        self.compare(
            lambda: self.model.create(name), lambda ds: ignore(ds.create_bucket(name, "t", "c", "h"))
        )

    @rule(name=NAMES)
    def delete_bucket(self, name: str) -> None:
        self.compare(
            lambda: ignore(self.model.rows(name), self.model.buckets.pop(name, None)),
            lambda ds: ds.delete_bucket(name),
        )

    @rule(name=NAMES, rows=st.lists(st.builds(replace, ROWS, id=st.none() | IDS), max_size=4))
    def insert(self, name: str, rows: list[Row]) -> None:
        self.compare(
            lambda: [row.seen() for row in self.model.insert(name, rows)],
            lambda ds: [seen(one) for one in ds[name].insert_many([row.event() for row in rows])],
        )

    @rule(name=NAMES, row=ROWS, pulsetime=st.integers(-1, 4))
    def heartbeat(self, name: str, row: Row, pulsetime: int) -> None:
        self.compare(
            lambda: self.model.heartbeat(name, row, pulsetime).seen(),
            lambda ds: seen(ds[name].heartbeat(row.event(), pulsetime)),
        )

    @rule(name=NAMES, event_id=IDS, row=ROWS)
    def replace(self, name: str, event_id: int, row: Row) -> None:
        self.compare(
            lambda: self.model.replace(name, event_id, row).seen(),
            lambda ds: seen(ds[name].replace(event_id, row.event())),
        )

    @rule(name=NAMES, row=ROWS)
    def replace_last(self, name: str, row: Row) -> None:
        self.compare(
            lambda: self.model.replace_last(name, row).seen(),
            lambda ds: seen(ds[name].replace_last(row.event())),
        )

    @rule(name=NAMES, event_id=IDS)
    def delete(self, name: str, event_id: int) -> None:
        self.compare(lambda: self.model.delete(name, event_id), lambda ds: ds[name].delete(event_id))

    @rule(name=NAMES, rows=st.lists(ROWS, max_size=5))
    def import_bucket(self, name: str, rows: list[Row]) -> None:
        bucket = aw_core.Bucket(id=name, type="t", client="c", hostname="h", created=NOON)
        self.compare(
            lambda: self.model.import_rows(name, rows),
            lambda ds: ds.import_bucket(bucket, (row.event() for row in rows)),
        )

    @rule(name=NAMES, start=st.none() | SECONDS, end=st.none() | SECONDS, limit=st.integers(-1, 3))
    def read_range(self, name: str, start: int | None, end: int | None, limit: int) -> None:
        borders = [None if border is None else NOON + timedelta(seconds=border) for border in (start, end)]
        self.compare(
            lambda: [row.seen() for row in self.model.get(name, start, end, limit)],
            lambda ds: [seen(one) for one in ds[name].get(limit, *borders)],
        )
        self.compare(
            lambda: len(self.model.get(name, start, end, -1)), lambda ds: ds[name].get_eventcount(*borders)
        )

    def read_all(self, name: str) -> None:
        self.compare(
            lambda: [row.seen() for row in self.model.get(name, None, None, -1)],
            lambda ds: [seen(one) for one in ds[name].get()],
        )

    @rule(weeks=st.integers(0, 3))
    def pack(self, weeks: int) -> None:
        self.sqlite.pack(NOON + timedelta(weeks=weeks))

    @rule()
    def reopen(self) -> None:
        self.sqlite.close()
        self.sqlite = Datastore(SqliteStorage, filepath=self.path)

    @invariant()
    def all_hold_the_same(self) -> None:
        for name in self.model.buckets:
            self.read_all(name)
        assert spans(self.sqlite) == spans(self.memory)

    @invariant()
    def chunks_are_what_the_rows_say(self) -> None:
        with closing(sqlite3.connect(self.path)) as connection:
            for key, bucket, week, count in connection.execute("SELECT key, bucket, week, events FROM chunk"):
                (data,) = connection.execute("SELECT columns FROM chunk WHERE key = ?", (key,)).fetchone()
                rows = chunks.week_rows(connection, chunks.Week(bucket, week))
                assert count == len(rows.start)
                assert all(map(np.array_equal, unpack(data), rows))

    @invariant()
    def data_is_kept_as_often_as_events_have_it(self) -> None:
        with closing(sqlite3.connect(self.path)) as connection:
            kept = connection.execute("SELECT key, bucket, uses FROM payload ORDER BY key").fetchall()
            used = connection.execute(
                "SELECT payload, bucket, count(*) FROM event GROUP BY 1, 2 ORDER BY 1"
            ).fetchall()
        assert kept == used


def outcome(call: Callable[[], Any]) -> Any:
    """What a call answers, or which error it raises."""
    try:
        return call()
    except DatastoreError as error:
        return type(error)


def ignore(*_: object) -> None:
    """Stand for a call whose answer does not matter."""


def spans(datastore: Datastore) -> dict[str, Any]:
    return {
        name: (bucket["metadata"], bucket.get("last_updated")) for name, bucket in datastore.buckets().items()
    }


TestStorageMachine = StorageMachine.TestCase
TestStorageMachine.settings = settings(max_examples=settings().max_examples // 3, stateful_step_count=30)
