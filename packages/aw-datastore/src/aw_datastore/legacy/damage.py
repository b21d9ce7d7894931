"""Finds the way around a damaged part of a table: where, by the ids of its rows, it can be read again."""

from __future__ import annotations

import sqlite3

__all__ = ["is_damage", "next_readable"]

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_IOERR}
_GREATEST = 2**63 - 1
"""No id is greater."""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that part of a file cannot be read, and perhaps another part can."""
    # The code is without the refinement in the higher bits. An error that did not come from SQLite has none.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def next_readable(connection: sqlite3.Connection, query: str, key: int | str, last: int) -> int | None:
    """The least id, from `last` on, after which the query gives a row or ends; None if nothing more can be read.

    Steps ahead, twice as far each time, until a row can be read, then halves the last step: some hundred
    queries at most. Rows between two damaged parts are passed over if they are few.

    Args:
        connection: to the file.
        query: for rows of a bucket after an id, by both.
        key: the key of the bucket.
        last: the id of the last row that was read.
    """
    low, high, step = last, last, 1
    while not _is_readable(connection, query, key, high):
        if high == _GREATEST:
            return None
        low, high, step = high, min(last + step, _GREATEST), 2 * step
    while high - low > 1:
        middle = (low + high) // 2
        if _is_readable(connection, query, key, middle):
            high = middle
        else:
            low = middle
    return high


def _is_readable(connection: sqlite3.Connection, query: str, key: int | str, after: int) -> bool:
    try:
        connection.execute(query, (key, after)).fetchone()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return False
    return True
