"""Changes to events in SQLite; each function is one job of the writer."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from aw_core.heartbeat import merged_end
from aw_core.values import equal_values
from aw_datastore.errors import ForeignEventError, NoSuchBucketError, NoSuchEventError
from aw_datastore.payload import decode_payload
from aw_datastore.row import Row
from aw_datastore.rows import Collector, Rows
from aw_datastore.sqlite import payloads
from aw_datastore.sqlite.buckets import bucket_key

__all__ = ["Heartbeat", "delete", "heartbeat", "insert", "insert_new", "replace", "replace_last"]

_MAX_ID = 2**63 - 1

_REFERENCE = """
    SELECT b.key, e.id, e.start_ms * 1000, e.start_ms * 1000 + e.length_us, p.digest, p.data
    FROM bucket AS b
    LEFT JOIN event AS e ON e.id = (
        SELECT id FROM event WHERE bucket = b.key AND start_ms <= ? ORDER BY start_ms DESC, id DESC LIMIT 1
    )
    LEFT JOIN payload AS p ON p.key = e.payload
    WHERE b.id = ?
"""


_INSERT = "INSERT INTO event (id, bucket, start_ms, length_us, payload) VALUES (?, ?, ?, ?, ?)"
_AT_ONCE = 500
_INSERT_MANY = _INSERT + ", (?, ?, ?, ?, ?)" * (_AT_ONCE - 1)


class Heartbeat(NamedTuple):
    """What became of a heartbeat: the event as it is now, its data as text."""

    id: int
    start: int
    end: int
    data: str


def heartbeat(connection: sqlite3.Connection, bucket_id: str, row: Row, pulsetime: float) -> Heartbeat:
    """Stretch the event the heartbeat continues, or store it as a new one."""
    found = connection.execute(_REFERENCE, (row.start // 1000, bucket_id)).fetchone()
    if found is None:
        raise NoSuchBucketError(bucket_id)
    bucket, event_id, start, end, digest, data = found
    if event_id is not None and _same_data(row, digest, data):
        merged = merged_end((start, end), (row.start, row.end), pulsetime)
        if merged is not None:
            if merged != end:
                connection.execute("UPDATE event SET length_us = ? WHERE id = ?", (merged - start, event_id))
            return Heartbeat(event_id, start, merged, data)
    return Heartbeat(_insert_one(connection, bucket, row), row.start, row.end, row.payload.text)


def _same_data(row: Row, digest: bytes, data: str) -> bool:
    return row.payload.digest == digest or equal_values(
        decode_payload(row.payload.text), decode_payload(data)
    )


def _insert_one(connection: sqlite3.Connection, bucket: int, row: Row) -> int:
    key = payloads.use(connection, bucket, row.payload)
    cursor = connection.execute(
        "INSERT INTO event (bucket, start_ms, length_us, payload) VALUES (?, ?, ?, ?)",
        (bucket, *_stored(row), key),
    )
    return cast(int, cursor.lastrowid)


def insert(
    connection: sqlite3.Connection, bucket_id: str, rows: Sequence[tuple[int | None, Row]]
) -> list[int]:
    """Store rows, each with the id it names; answers the ids they have.

    An id of this bucket is replaced, an unknown one counts as none.
    """
    bucket = bucket_key(connection, bucket_id)
    ids = [_known_id(connection, bucket_id, bucket, event_id) for event_id, _ in rows]
    collector = Collector()
    for (_, row), at in zip(rows, ids, strict=True):
        if at is None:
            collector.add(*row)
    fresh = iter(insert_new(connection, bucket, collector.take()))
    for (_, row), event_id in zip(rows, ids, strict=True):
        if event_id is not None:
            _overwrite(connection, bucket, event_id, row)
    return [next(fresh) if event_id is None else event_id for event_id in ids]


def _known_id(
    connection: sqlite3.Connection, bucket_id: str, bucket: int, event_id: int | None
) -> int | None:
    """The id if it names an event of this bucket, None if it names none."""
    if event_id is None or not 0 < event_id <= _MAX_ID:
        return None
    found = connection.execute("SELECT bucket FROM event WHERE id = ?", (event_id,)).fetchone()
    if found is None:
        return None
    if found[0] != bucket:
        raise ForeignEventError(event_id, bucket_id)
    return event_id


def insert_new(connection: sqlite3.Connection, bucket: int, rows: Rows) -> range:
    """Store rows as new events of a bucket (by key); answers their ids."""
    count = len(rows.start)
    if not count:
        return range(0)
    uses = np.bincount(rows.payload, minlength=len(rows.payloads)).tolist()
    keys = np.array(payloads.use_all(connection, bucket, rows.payloads, uses), np.int64)
    # With one writer the ids can be counted out beforehand.
    first = _last_id(connection) + 1
    ids = np.arange(first, first + count)
    columns = (ids, np.full(count, bucket), rows.start // 1000, rows.end - rows.start, keys[rows.payload])
    _insert_all(connection, np.column_stack(columns))
    return range(first, first + count)


def _insert_all(connection: sqlite3.Connection, values: NDArray[np.int64]) -> None:
    # Many rows with one statement: a statement for each would take twice as long.
    whole = len(values) - len(values) % _AT_ONCE
    for at in range(0, whole, _AT_ONCE):
        connection.execute(_INSERT_MANY, values[at : at + _AT_ONCE].ravel().tolist())
    connection.executemany(_INSERT, values[whole:].tolist())


def _last_id(connection: sqlite3.Connection) -> int:
    """The highest id any event ever had; SQLite keeps it, so that an id never names another event."""
    found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'event'").fetchone()
    return 0 if found is None else int(found[0])


def replace(connection: sqlite3.Connection, bucket_id: str, event_id: int, row: Row) -> int:
    """Put a row under an id of this bucket; answers the id."""
    bucket = bucket_key(connection, bucket_id)
    if _known_id(connection, bucket_id, bucket, event_id) is None:
        raise NoSuchEventError(f"id: bucket '{bucket_id}' has no event {event_id}")
    _overwrite(connection, bucket, event_id, row)
    return event_id


def replace_last(connection: sqlite3.Connection, bucket_id: str, row: Row) -> int:
    """Put a row in the place of the event that starts last; answers its id."""
    bucket = bucket_key(connection, bucket_id)
    found = connection.execute(
        "SELECT id FROM event WHERE bucket = ? ORDER BY start_ms DESC, id DESC LIMIT 1", (bucket,)
    ).fetchone()
    if found is None:
        raise NoSuchEventError(f"bucket '{bucket_id}' has no events")
    event_id: int = found[0]
    _overwrite(connection, bucket, event_id, row)
    return event_id


def _overwrite(connection: sqlite3.Connection, bucket: int, event_id: int, row: Row) -> None:
    (old,) = connection.execute("SELECT payload FROM event WHERE id = ?", (event_id,)).fetchone()
    # First the new data, then the old: the same data under both must not be deleted in between.
    key = payloads.use(connection, bucket, row.payload)
    connection.execute(
        "UPDATE event SET start_ms = ?, length_us = ?, payload = ? WHERE id = ?",
        (*_stored(row), key, event_id),
    )
    payloads.release(connection, old)


def delete(connection: sqlite3.Connection, bucket_id: str, event_id: int) -> bool:
    """Delete an event; whether this bucket had it."""
    bucket = bucket_key(connection, bucket_id)
    if not 0 < event_id <= _MAX_ID:
        return False
    gone = connection.execute(
        "DELETE FROM event WHERE id = ? AND bucket = ? RETURNING payload", (event_id, bucket)
    ).fetchall()
    for (key,) in gone:
        payloads.release(connection, key)
    return bool(gone)


def _stored(row: Row) -> tuple[int, int]:
    """Start in milliseconds and length in microseconds, as the table has them."""
    return row.start // 1000, row.end - row.start
