"""Gathering what can still be read of a damaged database, page by page, into tables of its own.

SQLite finds a row by the pages above it, so one damaged page hides thousands of good ones. Here every page is read
for itself, and a row is known by its shape. What indexes and packed weeks repeat of events is gathered as well: it
fills gaps, and tells what is missing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import cast

from aw_core.errors import InvalidDataError
from aw_datastore.care.checking import Progress
from aw_datastore.care.pages import PageFile
from aw_datastore.care.records import INDEX, TABLE, Value, records
from aw_datastore.payload import decode_payload, encode_payload
from aw_datastore.sqlite.columns import unpack

__all__ = ["gather", "holds_our_data", "make_tables"]

_TABLES = """
    CREATE TABLE found.bucket (key INTEGER PRIMARY KEY, id, type, client, hostname, created, name, data);
    CREATE TABLE found.bucket_id (key INTEGER PRIMARY KEY, id);
    CREATE TABLE found.payload (key INTEGER PRIMARY KEY, bucket, digest, data, is_whole);
    CREATE TABLE found.digest (key INTEGER PRIMARY KEY, bucket, digest);
    CREATE TABLE found.event (
        id INTEGER PRIMARY KEY, bucket, start_ms, length_us, payload, from_backup DEFAULT 0, without_data DEFAULT 0
    );
    CREATE TABLE found.packed (id INTEGER PRIMARY KEY, bucket, start_ms, length_us, payload);
    CREATE TABLE found.told (id INTEGER PRIMARY KEY, bucket, start_ms);
    CREATE TABLE found.sequence (name, seq);
"""

_WIDTHS = {
    "bucket": 8,
    "bucket_id": 2,
    "payload": 5,
    "digest": 3,
    "event": 5,
    "packed": 5,
    "told": 3,
    "sequence": 2,
}

_BATCH = 5000
_PAGES_PER_STEP = 200
_SAMPLE = 500

# Milliseconds from 1970 to the years 1 and 10000; a larger number of this size is in microseconds.
_FIRST, _END = -62_135_596_800_000, 253_402_300_800_000
_LAST_WEEK = 530_000
_MICROS = 1000
_MAX_ID = 2**62


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of what is found, in the attached database `found`."""
    connection.executescript(_TABLES)


def gather(path: Path, connection: sqlite3.Connection, progress: Progress) -> None:
    """Read all there is of a damaged file into the tables of the attached database `found`.

    Raises:
        OSError: the file is not there or may not be read.
    """
    gathered = _Gathered(connection)
    with PageFile(path) as pages:
        for number, page in pages:
            for kind, row_id, values in records(number, page, pages.page):
                if kind is TABLE:
                    gathered.add_row(row_id or 0, values)
                elif kind is INDEX:
                    gathered.add_entry(values)
            if number % _PAGES_PER_STEP == 0:
                progress(number, pages.count)
        gathered.flush()
        progress(pages.count, pages.count)


def holds_our_data(path: Path) -> bool:
    """Whether a file, whatever it begins with, has data of ours in it: a text with the digest that it has.

    Looks at its first pages only.
    """
    with suppress(OSError), PageFile(path) as pages:
        for number, page in islice(pages, _SAMPLE):
            for kind, _, values in records(number, page, pages.page):
                if (
                    kind is TABLE
                    and _kinds(values) == _PAYLOAD
                    and _right_digest(str(values[3])) == values[2]
                ):
                    return True
    return False


