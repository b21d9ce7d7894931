"""`aw-server db` as a user runs it, in the test's own process."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.storages import SqliteStorage
from aw_server.main import main

NOW = datetime.now(UTC)
YEARS = timedelta(days=366)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with an event of today and two of three years ago."""
    path = tmp_path / "mine.db"
    with Datastore(SqliteStorage, filepath=path) as datastore:
        bucket = datastore.create_bucket("window", "currentwindow", "c", "h")
        bucket.insert(
            [Event(None, NOW - age, timedelta(hours=1), {"n": 1}) for age in (YEARS, 3 * YEARS, 3.1 * YEARS)]
        )
    return path


def db(path: Path, *arguments: str, status: int = 0) -> str:
    """What the command says; it must end with this status."""
    result = run(path, *arguments)
    assert result.exit_code == status, result.output
    return result.output


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--dbpath", str(path), "db", *arguments])


def count(path: Path) -> int:
    with Datastore(SqliteStorage, filepath=path) as datastore:
        return datastore.eventcount("window")


def damage(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'event'").fetchone()
    raw = bytearray(path.read_bytes())
    raw[(page - 1) * 4096 : page * 4096] = b"\x7f" * 4096
    path.write_bytes(raw)


def test_check_finds_nothing_in_a_whole_database(path: Path) -> None:
    assert db(path, "check") == f"{path}: no problem found\n"
    answer = json.loads(db(path, "check", "--json"))
    assert answer == {"path": str(path), "ok": True, "problems": [], "recoveries": []}


def test_check_ends_with_an_error_if_something_is_wrong(path: Path) -> None:
    damage(path)
    assert "problems found" in db(path, "check", status=1)
    assert not json.loads(db(path, "check", "--json", status=1))["ok"]


def test_check_may_be_used_while_a_program_writes(path: Path) -> None:
    with Datastore(SqliteStorage, filepath=path):
        db(path, "check")


def test_a_backup_is_made_listed_and_restored(path: Path) -> None:
    assert "no backups in" in db(path, "backups")
    said = db(path, "backup")
    [backup] = (path.parent / "backups").glob("mine-*.db")
    assert said.startswith(f"{backup}: ")
    assert backup.name in db(path, "backups")
    db(path, "prune", "--older-than", "2y", "--yes", "--no-backup")
    assert count(path) == 1
    said = db(path, "restore", backup.name)
    assert count(path) == 3
    [aside] = path.parent.glob("mine.db.replaced-*Z")
    assert str(aside) in said
    assert count(aside) == 1


def test_a_backup_can_go_to_a_place_of_ones_own(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "stick.db"
    assert str(target) in db(path, "backup", "--to", str(target))
    assert count(target) == 3
    assert "expected a name that is free" in db(path, "backup", "--to", str(target), status=1)
    assert not (path.parent / "backups").exists()


def test_restore_needs_a_backup_that_is_there_and_a_server_that_is_not(path: Path) -> None:
    assert "expected the name or day of a backup" in db(path, "restore", "yesterday", status=1)
    db(path, "backup")
    with Datastore(SqliteStorage, filepath=path):
        assert "another process or datastore" in db(path, "restore", NOW.date().isoformat(), status=1)
    assert count(path) == 3


def test_prune_only_says_what_would_go(path: Path) -> None:
    said = db(path, "prune", "--older-than", "2y")
    assert "window\t2\t2.0\t" in said
    assert "nothing was deleted" in said
    assert count(path) == 3


def test_prune_deletes_when_told_so_and_makes_a_backup_before(path: Path) -> None:
    said = db(path, "prune", "--older-than", "2y", "--yes")
    assert "2 events deleted" in said
    assert "1 backups in" in said
    assert count(path) == 1
    [backup] = (path.parent / "backups").glob("mine-*.db")
    assert count(backup) == 3
    assert "nothing is older than" in db(path, "prune", "--older-than", "2y", "--yes")


def test_prune_is_refused_while_a_program_writes(path: Path) -> None:
    with Datastore(SqliteStorage, filepath=path):
        assert "another process" in db(path, "prune", "--older-than", "2y", "--yes", status=1)
    assert count(path) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--older-than", "2 parsecs"], "expected an age such as 90d"),
        (["--older-than", "2099-01-01"], "expected a time in the past"),
        ([], "Missing option '--older-than'"),
    ],
)
def test_an_age_that_is_none_is_a_usage_error(path: Path, arguments: list[str], said: str) -> None:
    assert said in db(path, "prune", *arguments, status=2)


def test_an_unknown_bucket_is_told_of(path: Path) -> None:
    assert "There's no bucket named none" in db(
        path, "prune", "--older-than", "1y", "--bucket", "none", status=1
    )


def test_vacuum_says_what_it_won(path: Path) -> None:
    assert " before, " in db(path, "vacuum")
    assert count(path) == 3


def test_stats_tell_events_spans_and_bytes(path: Path) -> None:
    said = db(path, "stats")
    assert f"window\t3\t1\t{(NOW - 3.1 * YEARS).date()}\t" in said
    answer = json.loads(db(path, "stats", "--json"))
    assert answer["buckets"][0] | {"start": None, "end": None} == {
        "bucket_id": "window",
        "events": 3,
        "payloads": 1,
        "start": None,
        "end": None,
    }
    assert answer["size"] >= path.stat().st_size
    assert answer["backups"] == []


@pytest.mark.parametrize("command", ["check", "stats", "vacuum", "backup"])
def test_a_file_that_is_missing_or_foreign_is_told_of_in_a_line(tmp_path: Path, command: str) -> None:
    missing = tmp_path / "none.db"
    assert db(missing, command, status=1).endswith("none.db: expected a database, found no such file\n")
    assert not missing.exists()
    notes = tmp_path / "notes.txt"
    notes.write_text("mine " * 1000, encoding="utf-8")
    said = db(notes, command, status=1)
    assert "expected a SQLite database, found another kind of file" in said
    assert len(said.splitlines()) == 1


def test_events_in_memory_need_no_care() -> None:
    result = CliRunner().invoke(main, ["--storage", "memory", "db", "check"])
    assert result.exit_code == 1
    assert "expected a database on disk, got `memory`" in result.output
