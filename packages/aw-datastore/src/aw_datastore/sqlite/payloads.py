"""Event data in SQLite: stored once per bucket, counted by the events that have it, gone with the last."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from aw_datastore.payload import EncodedPayload

__all__ = ["release", "release_many", "use", "use_all"]

_USE = """
    INSERT INTO payload (bucket, digest, data, uses) VALUES (?, ?, ?, ?)
    ON CONFLICT (bucket, digest) DO UPDATE SET uses = uses + excluded.uses
    RETURNING key
"""


def use(connection: sqlite3.Connection, bucket: int, payload: EncodedPayload, uses: int = 1) -> int:
    """The key of this data in the bucket, stored if new, counting so many more events that have it."""
    rows = connection.execute(_USE, (bucket, payload.digest, payload.text, uses)).fetchall()
    key: int = rows[0][0]
    return key


def use_all(
    connection: sqlite3.Connection, bucket: int, payloads: Iterable[EncodedPayload], uses: Iterable[int]
) -> list[int]:
    """The same for many: the key of each, counting as many more events; 0 in the place of one without any."""
    return [
        use(connection, bucket, payload, count) if count else 0
        for payload, count in zip(payloads, uses, strict=True)
    ]


def release(connection: sqlite3.Connection, key: int) -> None:
    """Count one event less that has this data, and delete the data with the last."""
    gone = connection.execute("DELETE FROM payload WHERE key = ? AND uses = 1", (key,)).rowcount
    if not gone:
        connection.execute("UPDATE payload SET uses = uses - 1 WHERE key = ?", (key,))


def release_many(connection: sqlite3.Connection, key: int, events: int) -> None:
    """The same for so many events at once."""
    connection.execute("UPDATE payload SET uses = uses - ? WHERE key = ?", (events, key))
    connection.execute("DELETE FROM payload WHERE key = ? AND uses = 0", (key,))
