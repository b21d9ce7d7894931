"""What older databases share: tables of buckets and events, read row by row, each bad one counted."""

from __future__ import annotations

import sqlite3
from abc import abstractmethod
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from aw_core.errors import AWError
from aw_core.models import Bucket
from aw_core.timestamps import from_micros, parse_timestamp, to_micros
from aw_datastore.bucket_fields import check_bucket
from aw_datastore.legacy.damage import is_damage, next_readable
from aw_datastore.legacy.database import OlderBucket, OlderDatabase
from aw_datastore.legacy.payloads import PayloadReader, read_object
from aw_datastore.legacy.problems import DAMAGE, Problems
from aw_datastore.payload import EncodedPayload
from aw_datastore.row import Row
from aw_datastore.sqlite.failures import database_errors

__all__ = ["TableDatabase", "UnusableTimeError", "whole"]

LONGEST = 10 * 366 * 24 * 3600 * 1_000_000
"""Microseconds; a longer event tells of a broken clock or counter, not of what a person did for ten years."""

_UNKNOWN = "unknown"
_EARLIEST, _LATEST = to_micros(datetime.min.replace(tzinfo=UTC)), to_micros(datetime.max.replace(tzinfo=UTC))


class UnusableTimeError(ValueError):
    """A time that names no instant."""


