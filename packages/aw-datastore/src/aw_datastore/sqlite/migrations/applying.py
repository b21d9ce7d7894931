"""Which migrations there are, and applying those a file lacks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from peewee import SqliteDatabase

from aw_datastore.errors import NewerDatabaseError
from aw_datastore.sqlite.connections import connection_of
from aw_datastore.sqlite.migrations.m0001_tables import create_tables
from aw_datastore.sqlite.migrations.m0002_chunks import add_chunks
from aw_datastore.sqlite.models import build_models

__all__ = [
    "MIGRATIONS",
    "Migration",
    "applied_migrations",
    "check_not_newer",
    "migrate",
]


class Migration(NamedTuple):
    """One step: a name that sorts after all before it, and the change, made inside a transaction."""

    name: str
    apply: Callable[[sqlite3.Connection], None]


MIGRATIONS: Sequence[Migration] = (
    Migration("0001_tables", create_tables),
    Migration("0002_chunks", add_chunks),
)


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
