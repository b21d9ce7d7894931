"""Events in SQLite by time: ranges as columns, counts, single events, all of them in pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from aw_core.models import Event
from aw_core.timestamps import from_micros, to_micros
from aw_datastore.payload import decode_payload
from aw_datastore.sqlite import chunks
from aw_datastore.sqlite.caches import Caches
from aw_datastore.sqlite.chunks import FIRST_MS, LAST_MS
from aw_datastore.sqlite.columns import Columns, join
from aw_datastore.sqlite.data import data_of
from aw_datastore.table import EventTable

__all__ = ["count", "event", "page", "table"]

Selection: TypeAlias = tuple[str, tuple[int, ...]]
"""What follows the columns of a SELECT, and its parameters."""

_MILLI = 1000
_HOUR = 3_600_000_000
_MAX_ID = 2**63 - 1

# An event that reaches into a range either starts at most an hour before it, or is longer than an hour and
# so in the index of long events. The expression and condition of that index must stand here word for word.
_END = "start_ms * 1000 + length_us"
_UNTIL = "FROM event INDEXED BY event_start WHERE bucket = ? AND start_ms <= ? "
_NEAR = (
    f"FROM event INDEXED BY event_start WHERE bucket = ? AND start_ms <= ? AND start_ms >= ? AND {_END} >= ? "
)
_LONG = (
    "FROM event INDEXED BY event_long"
    f" WHERE bucket = ? AND start_ms <= ? AND length_us > 3600000000 AND {_END} >= ? "
)
_COLUMNS = f"SELECT start_ms * 1000, {_END}, payload, id "

_EVENTS = (
    "SELECT e.id, e.start_ms, e.length_us, p.data FROM event AS e JOIN payload AS p ON p.key = e.payload "
)
_ONE = _EVENTS + "WHERE e.id = ? AND e.bucket = ?"
_PAGE = _EVENTS + (
    "WHERE e.bucket = ? AND e.start_ms >= ? AND (e.start_ms, e.id) > (?, ?) ORDER BY e.start_ms, e.id LIMIT ?"
)

_SPARSE = 8


def table(
    connection: sqlite3.Connection,
    bucket: int,
    start: int | None,
    end: int | None,
    *,
    limit: int | None,
    caches: Caches,
) -> EventTable:
    """The events of a bucket (by key) that reach into [start, end], cut to it: newest start first."""
    if start is not None and end is not None and start > end:
        return EventTable.empty()
    if limit is None:
        rows = _all(connection, bucket, start, end, caches)
    else:
        rows = _newest(connection, _selections(bucket, start, _last_ms(end)), limit)
    keys, payload = _numbered(rows.payload)
    payloads = caches.payloads.get(keys, lambda missing: data_of(connection, missing))
    return EventTable(rows.start, rows.end, payload, rows.id, payloads).clip(start, end)


def count(connection: sqlite3.Connection, bucket: int, start: int | None, end: int | None) -> int:
    """How many events of a bucket (by key) reach into [start, end]."""
    last = _last_ms(end)
    if start is None:
        return chunks.count(connection, bucket, FIRST_MS, last)
    if end is not None and start > end:
        return 0
    first = _ceil_ms(start)
    begun_before: int = sum(
        connection.execute("SELECT count(*) " + sql, parameters).fetchone()[0]
        for sql, parameters in _selections(bucket, start, min(first - 1, last))
    )
    return begun_before + chunks.count(connection, bucket, first, last)


def event(connection: sqlite3.Connection, bucket: int, event_id: int) -> Event | None:
    """The event of that id, or None where the bucket (by key) has none."""
    if not 0 < event_id <= _MAX_ID:
        return None
    row = connection.execute(_ONE, (event_id, bucket)).fetchone()
    return None if row is None else _event(row)


def page(connection: sqlite3.Connection, bucket: int, after: Event | None, size: int) -> list[Event]:
    """The next so many events of a bucket (by key) after one of them, oldest start first."""
    start, event_id = (FIRST_MS, 0) if after is None else (to_micros(after.timestamp) // _MILLI, after.id)
    return [_event(row) for row in connection.execute(_PAGE, (bucket, start, start, event_id, size))]


def _selections(bucket: int, start: int | None, last_ms: int) -> list[Selection]:
    """What to read for a range: the events that start near it, then the long ones, which start before those."""
    if start is None:
        return [(_UNTIL, (bucket, last_ms))]
    first = _ceil_ms(start - _HOUR)
    return [
        (_NEAR, (bucket, last_ms, first, start)),
        (_LONG, (bucket, min(last_ms, first - 1), start)),
    ]


def _all(
    connection: sqlite3.Connection, bucket: int, start: int | None, end: int | None, caches: Caches
) -> Columns:
    """The newest first."""
    last = _last_ms(end)
    if start is None:
        return _newest_first(join(chunks.read(connection, bucket, FIRST_MS, last, caches.chunks)))
    _, (long, parameters) = _selections(bucket, start, last)
    near = chunks.read(connection, bucket, _ceil_ms(start - _HOUR), last, caches.chunks)
    rows = join([chunks.read_rows(connection, _COLUMNS + long + "ORDER BY start_ms, id", parameters), *near])
    return _newest_first(rows.cut(rows.end >= start))


def _newest_first(rows: Columns) -> Columns:
    """Rows in order of start and id, turned round; those of equal start stay in order of id."""
    return rows.cut(np.argsort(-rows.start, kind="stable"))


def _newest(connection: sqlite3.Connection, selections: Sequence[Selection], limit: int) -> Columns:
    parts: list[Columns] = []
    for sql, parameters in selections:
        missing = limit - sum(len(part.start) for part in parts)
        newest = _COLUMNS + sql + "ORDER BY start_ms DESC, id LIMIT ?"
        parts.append(chunks.read_rows(connection, newest, (*parameters, missing)))
    return join(parts)


def _numbered(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The distinct keys, ascending, and for each row the index of its own among them."""
    least, most = int(keys.min(initial=0)), int(keys.max(initial=0))
    if most - least > _SPARSE * len(keys) + _SPARSE:
        distinct, numbers = np.unique(keys, return_inverse=True)
        return distinct, numbers.astype(np.int32)
    # Without sorting: keys are counted up, so a table of all between the least and the greatest is small.
    is_used = np.zeros(most - least + 1, np.bool_)
    is_used[keys - least] = True
    number = np.cumsum(is_used, dtype=np.int32) - np.int32(1)
    return np.flatnonzero(is_used) + least, number[keys - least]


def _last_ms(end: int | None) -> int:
    return LAST_MS if end is None else end // _MILLI


def _ceil_ms(micros: int) -> int:
    return -(-micros // _MILLI)


def _event(row: tuple[Any, ...]) -> Event:
    event_id, start_ms, length_us, data = row
    return Event(
        event_id, from_micros(start_ms * _MILLI), timedelta(microseconds=length_us), decode_payload(data)
    )