class _Gathered:
    """Rows on their way into the tables; the first of a key counts."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._rows: dict[str, list[Sequence[Value]]] = {name: [] for name in _WIDTHS}

    def add_row(self, row_id: int, values: list[Value]) -> None:
        """Take a row of a table for what its shape says it is."""
        take = _ROWS.get(_kinds(values))
        if take is not None:
            take(self, row_id, values)

    def add_entry(self, values: list[Value]) -> None:
        """Take an entry of an index likewise."""
        take = _ENTRIES.get(_kinds(values))
        if take is not None:
            take(self, values)

    def flush(self) -> None:
        """Write what is still on its way."""
        for name in self._rows:
            self._write(name)

    def take_told(self, values: list[Value]) -> None:
        """Where and when an event is, without its length and data."""
        bucket, start, event_id = cast("list[int]", values)
        if _is_start(start) and 0 < event_id < _MAX_ID:
            self._add("told", (event_id, bucket, start))

    def take_digest(self, values: list[Value]) -> None:
        """Which data there was, by its digest."""
        bucket, digest, key = values
        self._add("digest", (key, bucket, digest))

    def take_bucket_id(self, values: list[Value]) -> None:
        """That there was a bucket."""
        bucket_id, key = values
        self._add("bucket_id", (key, bucket_id))

    def take_event(self, row_id: int, values: list[Value]) -> None:
        """An event; before 0002 a row has start and end in microseconds."""
        bucket, start, length, payload = cast("list[int]", values[1:])
        if not _FIRST <= start < _END:
            start, length = start // _MICROS, length - start
        if 0 < row_id < _MAX_ID and _FIRST <= start < _END and 0 <= length <= (_END - start) * _MICROS:
            self._add("event", (row_id, bucket, start, length, payload))

    def take_payload(self, row_id: int, values: list[Value]) -> None:
        """Data with its digest; damaged text that still is an object is kept, under a digest of its own."""
        _, bucket, digest, text, _ = values
        right = _right_digest(str(text))
        if right is not None:
            self._add("payload", (row_id, bucket, right, text, right == digest))

    def take_bucket(self, row_id: int, values: list[Value]) -> None:
        """A bucket."""
        try:
            decode_payload(str(values[7]))
        except ValueError:
            return
        self._add("bucket", (row_id, *values[1:]))

    def take_chunk(self, _row_id: int, values: list[Value]) -> None:
        """A week of events, packed."""
        bucket = values[1]
        try:
            columns = unpack(cast("bytes", values[4]))
        except ValueError:
            return
        starts, lengths = columns.start // _MICROS, columns.end - columns.start
        rows = zip(
            columns.id.tolist(), starts.tolist(), lengths.tolist(), columns.payload.tolist(), strict=True
        )
        for event_id, start, length, payload in rows:
            self._add("packed", (event_id, bucket, start, length, payload))

    def take_sequence(self, _row_id: int, values: list[Value]) -> None:
        """The highest key a table ever had."""
        self._add("sequence", values)

    def _add(self, name: str, row: Sequence[Value]) -> None:
        rows = self._rows[name]
        rows.append(row)
        if len(rows) >= _BATCH:
            self._write(name)

    def _write(self, name: str) -> None:
        width = _WIDTHS[name]
        columns = ", ".join("?" * width)
        names = [column[1] for column in self._connection.execute(f"PRAGMA found.table_info({name})")][:width]
        self._connection.executemany(
            f"INSERT OR IGNORE INTO found.{name} ({', '.join(names)}) VALUES ({columns})",  # noqa: S608 - all names are ours
            self._rows[name],
        )
        self._rows[name] = []


def _right_digest(text: str) -> bytes | None:
    """What the digest of a stored text should be, None where it is no object."""
    try:
        return encode_payload(decode_payload(text)).digest
    except (ValueError, RecursionError, InvalidDataError):
        return None


def _kinds(values: list[Value]) -> tuple[type, ...]:
    return tuple(map(type, values))


def _is_start(number: int) -> bool:
    """Whether the middle of an index entry is the start of an event, in milliseconds.

    The index of long events has an end in microseconds there, that of packed weeks the number of a week.
    """
    return _FIRST <= number < _END and not 0 <= number < _LAST_WEEK


_NONE = type(None)
_PAYLOAD = (_NONE, int, bytes, str, int)

_ROWS: Mapping[tuple[type, ...], Callable[[_Gathered, int, list[Value]], None]] = {
    (_NONE, int, int, int, int): _Gathered.take_event,
    _PAYLOAD: _Gathered.take_payload,
    (_NONE, int, int, int, bytes): _Gathered.take_chunk,
    (_NONE, str, str, str, str, int, _NONE, str): _Gathered.take_bucket,
    (_NONE, str, str, str, str, int, str, str): _Gathered.take_bucket,
    (str, int): _Gathered.take_sequence,
}
"""What a row is, by the kinds of its values; its key is none of them, and stands there as None."""

_ENTRIES: Mapping[tuple[type, ...], Callable[[_Gathered, list[Value]], None]] = {
    (int, int, int): _Gathered.take_told,
    (int, bytes, int): _Gathered.take_digest,
    (str, int): _Gathered.take_bucket_id,
}
"""The same for the entries of indexes."""
