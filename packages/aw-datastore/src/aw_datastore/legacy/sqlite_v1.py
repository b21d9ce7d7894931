"""The database of the Python server's own SQLite storage: start and end in microseconds."""

from __future__ import annotations

from typing import Any, ClassVar

from aw_datastore.legacy.tables import TableDatabase, whole

__all__ = ["SqliteV1"]


class SqliteV1(TableDatabase):
    """`sqlite.v1.db`."""

    kind = "aw-server (sqlite)"
    tables: ClassVar = {
        "buckets": {"id", "name", "type", "client", "hostname", "created", "datastr"},
        "events": {"id", "bucketrow", "starttime", "endtime", "datastr"},
    }
    _count = "SELECT count(*) FROM events WHERE bucketrow = ?"
    _events = "SELECT id, starttime, endtime, CAST(datastr AS BLOB) FROM events{unindexed} WHERE bucketrow = ?{after} ORDER BY id"
    _orphans = "SELECT count(*) FROM events WHERE bucketrow NOT IN (SELECT rowid FROM buckets)"

    def _bucket_query(self) -> str:
        return "SELECT rowid, id, name, type, client, hostname, created, datastr FROM buckets ORDER BY rowid"

    def _times(self, first: Any, second: Any) -> tuple[int, int | None]:
        start = whole(first)
        return start, second - start if isinstance(second, int) else None
