"""Importing a stream of events into a bucket that may have some of them already."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence

from aw_datastore.row import Row
from aw_datastore.sqlite.buckets import bucket_key
from aw_datastore.sqlite.changes import insert_new

__all__ = ["Import"]

Identity = tuple[int, int, bytes]
"""Start, end and payload digest: two events that share them are the same event to an import."""

_STORED = """
    SELECT e.id, e.start_ms * 1000, e.start_ms * 1000 + e.length_us, p.digest
    FROM (SELECT DISTINCT value AS start_ms FROM json_each(?)) AS wanted
    JOIN event AS e ON e.bucket = ? AND e.start_ms = wanted.start_ms
    JOIN payload AS p ON p.key = e.payload
    ORDER BY e.id
"""


class Import:
    """One import into one bucket, batch by batch; each batch is one job of the writer.

    Each event of the stream claims one stored event that is the same and not claimed yet; where there is
    none it is added, and claimed. So the bucket ends with each event as often as the stream or the bucket
    had it, whichever is more, however the stream was cut into batches and however often it is repeated.
    """

    def __init__(self, bucket_id: str) -> None:
        self._bucket_id = bucket_id
        self._claimed = bytearray()
        """One byte per event id: a set of ids that stays small for millions."""

    def add(self, connection: sqlite3.Connection, rows: Sequence[Row]) -> int:
        """Add what the bucket does not have of these rows; answers how many that were."""
        bucket = bucket_key(connection, self._bucket_id)
        free = self._unclaimed(connection, bucket, rows)
        matched, missing = [], []
        for row in rows:
            same = free.get(_identity(row))
            if same:
                matched.append(same.pop(0))
            else:
                missing.append(row)
        self._claim([*matched, *insert_new(connection, bucket, missing)])
        return len(missing)

    def _unclaimed(
        self, connection: sqlite3.Connection, bucket: int, rows: Sequence[Row]
    ) -> dict[Identity, list[int]]:
        starts = json.dumps([row.start // 1000 for row in rows])
        free: dict[Identity, list[int]] = defaultdict(list)
        for event_id, start, end, digest in connection.execute(_STORED, (starts, bucket)):
            if event_id >= len(self._claimed) or not self._claimed[event_id]:
                free[start, end, digest].append(event_id)
        return free

    def _claim(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        self._claimed.extend(bytes(max(0, max(ids) + 1 - len(self._claimed))))
        for event_id in ids:
            self._claimed[event_id] = 1


def _identity(row: Row) -> Identity:
    return row.start, row.end, row.payload.digest
