"""Deleting what is old, some events at a time."""

from __future__ import annotations

import sqlite3
from collections import Counter

from aw_datastore.sqlite.buckets import bucket_key

__all__ = ["delete_until"]

_OLD = """
    SELECT id, payload FROM event INDEXED BY event_start
    WHERE bucket = ? AND start_ms <= ? AND start_ms * 1000 + length_us <= ? ORDER BY start_ms LIMIT ?
"""


def delete_until(connection: sqlite3.Connection, bucket_id: str, until: int, limit: int) -> int:
    """Delete the first so many events of a bucket that end at an instant (microseconds) or earlier; answers how many."""
    bucket = bucket_key(connection, bucket_id)
    rows = connection.execute(_OLD, (bucket, until // 1000, until, limit)).fetchall()
    connection.executemany("DELETE FROM event WHERE id = ?", ((event_id,) for event_id, _ in rows))
    uses = Counter(payload for _, payload in rows)
    connection.executemany(
        "UPDATE payload SET uses = uses - ? WHERE key = ?", ((count, key) for key, count in uses.items())
    )
    connection.executemany("DELETE FROM payload WHERE key = ? AND uses = 0", ((key,) for key in uses))
    return len(rows)
