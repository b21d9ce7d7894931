"""Errors of SQLite and peewee as ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peewee import PeeweeException

from aw_datastore.errors import (
    DamagedDatabaseError,
    DatabaseError,
    DatabaseFullError,
    DatabaseLockedError,
    ForeignDatabaseError,
)

__all__ = ["database_error", "database_errors"]

_KINDS = {
    sqlite3.SQLITE_BUSY: DatabaseLockedError,
    sqlite3.SQLITE_LOCKED: DatabaseLockedError,
    sqlite3.SQLITE_NOTADB: ForeignDatabaseError,
    sqlite3.SQLITE_CORRUPT: DamagedDatabaseError,
    sqlite3.SQLITE_FULL: DatabaseFullError,
}

_HINTS = {
    sqlite3.SQLITE_BUSY: "another program is writing to it",
    sqlite3.SQLITE_CANTOPEN: "its folder must exist and be writable",
    sqlite3.SQLITE_READONLY: "it and its folder must be writable",
    sqlite3.SQLITE_CORRUPT: "it is damaged",
}


def database_error(path: Path, error: BaseException) -> DatabaseError | None:
    """What went wrong with the file at `path`, as our error; None if it is no error of the database."""
    cause = getattr(error, "orig", None) if isinstance(error, PeeweeException) else error
    if not isinstance(cause, sqlite3.Error):
        return None
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # without the refinement in the higher bits
    hint = f" ({_HINTS[code]})" if code in _HINTS else ""
    return _KINDS.get(code, DatabaseError)(f"{path}: {cause}{hint}")


@contextmanager
def database_errors(path: Path) -> Iterator[None]:
    """Within, an error of SQLite or peewee is raised as ours."""
    try:
        yield
    except (sqlite3.Error, PeeweeException) as error:
        raise database_error(path, error) or error from error
