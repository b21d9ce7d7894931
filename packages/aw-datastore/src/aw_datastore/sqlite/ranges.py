"""Events in SQLite by time: ranges as columns, counts, single events, all of them in pages."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from aw_core.models import Event
from aw_core.timestamps import from_micros, to_micros
from aw_datastore.payload import decode_payload, decode_payloads
from aw_datastore.table import EventTable, Payload

__all__ = ["count", "event", "page", "table"]

Rows: TypeAlias = NDArray[np.int64]
"""One row per event: start, end, payload key, id."""

_HOUR = 3_600_000_000
_FOREVER = 2**63 - 1

# An event that reaches into a range either starts at most an hour before it, or is longer than an hour and
# so in the index of long events. The condition of that index must stand here word for word.
_NEAR = 'FROM event INDEXED BY event_start WHERE bucket = ? AND start BETWEEN ? AND ? AND "end" >= ? '
_LONG = (
    'FROM event INDEXED BY event_long WHERE bucket = ? AND "end" - start > 3600000000 AND "end" >= ?'
    " AND start < ? AND start <= ? "
)
_COLUMNS = 'SELECT start, "end", payload, id '
_NEWEST_FIRST = "ORDER BY start DESC, id LIMIT ?"

_EVENTS = 'SELECT e.id, e.start, e."end", p.data FROM event AS e JOIN payload AS p ON p.key = e.payload '
_ONE = _EVENTS + "WHERE e.id = ? AND e.bucket = ?"
_PAGE = _EVENTS + (
    "WHERE e.bucket = ? AND e.start >= ? AND (e.start, e.id) > (?, ?) ORDER BY e.start, e.id LIMIT ?"
)


def table(
    connection: sqlite3.Connection, bucket: int, start: int | None, end: int | None, limit: int | None
) -> EventTable:
    """The events of a bucket (by key) that reach into [start, end], cut to it: newest start first."""
    if _is_empty(start, end):
        return EventTable.empty()
    rows = (
        _all(connection, bucket, start, end)
        if limit is None
        else _some(connection, bucket, start, end, limit)
    )
    used, payload = np.unique(rows[:, 2], return_inverse=True)
    found = EventTable(
        start=rows[:, 0].copy(),
        end=rows[:, 1].copy(),
        payload=payload.astype(np.int32),
        id=rows[:, 3].copy(),
        payloads=_payloads(connection, used),
    )
    return found.clip(start, end)


def count(connection: sqlite3.Connection, bucket: int, start: int | None, end: int | None) -> int:
    """How many events of a bucket (by key) reach into [start, end]."""
    if _is_empty(start, end):
        return 0
    number: int = connection.execute("SELECT count(*) " + _NEAR, _near(bucket, start, end)).fetchone()[0]
    if start is not None:
        number += connection.execute("SELECT count(*) " + _LONG, _long(bucket, start, end)).fetchone()[0]
    return number


def event(connection: sqlite3.Connection, bucket: int, event_id: int) -> Event | None:
    """The event of that id, or None where the bucket (by key) has none."""
    if not 0 < event_id <= _FOREVER:
        return None
    row = connection.execute(_ONE, (event_id, bucket)).fetchone()
    return None if row is None else _event(row)


def page(connection: sqlite3.Connection, bucket: int, after: Event | None, size: int) -> list[Event]:
    """The next so many events of a bucket (by key) after one of them, oldest start first."""
    start, event_id = (-_FOREVER, 0) if after is None else (to_micros(after.timestamp), after.id)
    return [_event(row) for row in connection.execute(_PAGE, (bucket, start, start, event_id, size))]


def _is_empty(start: int | None, end: int | None) -> bool:
    return start is not None and end is not None and start > end


def _all(connection: sqlite3.Connection, bucket: int, start: int | None, end: int | None) -> Rows:
    # Read in the order of the index and turned round here: faster than to have SQLite sort.
    rows = _fetch(connection, _COLUMNS + _NEAR + "ORDER BY start, id", _near(bucket, start, end))
    if start is not None:
        rows = np.concatenate((rows, _fetch(connection, _COLUMNS + _LONG, _long(bucket, start, end))))
    return rows[np.lexsort((rows[:, 3], -rows[:, 0]))]


def _some(
    connection: sqlite3.Connection, bucket: int, start: int | None, end: int | None, limit: int
) -> Rows:
    near = _near(bucket, start, end)
    rows = _fetch(connection, _COLUMNS + _NEAR + _NEWEST_FIRST, (*near, limit))
    missing = limit - len(rows)
    if start is None or not missing:
        return rows
    # All of these start before all of those.
    long = _long(bucket, start, end)
    return np.concatenate((rows, _fetch(connection, _COLUMNS + _LONG + _NEWEST_FIRST, (*long, missing))))


def _near(bucket: int, start: int | None, end: int | None) -> tuple[int, ...]:
    first, border = (-_FOREVER, -_FOREVER) if start is None else (start - _HOUR, start)
    return bucket, first, _FOREVER if end is None else end, border


def _long(bucket: int, start: int, end: int | None) -> tuple[int, ...]:
    return bucket, start, start - _HOUR, _FOREVER if end is None else end


def _fetch(connection: sqlite3.Connection, sql: str, parameters: tuple[int, ...]) -> Rows:
    cursor = connection.execute(sql, parameters)
    return np.fromiter(chain.from_iterable(cursor), np.int64).reshape(-1, 4)


def _payloads(connection: sqlite3.Connection, keys: NDArray[np.int64]) -> list[Payload]:
    """The data of these payload keys, which ascend, in their order."""
    wanted = json.dumps(keys.tolist())
    texts = connection.execute(
        "SELECT p.data FROM json_each(?) AS wanted JOIN payload AS p ON p.key = wanted.value ORDER BY p.key",
        (wanted,),
    )
    return decode_payloads(text for (text,) in texts)


def _event(row: tuple[Any, ...]) -> Event:
    event_id, start, end, data = row
    length = timedelta(microseconds=end - start)
    return Event(event_id, from_micros(start), length, decode_payload(data))
