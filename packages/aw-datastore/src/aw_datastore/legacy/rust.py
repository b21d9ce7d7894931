"""The database of the server in Rust: start and end in nanoseconds, and the settings of clients."""

from __future__ import annotations

from typing import Any, ClassVar

from aw_datastore.legacy.payloads import read_object
from aw_datastore.legacy.tables import TableDatabase, whole
from aw_datastore.sqlite.failures import database_errors

__all__ = ["Rust"]

_SETTING = "settings."


class Rust(TableDatabase):
    """`sqlite.db` of aw-server-rust."""

    kind = "aw-server-rust"
    tables: ClassVar = {
        "buckets": {"id", "name", "type", "client", "hostname", "created"},
        "events": {"id", "bucketrow", "starttime", "endtime", "data"},
    }
    _count = "SELECT count(*) FROM events WHERE bucketrow = ?"
    _events = "SELECT id, starttime, endtime, CAST(data AS BLOB) FROM events{unindexed} WHERE bucketrow = ?{after} ORDER BY id"
    _orphans = "SELECT count(*) FROM events WHERE bucketrow NOT IN (SELECT id FROM buckets)"

    def _bucket_query(self) -> str:
        # What is called a name there is the id here. Early files have no data of buckets.
        data = self._column("buckets", "data")
        return f"SELECT id, name, NULL, type, client, hostname, created, {data} FROM buckets ORDER BY id"  # noqa: S608 - names of our own

    def settings(self) -> dict[str, Any]:  # noqa: D102 - as the base says
        with database_errors(self._path):
            return self._read_settings()

    def _read_settings(self) -> dict[str, Any]:
        if not self._connection.execute("PRAGMA table_info(key_value)").fetchall():
            return {}
        rows = self._connection.execute("SELECT key, value FROM key_value ORDER BY key").fetchall()
        return {
            key.removeprefix(_SETTING): _value(text) for key, text in rows if str(key).startswith(_SETTING)
        }

    def _times(self, first: Any, second: Any) -> tuple[int, int | None]:
        start = whole(first)
        # The length is rounded rather than the end cut: a third of a second has no end in nanoseconds.
        length = round((second - start) / 1000) if isinstance(second, int) else None
        return start // 1000, length


def _value(text: Any) -> Any:
    try:
        return read_object(text)
    except ValueError:
        return str(text)
