"""Opening a database for those who only look at it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from aw_datastore.errors import DamagedDatabaseError, DatabaseError
from aw_datastore.sqlite.connections import read_only
from aw_datastore.sqlite.database import check_file
from aw_datastore.sqlite.failures import database_errors
from aw_datastore.sqlite.migrations import MIGRATIONS

__all__ = ["check_there", "reading"]


def check_there(path: Path) -> None:
    """Take a quick look at a file that must be there.

    Raises:
        ForeignDatabaseError: it is something else.
        DamagedDatabaseError: its header is damaged, or its end is missing.
        DatabaseError: it is not there, or cannot be read.
    """
    if not path.exists():
        raise DatabaseError(f"{path}: expected a database, found no such file")
    check_file(path)
    if not path.stat().st_size:
        raise DamagedDatabaseError(f"{path}: it is empty; the server recovers it at its next start")


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees one moment of a database, which may be in use.

    Raises:
        DatabaseError: what `check_there` raises, or an older version made it.
    """
    check_there(path)
    with database_errors(path), closing(read_only(path)) as connection:
        connection.execute("BEGIN")
        _check_up_to_date(path, connection)
        yield connection


def _check_up_to_date(path: Path, connection: sqlite3.Connection) -> None:
    last = MIGRATIONS[-1].name
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    applied = connection.execute("SELECT name FROM migration").fetchall() if "migration" in tables else []
    if (last,) not in applied:
        raise DatabaseError(
            f"{path}: made by an older version; expected the server to have opened it once ({last})"
        )
