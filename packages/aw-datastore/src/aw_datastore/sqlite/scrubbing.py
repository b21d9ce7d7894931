"""Leaving nothing in the files of a database of what was deleted from it."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from aw_datastore.disk import need_room
from aw_datastore.sqlite.connections import BUSY_TIMEOUT

__all__ = ["empty_log", "need_room_for", "scrub"]

_PAUSE = 0.05


def need_room_for(path: Path) -> None:
    """Refuse to begin what would fill the disk.

    Raises:
        DatabaseFullError: there is too little room for what `scrub` writes.
    """
    # The new pages go to the write-ahead log and from there into the file.
    need_room(path.parent, 2 * path.stat().st_size, "to remove old text from the database needs room")


def scrub(connection: sqlite3.Connection, seconds: float) -> bool:
    """Write every page anew, and cut the write-ahead log to nothing; whether readers let it come to that.

    SQLite overwrites what is deleted (`secure_delete`), but when it moves what is left from page to page, bytes can
    stay behind between the cells; and the log has pages as they were.
    """
    connection.execute("VACUUM")
    return empty_log(connection, seconds)


def empty_log(connection: sqlite3.Connection, seconds: float) -> bool:
    """Cut the write-ahead log to nothing; whether readers let it come to that."""
    until = time.monotonic() + seconds
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return True
            if time.monotonic() >= until:
                return False
            time.sleep(_PAUSE)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