class TableDatabase(OlderDatabase):
    """An older database of two tables, read on one connection.

    Args:
        connection: to a copy of the file.
        path: the file, for messages.
    """

    tables: ClassVar[dict[str, set[str]]]
    """The tables by which it is known, and columns each has."""

    _count: ClassVar[str]
    """SQL: how many events the bucket of a key has."""

    _events: ClassVar[str]
    """SQL: id, two columns of time, and data (as bytes) of the events of a bucket, in the order stored.

    It leaves two places open: `{unindexed}` behind the table, and `{after}` behind the condition.
    """

    _orphans: ClassVar[str]
    """SQL: how many events belong to no bucket."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        # Text that is no UTF-8 must not end the reading of all that follows it.
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        self._connection = connection
        self._path = path

    def buckets(self, problems: Problems) -> list[OlderBucket]:  # noqa: D102 - as the base says
        with database_errors(self._path):
            return self._read_buckets(problems)

    def _read_buckets(self, problems: Problems) -> list[OlderBucket]:
        found = [
            self._bucket(row, problems) for row in self._connection.execute(self._bucket_query()).fetchall()
        ]
        orphans = self._number(self._orphans)
        if orphans:
            problems.add("event of a bucket that is not there", "skipped", orphans, "no bucket")
        return [bucket for bucket in found if bucket is not None]

    def rows(self, bucket: OlderBucket, problems: Problems) -> Iterator[Row]:  # noqa: D102 - as the base says
        with database_errors(self._path):
            yield from self._read_rows(bucket, problems)

    def _read_rows(self, bucket: OlderBucket, problems: Problems) -> Iterator[Row]:
        read_payload = PayloadReader()
        for event_id, first, second, raw in self._readable_rows(bucket, problems):
            try:
                start, length = self._times(first, second)
                payload = read_payload(raw)
                if length is None or not 0 <= length <= LONGEST:
                    reason = _reason(length)
                    problems.note(reason, "taken as 0", _place(bucket, event_id), second)
                    length = 0
                yield _row(start, length, payload)
            except UnusableTimeError as error:
                problems.note("time that is none", "skipped", _place(bucket, event_id), str(error))
            except (ValueError, AWError) as error:
                problems.note(
                    "data that is no JSON object",
                    "skipped",
                    _place(bucket, event_id),
                    f"{error}: {raw!r}",
                )

    def _readable_rows(self, bucket: OlderBucket, problems: Problems) -> Iterator[tuple[Any, ...]]:
        """The rows of a bucket, without those that lie in a damaged part of the file."""
        query, values = self._events.format(unindexed="", after=""), [bucket.key]
        last = 0
        while True:
            try:
                for row in self._connection.execute(query, values):
                    last = row[0]
                    yield row
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
            else:
                return
            # The table itself, not an index: of the two only one may be damaged.
            query = self._events.format(unindexed=" NOT INDEXED", after=" AND id > ?")
            after = next_readable(self._connection, query, bucket.key, last)
            if after != last:
                problems.note(DAMAGE, "skipped", f"bucket '{bucket.bucket.id}'", _gap(last, after))
            if after is None:
                return
            values = [bucket.key, after]

    @abstractmethod
    def _bucket_query(self) -> str:
        """SQL: key, id, name, type, client, hostname, created and data of all buckets."""

    def _column(self, table: str, column: str) -> str:
        """SQL for a column that not every file of this kind has."""
        columns = {row[1] for row in self._connection.execute(f"PRAGMA table_info({table})")}
        return column if column in columns else "NULL"

    @abstractmethod
    def _times(self, first: Any, second: Any) -> tuple[int, int | None]:
        """Start and length in microseconds; the length is None where it is no number.

        Raises:
            UnusableTimeError: the start is none.
        """

    def _bucket(self, row: tuple[Any, ...], problems: Problems) -> OlderBucket | None:
        key = row[0]
        try:
            bucket = check_bucket(_read_bucket(row, problems))
        except AWError as error:
            problems.note("bucket that cannot be stored", "skipped with its events", f"row {key}", str(error))
            return None
        return OlderBucket(bucket, key, self._number(self._count, key))

    def _number(self, query: str, *values: Any) -> int:
        """The answer of a query that counts; 0 where damage is in its way, as all that can be read still counts."""
        try:
            (number,) = self._connection.execute(query, values).fetchone()
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            return 0
        return int(number)


def whole(value: Any) -> int:
    """A time that must be an integer.

    Raises:
        UnusableTimeError: it is something else.
    """
    if not isinstance(value, int):
        raise UnusableTimeError(f"expected a whole number, got {value!r}")
    return value


def _row(start: int, length: int, payload: EncodedPayload) -> Row:
    # Events start on whole milliseconds, as the API sends and takes them.
    start -= start % 1000
    if not _EARLIEST <= start <= start + length <= _LATEST:
        raise UnusableTimeError(
            f"expected a time in the years 1 to 9999, got {start} microseconds since 1970"
        )
    return Row(start, start + length, payload)


def _gap(last: int, after: int | None) -> str:
    return f"events after {last}" if after is None else f"events {last + 1} to {after}"


def _place(bucket: OlderBucket, event_id: int) -> str:
    return f"bucket '{bucket.bucket.id}', event {event_id}"


def _reason(length: int | None) -> str:
    if length is None:
        return "duration that is no number"
    return "duration below zero" if length < 0 else "duration over ten years"


def _read_bucket(row: tuple[Any, ...], problems: Problems) -> Bucket:
    _, bucket_id, name, kind, client, hostname, created, data = row
    return Bucket(
        id=bucket_id,
        name=name,
        type=_text(kind),
        client=_text(client),
        hostname=_text(hostname),
        created=_created(created, bucket_id, problems),
        data=_bucket_data(data, bucket_id, problems),
    )


def _text(value: Any) -> str:
    return _UNKNOWN if value is None else str(value)


def _created(value: Any, bucket_id: str, problems: Problems) -> datetime:
    try:
        return from_micros(value) if isinstance(value, int) else parse_timestamp(str(value))
    except (AWError, OverflowError):
        problems.note("time of creation that is none", "taken as now", f"bucket '{bucket_id}'", value)
        return datetime.now(UTC)


def _bucket_data(value: Any, bucket_id: str, problems: Problems) -> dict[str, Any]:
    try:
        data = read_object(value)
    except ValueError:
        data = None
    if isinstance(data, dict):
        return data
    problems.note("bucket data that is no JSON object", "left out", f"bucket '{bucket_id}'", value)
    return {}
