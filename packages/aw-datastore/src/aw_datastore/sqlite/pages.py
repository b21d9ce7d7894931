"""All events of a bucket in pages, newest first, with their data as it is stored."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

import numpy as np

from aw_datastore.page import Page
from aw_datastore.sqlite.chunks import LAST_MS, read_rows
from aw_datastore.sqlite.data import texts_of

__all__ = ["NEWEST", "Position", "page", "position_after"]

# Through the index and from a place in it: a page costs the same however many came before.
_PAGE = """
    SELECT start_ms * 1000, start_ms * 1000 + length_us, payload, id FROM event INDEXED BY event_start
    WHERE bucket = ? AND start_ms <= ? AND (start_ms < ? OR id > ?) ORDER BY start_ms DESC, id LIMIT ?
"""


class Position(NamedTuple):
    """A place in a bucket: all events of a later start come before it, and those of this start up to this id."""

    start_ms: int
    id: int


NEWEST = Position(LAST_MS, 0)
"""Before all events."""


def page(connection: sqlite3.Connection, bucket: int, after: Position, size: int) -> Page:
    """The next so many events of a bucket (by key), newest start first; those of equal start in order of id."""
    start_ms, event_id = after
    rows = read_rows(connection, _PAGE, (bucket, start_ms, start_ms, event_id, size))
    keys, payload = np.unique(rows.payload, return_inverse=True)
    return Page(rows.start, rows.end, payload, rows.id, texts_of(connection, keys))


def position_after(read: Page) -> Position:
    """The place where a page ends."""
    return Position(int(read.start[-1]) // 1000, int(read.id[-1]))
