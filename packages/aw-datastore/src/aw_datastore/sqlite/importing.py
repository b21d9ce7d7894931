"""Importing events into a bucket that may have some of them already."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from aw_datastore.rows import Rows
from aw_datastore.sqlite.buckets import bucket_key
from aw_datastore.sqlite.changes import insert_new

__all__ = ["Import"]

Identity = tuple[int, int, bytes]
"""Start, end and payload digest: two events that share them are the same event to an import."""

_ANY = "SELECT 1 FROM event INDEXED BY event_start WHERE bucket = ? AND start_ms BETWEEN ? AND ? LIMIT 1"

_STORED = """
    SELECT e.id, e.start_ms * 1000, e.start_ms * 1000 + e.length_us, p.digest
    FROM (SELECT DISTINCT value AS start_ms FROM json_each(?)) AS wanted
    JOIN event AS e ON e.bucket = ? AND e.start_ms = wanted.start_ms
    JOIN payload AS p ON p.key = e.payload
    ORDER BY e.id DESC
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

    def add(self, connection: sqlite3.Connection, rows: Rows) -> int:
        """Add what the bucket does not have of these rows; answers how many that were."""
        bucket = bucket_key(connection, self._bucket_id)
        if _has_events_among(connection, bucket, rows):
            rows = rows.cut(self._missing(connection, bucket, rows))
        self._claim(insert_new(connection, bucket, rows))
        return len(rows.start)

    def _missing(self, connection: sqlite3.Connection, bucket: int, rows: Rows) -> NDArray[np.bool_]:
        """Which rows the bucket does not have; the others claim what it has."""
        free = self._unclaimed(connection, bucket, rows)
        is_missing = np.ones(len(rows.start), np.bool_)
        digests = [payload.digest for payload in rows.payloads]
        columns = zip(rows.start.tolist(), rows.end.tolist(), rows.payload.tolist(), strict=True)
        for index, (start, end, payload) in enumerate(columns):
            same = free.get((start, end, digests[payload]))
            if same:
                self._claimed[same.pop()] = 1
                is_missing[index] = False
        return is_missing

    def _unclaimed(
        self, connection: sqlite3.Connection, bucket: int, rows: Rows
    ) -> dict[Identity, list[int]]:
        """The ids of the stored events of these starts that are not claimed yet, the highest first."""
        starts = json.dumps((rows.start // 1000).tolist())
        free: dict[Identity, list[int]] = defaultdict(list)
        stored = connection.execute(_STORED, (starts, bucket)).fetchall()
        self._make_room(stored[0][0] if stored else 0)
        for event_id, *identity in stored:
            if not self._claimed[event_id]:
                free[tuple(identity)].append(event_id)
        return free

    def _claim(self, ids: range) -> None:
        self._make_room(ids.stop)
        self._claimed[ids.start : ids.stop] = b"\1" * len(ids)

    def _make_room(self, event_id: int) -> None:
        self._claimed.extend(bytes(max(0, event_id + 1 - len(self._claimed))))


def _has_events_among(connection: sqlite3.Connection, bucket: int, rows: Rows) -> bool:
    """Whether a bucket (by key) has an event that starts between the first and the last of these rows."""
    if not len(rows.start):
        return False
    borders = int(rows.start.min()) // 1000, int(rows.start.max()) // 1000
    return connection.execute(_ANY, (bucket, *borders)).fetchone() is not None
