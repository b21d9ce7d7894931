"""Opening a database file: whose it is, that nobody else writes to it, how SQLite is to treat it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from filelock import FileLock, Timeout
from peewee import SqliteDatabase

from aw_datastore.errors import (
    DamagedDatabaseError,
    DatabaseError,
    DatabaseLockedError,
    ForeignDatabaseError,
)
from aw_datastore.sqlite.buckets import give_space_back
from aw_datastore.sqlite.checkpoints import KEPT, PAGES_IN_COMMIT
from aw_datastore.sqlite.connections import BUSY_TIMEOUT, connection_of, read_only
from aw_datastore.sqlite.exchange import beside, finish_exchange
from aw_datastore.sqlite.failures import database_errors
from aw_datastore.sqlite.header import Owner, read_header
from aw_datastore.sqlite.migrations import (
    APPLICATION_ID,
    MIGRATIONS,
    applied_migrations,
    check_not_newer,
    migrate,
)
from aw_datastore.sqlite.models import build_models

__all__ = ["check_file", "lock_database", "open_database"]

_OURS = {"bucket", "payload", "event", "migration"}
_INDEXES = {"event_start", "event_long"}

_OLDEST_SQLITE = (3, 38, 0)
"""The first with RETURNING and, in every build, JSON functions."""

_PRAGMAS = {
    "busy_timeout": BUSY_TIMEOUT,
    "foreign_keys": "ON",
    "synchronous": "FULL",
    # What is deleted is overwritten in the file, and in the write-ahead log some time after that begins anew.
    "secure_delete": "ON",
    "journal_size_limit": KEPT,
    "wal_autocheckpoint": PAGES_IN_COMMIT,
    "cache_size": -16_000,
}


def check_file(path: Path) -> None:
    """Take a quick look at a file: refuse one that is there and is no whole database of ours; it is only read.

    Looks at its first page and its length; what lies behind is for `aw_datastore.care`.

    Raises:
        ForeignDatabaseError: it is something else.
        DamagedDatabaseError: it is ours, but its header is damaged or its end is missing.
        DatabaseError: it cannot be read.
    """
    if _is_emptied(path):
        # SQLite deletes such a log without a word.
        raise DamagedDatabaseError(f"{path}: it is empty, but the log beside it is not")
    try:
        header = read_header(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise DatabaseError(f"{path}: cannot be read: {error.strerror}") from error
    if header.owner is Owner.UNKNOWN:
        _check_tables(path)
    elif header.owner is Owner.OTHER:
        raise ForeignDatabaseError(f"{path}: expected a SQLite database, found another kind of file")
    if header.damage:
        raise DamagedDatabaseError(f"{path}: {header.damage}")
    # With a log beside it the file may be behind, and gets its end from there.
    if header.missing_bytes and not _has_content(beside(path, "-wal")):
        raise DamagedDatabaseError(f"{path}: {header.missing_bytes} bytes are missing at its end")


def _check_tables(path: Path) -> None:
    """Whether a SQLite file whose first page does not say that it is ours is ours all the same: new, or damaged."""
    with database_errors(path), closing(read_only(path)) as connection:
        # What SQLite says, as the page that says so may be in the log still.
        (owner,) = connection.execute("PRAGMA application_id").fetchone()
        tables = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
    if owner == APPLICATION_ID:
        return
    if tables >= _OURS:
        raise DamagedDatabaseError(f"{path}: its application id is damaged ({owner})")
    if owner or tables:
        raise ForeignDatabaseError(
            f"{path}: expected a database of this program, found one of another "
            f"(application id {owner}, tables: {', '.join(sorted(tables)) or 'none'})"
        )


def _is_emptied(path: Path) -> bool:
    return path.exists() and not path.stat().st_size and _has_content(beside(path, "-wal"))


def _has_content(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


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
        DamagedDatabaseError: tables are missing, or the end of the file.
        DatabaseError: it cannot be read or written.
    """
    _check_sqlite()
    finish_exchange(path)
    _make_private_file(path)
    db = SqliteDatabase(str(path), thread_safe=False, check_same_thread=False)
    with database_errors(path):
        try:
            db.connect()
            _check_whole(db)
            check_not_newer(db)
            _prepare(db)
            if migrate(db):
                give_space_back(connection_of(db))
            _check_schema(db)
            _check_length(db, path)
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


def _check_whole(db: SqliteDatabase) -> None:
    """Refuse a file that lacks a table, or the record of a migration that all later ones need.

    A newer version's file has every migration of this one.
    """
    tables = set(db.get_tables())
    if not tables:
        return
    missing = _OURS - tables
    if missing:
        raise DamagedDatabaseError(
            f"{db.database}: expected the tables {', '.join(sorted(missing))}, found none"
        )
    known = [migration.name for migration in MIGRATIONS]
    applied = applied_migrations(db)
    unknown = sorted(set(applied) - set(known))
    if known[: len(applied)] != applied and not set(known) <= set(applied):
        raise DamagedDatabaseError(
            f"{db.database}: its record of migrations is damaged ({', '.join(unknown or applied)})"
        )


def _check_schema(db: SqliteDatabase) -> None:
    """Refuse a file in which a column or an index has another name than it was given."""
    for model in build_models(db):
        meta = model._meta  # noqa: SLF001 - peewee's way to ask a model about itself
        found = {column.name for column in db.get_columns(meta.table_name)}
        missing = {field.column_name for field in meta.sorted_fields} - found
        if missing:
            raise DamagedDatabaseError(
                f"{db.database}: expected the columns {', '.join(sorted(missing))} in the table {meta.table_name}, found none"
            )
    indexes = connection_of(db).execute("SELECT name FROM sqlite_schema WHERE type = 'index'")
    missing = _INDEXES - {name for (name,) in indexes}
    if missing:
        raise DamagedDatabaseError(
            f"{db.database}: expected the indexes {', '.join(sorted(missing))}, found none"
        )


def _check_length(db: SqliteDatabase, path: Path) -> None:
    """Refuse a file whose end is missing, once all that the log beside it holds is in it."""
    if read_header(path).missing_bytes:
        db.pragma("wal_checkpoint", "TRUNCATE")
        header = read_header(path)
        if header.missing_bytes:
            raise DamagedDatabaseError(f"{path}: {header.missing_bytes} bytes are missing at its end")


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
