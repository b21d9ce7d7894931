from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from aw_datastore import Datastore
from aw_datastore.errors import NewerDatabaseError
from aw_datastore.sqlite.connections import connection_of
from aw_datastore.sqlite.database import open_database
from aw_datastore.sqlite.migrations import MIGRATIONS, Migration, applied_migrations, check_not_newer, migrate
from aw_datastore.sqlite.models import build_models
from aw_datastore.storages import SqliteStorage


def add_color(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE bucket ADD COLUMN color TEXT")


def fail_half_way(connection: sqlite3.Connection) -> None:
    add_color(connection)
    raise RuntimeError("half way")


LONGER = (*MIGRATIONS, Migration("9999_color", add_color))


def schema(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema ORDER BY name")]


def test_new_file_has_had_every_migration(path: Path) -> None:
    with closing(open_database(path)) as db:
        assert applied_migrations(db) == [migration.name for migration in MIGRATIONS]


def test_names_are_in_order() -> None:
    names = [migration.name for migration in MIGRATIONS]
    assert names == sorted(set(names))


def test_migrating_again_does_nothing(path: Path) -> None:
    with closing(open_database(path)) as db:
        before = schema(path)
        assert migrate(db) == []
        assert schema(path) == before


def test_migration_a_file_lacks_is_applied_once_and_recorded_with_its_time(path: Path) -> None:
    with closing(open_database(path)) as db:
        assert migrate(db, LONGER) == ["9999_color"]
        assert migrate(db, LONGER) == []
        rows = connection_of(db).execute("SELECT name, applied_at FROM migration ORDER BY name").fetchall()
    assert [name for name, _ in rows] == [migration.name for migration in LONGER]
    assert all(applied_at.endswith("+00:00") for _, applied_at in rows)


def test_failed_migration_leaves_the_file_as_it_was(path: Path) -> None:
    with closing(open_database(path)) as db:
        before = schema(path)
        with pytest.raises(RuntimeError, match="half way"):
            migrate(db, (*MIGRATIONS, Migration("9999_color", fail_half_way)))
        assert schema(path) == before
        assert migrate(db, LONGER) == ["9999_color"]


def test_file_with_an_unknown_migration_is_newer(path: Path) -> None:
    with closing(open_database(path)) as db:
        migrate(db, LONGER)
        check_not_newer(db, LONGER)
        with pytest.raises(NewerDatabaseError, match="9999_color"):
            check_not_newer(db, MIGRATIONS)


def test_models_have_the_columns_of_the_tables(path: Path) -> None:
    with closing(open_database(path)) as db:
        for model in build_models(db):
            columns = {column.name: column.primary_key for column in db.get_columns(model._meta.table_name)}
            assert columns == {field.column_name: field.primary_key for field in model._meta.sorted_fields}


def test_models_of_two_databases_do_not_know_each_other(tmp_path: Path) -> None:
    one = Datastore(SqliteStorage, filepath=tmp_path / "one.db")
    two = Datastore(SqliteStorage, filepath=tmp_path / "two.db")
    with one, two:
        one.create_bucket("in one", "t", "c", "h")
        two.create_bucket("in two", "t", "c", "h")
        assert (list(one.buckets()), list(two.buckets())) == (["in one"], ["in two"])


KILLED = """
import os, signal, sys
from pathlib import Path
from aw_datastore.sqlite.database import open_database
from aw_datastore.sqlite.migrations import MIGRATIONS, Migration, migrate

def killed_half_way(connection):
    connection.execute("ALTER TABLE bucket ADD COLUMN color TEXT")
    connection.execute("INSERT INTO bucket (id, type, client, hostname, created, data) VALUES ('x', '', '', '', 0, '{}')")
    connection.execute("PRAGMA cache_spill = 1")
    os.kill(os.getpid(), signal.SIGKILL)

migrate(open_database(Path(sys.argv[1])), (*MIGRATIONS, Migration("9999_color", killed_half_way)))
"""

KILLED_AT_FIRST = """
import os, signal, sys
from pathlib import Path
from aw_datastore.sqlite import database, migrations

def killed_half_way(connection):
    migrations.create_tables(connection)
    os.kill(os.getpid(), signal.SIGKILL)

migrations_ = (migrations.Migration("0001_tables", killed_half_way),)
database.migrate = lambda db: migrations.migrate(db, migrations_)
database.open_database(Path(sys.argv[1]))
"""


def run_killed(program: str, path: Path) -> None:
    process = subprocess.run([sys.executable, "-c", program, str(path)], check=False, timeout=30)
    assert process.returncode == -9


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal there")
def test_program_killed_in_a_migration_leaves_the_file_as_it_was(path: Path) -> None:
    with Datastore(SqliteStorage, filepath=path) as datastore:
        datastore.create_bucket("b", "t", "c", "h")
    before = schema(path)
    run_killed(KILLED, path)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        assert list(datastore.buckets()) == ["b"]
    assert schema(path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal there")
def test_program_killed_while_it_makes_the_file_leaves_one_that_opens(path: Path) -> None:
    run_killed(KILLED_AT_FIRST, path)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        assert datastore.buckets() == {}
