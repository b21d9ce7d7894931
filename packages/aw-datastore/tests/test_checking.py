from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from care_support import fill

from aw_datastore import Datastore
from aw_datastore.care import Stop, check, quick_check, statistics, vacuum
from aw_datastore.errors import DatabaseError, DatabaseLockedError, ForeignDatabaseError
from aw_datastore.storages import SqliteStorage


def test_a_whole_database_is_fine_even_while_it_is_used(path: Path) -> None:
    fill(path)
    with Datastore(SqliteStorage, filepath=path):
        assert check(path).is_fine
        assert quick_check(path).is_fine


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        (
            "UPDATE payload SET uses = uses + 1 WHERE key = 3",
            "1 data objects are counted wrongly",
        ),
        (
            "DELETE FROM payload WHERE key = (SELECT payload FROM event WHERE id = 3)",
            "events have data that is not there",
        ),
        ("UPDATE event SET bucket = 99 WHERE id = 3", "1 events belong to a bucket that is not there"),
        (
            'UPDATE payload SET data = \'{"app":"other"}\' WHERE key = 3',
            "1 data objects are not what was stored",
        ),
        (
            "UPDATE chunk SET events = events - 1 WHERE bucket = 1",
            "1 packed weeks have other events than the table",
        ),
        ("UPDATE payload SET data = 'no object' WHERE key = 3", "1 data objects are not what was stored"),
    ],
)
def test_what_must_be_true_of_rows_is_checked(path: Path, sql: str, problem: str) -> None:
    fill(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)
    assert problem in " ".join(check(path).problems)


def test_progress_ends_with_all_steps(path: Path) -> None:
    fill(path, 10)
    steps: list[tuple[int, int]] = []
    check(path, lambda done, total: steps.append((done, total)))
    shares = [done / total for done, total in steps]
    assert shares == sorted(shares)
    assert steps[-1][0] == steps[-1][1]


def test_a_check_can_be_stopped(path: Path) -> None:
    fill(path, 10)
    stop = Stop()
    stop.set()
    with pytest.raises(DatabaseError, match="stopped"):
        quick_check(path, stop)


def test_a_missing_or_foreign_file_is_no_damaged_one(path: Path) -> None:
    with pytest.raises(DatabaseError, match="found no such file"):
        check(path)
    path.write_text("notes " * 1000, encoding="utf-8")
    with pytest.raises(ForeignDatabaseError):
        check(path)


def test_a_truncated_file_has_a_problem(path: Path) -> None:
    fill(path)
    path.write_bytes(path.read_bytes()[:-5000])
    [problem] = check(path).problems
    assert "5000 bytes are missing at its end" in problem


def test_a_vacuum_gives_room_back_and_changes_nothing_else(path: Path) -> None:
    fill(path, 3000)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM event WHERE id % 3")
    before, after = vacuum(path)
    assert after < before
    assert path.stat().st_size == after
    with Datastore(SqliteStorage, filepath=path), pytest.raises(DatabaseLockedError):
        vacuum(path)


def test_statistics_count_events_data_and_bytes(path: Path) -> None:
    fill(path)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        expected = {name: datastore.eventcount(name) for name in datastore.buckets()}
        figures = statistics(path)
    assert {bucket.bucket_id: bucket.events for bucket in figures.buckets} == expected
    assert all(0 < bucket.payloads <= bucket.events for bucket in figures.buckets)
    assert figures.size > figures.free
    if figures.parts is not None:
        assert {"event", "payload", "event_start"} <= figures.parts.keys()
        assert sum(figures.parts.values()) <= figures.size


def test_figures_of_a_file_of_an_older_version_ask_to_open_it_once(path: Path) -> None:
    fill(path, 5)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM migration WHERE name <> '0001_tables'")
    with pytest.raises(DatabaseError, match="made by an older version"):
        statistics(path)


def test_a_vacuum_makes_indexes_anew_that_differ_from_their_table(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute(
            "SELECT pageno FROM dbstat WHERE name = 'event_start' AND pagetype = 'leaf' LIMIT 1"
        ).fetchone()
    raw = bytearray(path.read_bytes())
    raw[root * 4096 - 2] ^= 1  # the last byte but one of the page is in an id
    path.write_bytes(raw)
    assert not check(path).is_fine
    vacuum(path)
    assert check(path).is_fine
