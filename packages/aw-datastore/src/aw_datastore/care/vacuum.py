"""Rebuilding a database file without the room that deleted events left in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from aw_datastore.care.reading import check_there
from aw_datastore.disk import need_room
from aw_datastore.sqlite.database import lock_database
from aw_datastore.sqlite.failures import database_errors

__all__ = ["vacuum"]


def vacuum(path: Path) -> tuple[int, int]:
    """Write the file anew, as small as it can be and with new indexes; answers its size in bytes before and after.

    SQLite does it in one transaction: a kill at any moment leaves the file as it was.

    Raises:
        DatabaseLockedError: a program has it open.
        DatabaseFullError: there is too little room for the second copy this takes.
    """
    check_there(path)
    with lock_database(path):
        before = path.stat().st_size
        # The new pages go to the write-ahead log and from there into the file.
        need_room(path.parent, 2 * before, "a vacuum needs room")
        with database_errors(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
            # From the tables: an index that says something else would be copied as it is.
            connection.execute("REINDEX")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return before, path.stat().st_size
