"""Finding older databases, and opening one by what it holds, not by its name."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from aw_datastore.datastore import Datastore
from aw_datastore.errors import ForeignDatabaseError
from aw_datastore.legacy.database import OlderDatabase
from aw_datastore.legacy.own import OwnDatabase
from aw_datastore.legacy.peewee_v2 import PeeweeV2
from aw_datastore.legacy.rust import Rust
from aw_datastore.legacy.snapshot import copy_database
from aw_datastore.legacy.sqlite_v1 import SqliteV1
from aw_datastore.legacy.tables import TableDatabase
from aw_datastore.sqlite.failures import database_errors
from aw_datastore.sqlite.migrations import APPLICATION_ID
from aw_datastore.sqlite.storage import SqliteStorage

__all__ = ["find_older", "is_sqlite", "open_older"]

_MAGIC = b"SQLite format 3\0"
_KINDS: tuple[type[TableDatabase], ...] = (PeeweeV2, SqliteV1, Rust)


def find_older(folder: Path, *, testing: bool) -> list[Path]:
    """The databases of older servers that are there.

    Args:
        folder: the data folder that all modules share.
        testing: whether to look for those of testing mode.
    """
    mode = "-testing" if testing else ""
    usual = (
        folder / "aw-server" / f"peewee-sqlite{mode}.v2.db",
        folder / "aw-server" / f"sqlite{mode}.v1.db",
        folder / "aw-server-rust" / f"sqlite{mode}.db",
    )
    return [path for path in usual if path.is_file()]


def is_sqlite(path: Path) -> bool:
    """Whether a file begins as a SQLite database does."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


@contextmanager
def open_older(path: Path, scratch: Path) -> Iterator[OlderDatabase]:
    """An older database, or one of ours, to read from; within, an error of SQLite is raised as ours.

    What is read is a copy that goes when the block ends; nothing is written to or beside the file itself.

    Args:
        path: the file, whatever its name.
        scratch: a folder for the copy, with as much space as the file takes.

    Raises:
        ForeignDatabaseError: it is no database of any kind we know.
        DatabaseError: it cannot be read, or is damaged.
    """
    if not is_sqlite(path):
        raise ForeignDatabaseError(f"{path}: expected a SQLite database, found another kind of file")
    with tempfile.TemporaryDirectory(prefix="reading-", dir=scratch) as folder, database_errors(path):
        copy = copy_database(path, Path(folder))
        with _open_own(copy) if _is_ours(copy) else _open_tables(path, copy) as older:
            yield older


def _is_ours(copy: Path) -> bool:
    with closing(sqlite3.connect(copy)) as connection:
        (owner,) = connection.execute("PRAGMA application_id").fetchone()
    return bool(owner == APPLICATION_ID)


@contextmanager
def _open_own(copy: Path) -> Iterator[OlderDatabase]:
    # A backup may be of an older version: opening the copy brings it up to date.
    with Datastore(SqliteStorage, filepath=copy) as datastore:
        yield OwnDatabase(datastore)


@contextmanager
def _open_tables(path: Path, copy: Path) -> Iterator[OlderDatabase]:
    with closing(sqlite3.connect(copy, check_same_thread=False)) as connection:
        yield _recognised(path, connection)


def _recognised(path: Path, connection: sqlite3.Connection) -> OlderDatabase:
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    tables = {name: _columns(connection, name) for (name,) in names}
    for kind in _KINDS:
        if all(columns <= tables.get(name, set()) for name, columns in kind.tables.items()):
            return kind(connection, path)
    raise ForeignDatabaseError(
        f"{path}: expected a database of a time tracker, found one with these tables: {', '.join(tables) or 'none'}"
    )


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}
