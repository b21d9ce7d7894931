"""Opening a database file: whose it is, that nobody else writes to it, how SQLite is to treat it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from filelock import FileLock, Timeout
from peewee import SqliteDatabase

from aw_datastore.errors import DatabaseError, DatabaseLockedError, ForeignDatabaseError
from aw_datastore.sqlite.buckets import give_space_back
from aw_datastore.sqlite.connections import BUSY_TIMEOUT, connection_of, read_only
from aw_datastore.sqlite.failures import database_errors
from aw_datastore.sqlite.migrations import APPLICATION_ID, check_not_newer, migrate

__all__ = ["check_file", "lock_database", "open_database"]

_MAGIC = b"SQLite format 3\0"

_OLDEST_SQLITE = (3, 38, 0)
"""The first with RETURNING and, in every build, JSON functions."""

_PRAGMAS = {
    "busy_timeout": BUSY_TIMEOUT,
    "foreign_keys": "ON",
    "synchronous": "FULL",
    # What is deleted is overwritten in the file, and goes from the write-ahead log when that starts anew.
    "secure_delete": "ON",
    "journal_size_limit": 0,
    "cache_size": -16_000,
}


def check_file(path: Path) -> None:
    """Refuse a file that is there and is no database of ours; it is only read.

    Raises:
        ForeignDatabaseError: it is something else.
        DatabaseError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except FileNotFoundError:
        return
    except OSError as error:
        raise DatabaseError(f"{path}: cannot be read: {error.strerror}") from error
    if head == _MAGIC:
        _check_ours(path)
    elif head:
        raise ForeignDatabaseError(f"{path}: expected a SQLite database, found another kind of file")


def _check_ours(path: Path) -> None:
    with database_errors(path), closing(read_only(path)) as connection:
        (owner,) = connection.execute("PRAGMA application_id").fetchone()
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
    if owner != APPLICATION_ID and (owner or tables):
        raise ForeignDatabaseError(
            f"{path}: expected a database of this program, found one of another "
            f"(application id {owner}, tables: {', '.join(tables) or 'none'})"
        )


def lock_database(path: Path) -> FileLock:
    """A lock that says this datastore writes to the file; the system lets go of it when the process ends.

    Raises:
        DatabaseLockedError: another process or datastore has it.
        DatabaseError: the folder cannot be written to.
    """
    lock = FileLock(f"{path}.lock", timeout=0, thread_local=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise DatabaseLockedError(
            f"{path}: another process or datastore has it open for writing (it holds {lock.lock_file})"
        ) from error
    except (OSError, NotImplementedError) as error:
        raise DatabaseError(f"{path}: cannot be locked for writing: {error}") from error
    return lock


def open_database(path: Path) -> SqliteDatabase:
    """The database at `path`, made or brought up to date, on a connection that may write.

    Raises:
        NewerDatabaseError: a newer version made it; it is left as it is.
        DatabaseError: it cannot be read or written.
    """
    _check_sqlite()
    _make_private_file(path)
    db = SqliteDatabase(str(path), thread_safe=False, check_same_thread=False)
    with database_errors(path):
        try:
            db.connect()
            check_not_newer(db)
            _prepare(db)
            if migrate(db):
                give_space_back(connection_of(db))
        except BaseException:
            db.close()
            raise
    return db


def _check_sqlite() -> None:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        oldest = ".".join(map(str, _OLDEST_SQLITE))
        raise DatabaseError(f"SQLite: expected version {oldest} or newer, found {sqlite3.sqlite_version}")


def _make_private_file(path: Path) -> None:
    """Create the file unless it is there, readable by its owner alone: it holds what a person did all day."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise DatabaseError(f"{path}: cannot be opened for writing: {error.strerror}") from error


def _prepare(db: SqliteDatabase) -> None:
    # Of effect before the first table alone: a deleted bucket is to give its space back.
    db.pragma("auto_vacuum", "INCREMENTAL")
    for pragma, value in _PRAGMAS.items():
        db.pragma(pragma, value)
    mode = db.pragma("journal_mode", "WAL")
    if mode != "wal":
        raise DatabaseError(
            f"{db.database}: its file system offers no write-ahead log (journal mode: {mode})"
        )
