"""Events in SQLite by time: ranges as columns, counts, single events, all of them in pages."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
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

Selection: TypeAlias = tuple[str, tuple[int, ...]]
"""What follows the columns of a SELECT, and its parameters."""

_NO_ROWS: Rows = np.empty((0, 4), np.int64)

_HOUR = 3_600_000_000
_FOREVER = 2**63 - 1

# An event that reaches into a range either starts at most an hour before it, or is longer than an hour and
# so in the index of long events. The condition of that index must stand here word for word.
_UNTIL = "FROM event INDEXED BY event_start WHERE bucket = ? AND start <= ? "
_NEAR = 'FROM event INDEXED BY event_start WHERE bucket = ? AND start <= ? AND start >= ? AND "end" >= ? '
_LONG = (
    "FROM event INDEXED BY event_long"
    ' WHERE bucket = ? AND start <= ? AND "end" - start > 3600000000 AND "end" >= ? '
)
_COLUMNS = 'SELECT start, "end", payload, id '

_EVENTS = 'SELECT e.id, e.start, e."end", p.data FROM event AS e JOIN payload AS p ON p.key = e.payload '
_ONE = _EVENTS + "WHERE e.id = ? AND e.bucket = ?"
_PAGE = _EVENTS + (
    "WHERE e.bucket = ? AND e.start >= ? AND (e.start, e.id) > (?, ?) ORDER BY e.start, e.id LIMIT ?"
)


def table(
    connection: sqlite3.Connection, bucket: int, start: int | None, end: int | None, limit: int | None
) -> EventTable:
    """The events of a bucket (by key) that reach into [start, end], cut to it: newest start first."""
    selections = _selections(bucket, start, end)
    rows = _all(connection, selections) if limit is None else _newest(connection, selections, limit)
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
    return sum(
        connection.execute("SELECT count(*) " + sql, parameters).fetchone()[0]
        for sql, parameters in _selections(bucket, start, end)
    )


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


def _selections(bucket: int, start: int | None, end: int | None) -> list[Selection]:
    """What to read for a range: the events that start near it, then the long ones, which start before those."""
    until = _FOREVER if end is None else end
    if start is None:
        return [(_UNTIL, (bucket, until))]
    if start > until:
        return []
    first = start - _HOUR
    return [
        (_NEAR, (bucket, until, first, start)),
        (_LONG, (bucket, min(until, first - 1), start)),
    ]


def _all(connection: sqlite3.Connection, selections: Sequence[Selection]) -> Rows:
    # Read in the order of the index and turned round here: faster than to have SQLite sort.
    parts = [_fetch(connection, sql + "ORDER BY start, id", parameters) for sql, parameters in selections]
    rows = np.concatenate((_NO_ROWS, *parts))
    return rows[np.lexsort((rows[:, 3], -rows[:, 0]))]


def _newest(connection: sqlite3.Connection, selections: Sequence[Selection], limit: int) -> Rows:
    rows = _NO_ROWS
    for sql, parameters in selections:
        missing = limit - len(rows)
        newest = _fetch(connection, sql + "ORDER BY start DESC, id LIMIT ?", (*parameters, missing))
        rows = np.concatenate((rows, newest))
    return rows


def _fetch(connection: sqlite3.Connection, sql: str, parameters: tuple[int, ...]) -> Rows:
    cursor = connection.execute(_COLUMNS + sql, parameters)
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
