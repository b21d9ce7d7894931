"""The steps that bring a database file to today's schema, each recorded in the file it changed.

A migration is never edited once released: a new one is added at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from peewee import SqliteDatabase

from aw_datastore.errors import NewerDatabaseError
from aw_datastore.sqlite.connections import connection_of
from aw_datastore.sqlite.models import build_models

__all__ = [
    "APPLICATION_ID",
    "MIGRATIONS",
    "Migration",
    "applied_migrations",
    "check_not_newer",
    "migrate",
]

APPLICATION_ID = 0x41574531
"""Written in the header of our files ("AWE1"), so that a foreign SQLite file is recognised."""


class Migration(NamedTuple):
    """One step: a name that sorts after all before it, and the change, made inside a transaction."""

    name: str
    apply: Callable[[sqlite3.Connection], None]


_BUCKET = """
    CREATE TABLE bucket (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        type TEXT NOT NULL,
        client TEXT NOT NULL,
        hostname TEXT NOT NULL,
        created INTEGER NOT NULL,
        name TEXT,
        data TEXT NOT NULL
    )
"""

_PAYLOAD = """
    CREATE TABLE payload (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        bucket INTEGER NOT NULL REFERENCES bucket (key),
        digest BLOB NOT NULL,
        data TEXT NOT NULL,
        uses INTEGER NOT NULL CHECK (uses >= 0),
        UNIQUE (bucket, digest)
    )
"""

# No foreign key to payload: to check one when a payload is deleted SQLite needs an index over all events, a
# fifth of the file. `payload.uses` keeps the two together.
_EVENT = """
    CREATE TABLE event (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        bucket INTEGER NOT NULL REFERENCES bucket (key),
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL CHECK ("end" >= start),
        payload INTEGER NOT NULL
    )
"""

# Ascending, though the newest is asked for first: events arrive in this order, and the other would leave a
# third of each page of the index empty.
_EVENT_START = "CREATE INDEX event_start ON event (bucket, start)"

# A query that is to use this index repeats its condition word for word.
_EVENT_LONG = 'CREATE INDEX event_long ON event (bucket, "end") WHERE "end" - start > 3600000000'


def _create_tables(connection: sqlite3.Connection) -> None:
    for statement in (_BUCKET, _PAYLOAD, _EVENT, _EVENT_START, _EVENT_LONG):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


MIGRATIONS: Sequence[Migration] = (Migration("0001_tables", _create_tables),)


def check_not_newer(db: SqliteDatabase, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Refuse a file that a newer version of this program made; it is only read.

    Raises:
        NewerDatabaseError: the file has had a migration that is not among these.
    """
    unknown = sorted(set(applied_migrations(db)) - {migration.name for migration in migrations})
    if unknown:
        raise NewerDatabaseError(
            f"{db.database}: made by a newer version of this program (it has had {', '.join(unknown)}); "
            "open it with that version or a later one"
        )


def migrate(db: SqliteDatabase, migrations: Sequence[Migration] = MIGRATIONS) -> list[str]:
    """Apply what the file has not had, oldest first, each in one transaction with its record.

    Answers the names of those it applied.
    """
    done = set(applied_migrations(db))
    pending = [migration for migration in migrations if migration.name not in done]
    for migration in pending:
        _apply(db, migration)
    return [migration.name for migration in pending]


def applied_migrations(db: SqliteDatabase) -> list[str]:
    """The names of the migrations the file has had, in order; none for a new file."""
    record = build_models(db).migration
    if not record.table_exists():
        return []
    return [name for (name,) in record.select(record.name).order_by(record.name).tuples()]


def _apply(db: SqliteDatabase, migration: Migration) -> None:
    models, connection = build_models(db), connection_of(db)
    with db.atomic("IMMEDIATE"):
        # Made here and not beforehand: a file must never be seen with this table alone.
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migration"
            " (name TEXT NOT NULL PRIMARY KEY, applied_at TEXT NOT NULL) WITHOUT ROWID"
        )
        migration.apply(connection)
        models.migration.insert(name=migration.name, applied_at=datetime.now(UTC).isoformat()).execute()
