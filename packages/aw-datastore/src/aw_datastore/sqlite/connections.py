"""Connections of the standard library's sqlite3, where peewee is not in between."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from peewee import SqliteDatabase

__all__ = ["BUSY_TIMEOUT", "connection_of", "read_only"]

BUSY_TIMEOUT = 5000
"""Milliseconds a connection waits for one of another process, such as a backup, to let go of the file."""


def connection_of(db: SqliteDatabase) -> sqlite3.Connection:
    """The connection peewee uses; on it, SQL runs without the cost of building a query."""
    connection: sqlite3.Connection = db.connection()  # type: ignore[no-untyped-call]  # its stubs leave it so
    return connection


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot write; it may pass from thread to thread."""
    return sqlite3.connect(
        f"{path.as_uri()}?mode=ro", uri=True, timeout=5, isolation_level=None, check_same_thread=False
    )
