"""Errors of SQLite and peewee as ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
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

__all__ = ["OnDamage", "corrupt", "database_error", "database_errors", "nobody"]

OnDamage = Callable[[DamagedDatabaseError], None]
"""Told when the file is found damaged, in whichever thread found it."""

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
    sqlite3.SQLITE_IOERR: "the disk may be full or failing",
}

_BROKEN_TEXT = "Could not decode to UTF-8"
"""How the standard library says that a text is none, under the code of any error."""


def database_error(path: Path, error: BaseException) -> DatabaseError | None:
    """What went wrong with the file at `path`, as our error; None if it is no error of the database."""
    cause = getattr(error, "orig", None) if isinstance(error, PeeweeException) else error
    if isinstance(cause, UnicodeDecodeError):  # in a message of SQLite that quotes a damaged schema
        return DamagedDatabaseError(f"{path}: {cause} ({_HINTS[sqlite3.SQLITE_CORRUPT]})")
    if not isinstance(cause, sqlite3.Error):
        return None
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # without the refinement in the higher bits
    if str(cause).startswith(_BROKEN_TEXT):
        code = sqlite3.SQLITE_CORRUPT
    hint = f" ({_HINTS[code]})" if code in _HINTS else ""
    return _KINDS.get(code, DatabaseError)(f"{path}: {cause}{hint}")


def corrupt(problem: str) -> sqlite3.DatabaseError:
    """The error SQLite raises for a damaged file, for damage that only we can see; so all is told of in one way."""
    error = sqlite3.DatabaseError(problem)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def nobody(_: DamagedDatabaseError) -> None:
    """For who does not want to be told of damage."""


@contextmanager
def database_errors(path: Path, on_damage: OnDamage = nobody) -> Iterator[None]:
    """Within, an error of SQLite or peewee is raised as ours."""
    try:
        yield
    except (sqlite3.Error, PeeweeException, UnicodeDecodeError) as error:
        ours = database_error(path, error)
        if isinstance(ours, DamagedDatabaseError):
            on_damage(ours)
        raise ours or error from error
