"""Buckets in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from aw_core.models import Bucket
from aw_core.timestamps import from_micros
from aw_datastore.errors import NoSuchBucketError
from aw_datastore.payload import decode_payload
from aw_datastore.sqlite.connections import BUSY_TIMEOUT
from aw_datastore.storage import StoredBucket

__all__ = [
    "bucket_data",
    "bucket_key",
    "delete_bucket",
    "give_space_back",
    "has_bucket",
    "keys",
    "list_buckets",
    "stored_bucket",
]

# An event of at most an hour that ends last starts at most an hour before the one that starts last; all
# longer ones are in a small index of their own.
_DESCRIBE = """
    SELECT b.id, b.type, b.client, b.hostname, b.created, b.name, b.data,
        (SELECT min(start_ms) FROM event WHERE bucket = b.key) * 1000,
        max(
            (SELECT max(start_ms * 1000 + length_us) FROM event WHERE bucket = b.key AND start_ms >= newest.start_ms - 3600000),
            coalesce(
                (SELECT max(start_ms * 1000 + length_us) FROM event INDEXED BY event_long WHERE bucket = b.key AND length_us > 3600000000),
                newest.start_ms * 1000 + newest.length_us
            )
        ),
        newest.start_ms * 1000 + newest.length_us
    FROM bucket AS b LEFT JOIN event AS newest ON newest.id =
        (SELECT id FROM event WHERE bucket = b.key ORDER BY start_ms DESC, id DESC LIMIT 1)
"""


def bucket_key(connection: sqlite3.Connection, bucket_id: str) -> int:
    """The key events refer to their bucket by.

    Raises:
        NoSuchBucketError: there is no such bucket.
    """
    row = connection.execute("SELECT key FROM bucket WHERE id = ?", (bucket_id,)).fetchone()
    if row is None:
        raise NoSuchBucketError(bucket_id)
    key: int = row[0]
    return key


def bucket_data(connection: sqlite3.Connection, key: int) -> dict[str, Any]:
    """What is kept with the bucket of that key."""
    (text,) = connection.execute("SELECT data FROM bucket WHERE key = ?", (key,)).fetchone()
    return decode_payload(text)


def has_bucket(connection: sqlite3.Connection, bucket_id: str) -> bool:
    """Whether there is a bucket of that id."""
    return connection.execute("SELECT 1 FROM bucket WHERE id = ?", (bucket_id,)).fetchone() is not None


def keys(connection: sqlite3.Connection, bucket_ids: Sequence[str] | None) -> list[tuple[str, int]]:
    """Ids and keys of those of some buckets that are there, or of all."""
    found: list[tuple[str, int]] = connection.execute("SELECT id, key FROM bucket ORDER BY key").fetchall()
    return [(name, key) for name, key in found if bucket_ids is None or name in bucket_ids]


def delete_bucket(connection: sqlite3.Connection, bucket_id: str) -> None:
    """Delete a bucket, its events and their data.

    Raises:
        NoSuchBucketError: there is no such bucket.
    """
    key = (bucket_key(connection, bucket_id),)
    connection.execute("DELETE FROM chunk WHERE bucket = ?", key)
    connection.execute("DELETE FROM event WHERE bucket = ?", key)
    connection.execute("DELETE FROM payload WHERE bucket = ?", key)
    connection.execute("DELETE FROM bucket WHERE key = ?", key)


def give_space_back(connection: sqlite3.Connection) -> None:
    """Cut free pages off the file and empty the write-ahead log, which still holds what was deleted.

    A reader at work can be in the way of the latter; the next checkpoint does it then.
    """
    # As a script: executed alone, the vacuum would stop after one page. Heartbeats wait meanwhile, so it does not
    # wait for readers.
    connection.executescript(
        "PRAGMA incremental_vacuum;"
        "PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE);"
        f"PRAGMA busy_timeout = {BUSY_TIMEOUT}"
    )


def list_buckets(connection: sqlite3.Connection) -> list[StoredBucket]:
    """All buckets, in order of creation."""
    return [_stored(row) for row in connection.execute(_DESCRIBE + "ORDER BY b.key")]


def stored_bucket(connection: sqlite3.Connection, bucket_id: str) -> StoredBucket:
    """One bucket.

    Raises:
        NoSuchBucketError: there is no such bucket.
    """
    row = connection.execute(_DESCRIBE + "WHERE b.id = ?", (bucket_id,)).fetchone()
    if row is None:
        raise NoSuchBucketError(bucket_id)
    return _stored(row)


def _stored(row: tuple[Any, ...]) -> StoredBucket:
    bucket_id, bucket_type, client, hostname, created, name, data, *span = row
    bucket = Bucket(
        id=bucket_id,
        type=bucket_type,
        client=client,
        hostname=hostname,
        created=from_micros(created),
        name=name,
        data=decode_payload(data),
    )
    return StoredBucket(bucket, *span)
