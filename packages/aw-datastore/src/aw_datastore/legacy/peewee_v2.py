"""The database of the Python server, made through peewee: times as text, durations in seconds."""

from __future__ import annotations

from typing import Any, ClassVar

from aw_core.errors import InvalidDurationError, InvalidTimestampError
from aw_core.timestamps import parse_timestamp, seconds_to_micros, to_micros
from aw_datastore.legacy.tables import TableDatabase, UnusableTimeError

__all__ = ["PeeweeV2"]


class PeeweeV2(TableDatabase):
    """`peewee-sqlite.v2.db`."""

    kind = "aw-server (peewee)"
    tables: ClassVar = {
        "bucketmodel": {"key", "id", "created", "type", "client", "hostname"},
        "eventmodel": {"id", "bucket_id", "timestamp", "duration", "datastr"},
    }
    _count = "SELECT count(*) FROM eventmodel WHERE bucket_id = ?"
    _events = "SELECT id, timestamp, duration, CAST(datastr AS BLOB) FROM eventmodel{unindexed} WHERE bucket_id = ?{after} ORDER BY id"
    _orphans = "SELECT count(*) FROM eventmodel WHERE bucket_id NOT IN (SELECT key FROM bucketmodel)"

    def _bucket_query(self) -> str:
        # Early files have neither names nor data of buckets.
        name, data = self._column("bucketmodel", "name"), self._column("bucketmodel", "datastr")
        return (
            f"SELECT key, id, {name}, type, client, hostname, created, {data} FROM bucketmodel ORDER BY key"  # noqa: S608 - names of our own
        )

    def _times(self, first: Any, second: Any) -> tuple[int, int | None]:
        try:
            start = to_micros(parse_timestamp(str(first)))
        except InvalidTimestampError as error:
            raise UnusableTimeError(str(error)) from error
        return start, _micros(second)


def _micros(duration: Any) -> int | None:
    try:
        return seconds_to_micros(float(duration))
    except (TypeError, ValueError, InvalidDurationError):
        return None
