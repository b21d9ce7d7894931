"""Columns read quickly: those of a whole week are kept in the file, packed, as one chunk.

A chunk is a copy of the events of one bucket that start in one week. Triggers drop it, in the same transaction,
with any change to one of them, so one that a reader finds is right. It is made when its week is over.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple, cast

import numpy as np

from aw_datastore.sqlite.caches import ChunkCache
from aw_datastore.sqlite.columns import Columns, pack, unpack

__all__ = [
    "FIRST_MS",
    "LAST_MS",
    "Week",
    "count",
    "pack_week",
    "read",
    "read_rows",
    "week_rows",
    "weeks_to_pack",
]

logger = logging.getLogger(__name__)

FIRST_MS = -62_135_596_800_000
"""The begin of the year 1, a Monday; weeks are counted from it, as the triggers on `event` do."""
LAST_MS = 253_402_300_800_000
"""The end of the year 9999."""

_WEEK_MS = 7 * 86_400_000

_WORTH_IT = 64
"""A week of fewer events is read as rows just as fast."""

_SHORT = _WEEK_MS // 10
"""A shorter time is read from rows, unless the chunk is in memory already."""

_EVENTS = (
    "SELECT start_ms * 1000, start_ms * 1000 + length_us, payload, id FROM event INDEXED BY event_start"
    " WHERE bucket = ? AND start_ms BETWEEN ? AND ? ORDER BY start_ms, id"
)
_COUNT = "SELECT count(*) FROM event INDEXED BY event_start WHERE bucket = ? AND start_ms BETWEEN ? AND ?"
_CHUNKS = "SELECT week, key, events FROM chunk WHERE bucket = ? AND week BETWEEN ? AND ? ORDER BY week"
_NEXT_START = "SELECT min(start_ms) FROM event INDEXED BY event_start WHERE bucket = ? AND start_ms >= ?"


class Week(NamedTuple):
    """One week of one bucket, both by number."""

    bucket: int
    week: int

    @property
    def first_ms(self) -> int:
        """Its first millisecond since 1970."""
        return FIRST_MS + self.week * _WEEK_MS

    @property
    def last_ms(self) -> int:
        """Its last millisecond since 1970."""
        return self.first_ms + _WEEK_MS - 1


class _Piece(NamedTuple):
    """A stretch of time, milliseconds, both ends included; and its chunk, if it has one that is of use."""

    first_ms: int
    last_ms: int
    chunk: int | None = None
    events: int = 0


def read(
    connection: sqlite3.Connection, bucket: int, first_ms: int, last_ms: int, cache: ChunkCache
) -> list[Columns]:
    """The events of a bucket (by key) that start between two milliseconds, both included, in order of start."""
    return [
        _columns(connection, bucket, piece, cache) for piece in _pieces(connection, bucket, first_ms, last_ms)
    ]


def read_rows(connection: sqlite3.Connection, sql: str, parameters: tuple[int, ...]) -> Columns:
    """What a SELECT of start, end, payload and id gives."""
    values = np.fromiter(chain.from_iterable(connection.execute(sql, parameters)), np.int64)
    return Columns(*np.ascontiguousarray(values.reshape(-1, 4).T))


def count(connection: sqlite3.Connection, bucket: int, first_ms: int, last_ms: int) -> int:
    """How many events of a bucket (by key) start between two milliseconds, both included."""
    total = 0
    for piece in _pieces(connection, bucket, first_ms, last_ms):
        if piece.chunk is not None and piece.last_ms - piece.first_ms == _WEEK_MS - 1:
            total += piece.events
        else:
            total += connection.execute(_COUNT, (bucket, piece.first_ms, piece.last_ms)).fetchone()[0]
    return total


def weeks_to_pack(connection: sqlite3.Connection, bucket: int, before_ms: int) -> Iterator[Week]:
    """The weeks of a bucket (by key) that ended before a millisecond, have events, and have no chunk."""
    packed = {week for week, _, _ in connection.execute(_CHUNKS, (bucket, 0, _week(LAST_MS)))}
    start = _next_start(connection, bucket, FIRST_MS)
    while start is not None:
        week = Week(bucket, _week(start))
        if week.last_ms >= before_ms:
            return
        if week.week not in packed:
            yield week
        start = _next_start(connection, bucket, week.last_ms + 1)


def pack_week(connection: sqlite3.Connection, week: Week) -> bool:
    """Make the chunk of a week, unless that is not worth it or it has one; whether it did."""
    rows = week_rows(connection, week)
    if len(rows.start) < _WORTH_IT:
        return False
    made = connection.execute(
        "INSERT OR IGNORE INTO chunk (bucket, week, events, columns) VALUES (?, ?, ?, ?)",
        (week.bucket, week.week, len(rows.start), pack(rows)),
    )
    return made.rowcount == 1


def week_rows(connection: sqlite3.Connection, week: Week) -> Columns:
    """The events of a week as their rows have them: what its chunk must hold."""
    return read_rows(connection, _EVENTS, (week.bucket, week.first_ms, week.last_ms))


def _pieces(connection: sqlite3.Connection, bucket: int, first_ms: int, last_ms: int) -> Iterator[_Piece]:
    """The time between two milliseconds, both included, cut where chunks begin and end."""
    first_ms, last_ms = max(first_ms, FIRST_MS), min(last_ms, LAST_MS)
    chunks = connection.execute(_CHUNKS, (bucket, _week(first_ms), _week(last_ms))).fetchall()
    for number, key, events in chunks:
        week = Week(bucket, number)
        if first_ms < week.first_ms:
            yield _Piece(first_ms, week.first_ms - 1)
        until = min(week.last_ms, last_ms)
        yield _Piece(max(first_ms, week.first_ms), until, key, events)
        first_ms = until + 1
    if first_ms <= last_ms:
        yield _Piece(first_ms, last_ms)


def _columns(connection: sqlite3.Connection, bucket: int, piece: _Piece, cache: ChunkCache) -> Columns:
    columns = None if piece.chunk is None else _chunk(connection, piece, cache)
    if columns is None:
        return read_rows(connection, _EVENTS, (bucket, piece.first_ms, piece.last_ms))
    first = int(np.searchsorted(columns.start, piece.first_ms * 1000, "left"))
    last = int(np.searchsorted(columns.start, piece.last_ms * 1000, "right"))
    return columns.cut(slice(first, last))


def _chunk(connection: sqlite3.Connection, piece: _Piece, cache: ChunkCache) -> Columns | None:
    """The columns of a chunk, if that is the faster way to read a piece, and it is not damaged."""
    key = cast("int", piece.chunk)
    columns = cache.get(key)
    if columns is None and piece.last_ms - piece.first_ms >= _SHORT:
        (data,) = connection.execute("SELECT columns FROM chunk WHERE key = ?", (key,)).fetchone()
        try:
            columns = unpack(data)
        except ValueError as error:
            logger.warning("chunk %d: %s; its events are read from their rows", key, error)
            return None
        cache.keep(key, columns)
    return columns


def _next_start(connection: sqlite3.Connection, bucket: int, from_ms: int) -> int | None:
    start: int | None = connection.execute(_NEXT_START, (bucket, from_ms)).fetchone()[0]
    return start


def _week(start_ms: int) -> int:
    return (start_ms - FIRST_MS) // _WEEK_MS
