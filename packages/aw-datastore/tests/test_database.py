from __future__ import annotations

import re
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from peewee import SqliteDatabase

import aw_core
from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.errors import (
    DatabaseError,
    DatabaseLockedError,
    DatastoreClosedError,
    ForeignDatabaseError,
    NewerDatabaseError,
)
from aw_datastore.sqlite.database import open_database
from aw_datastore.sqlite.migrations import migrate
from aw_datastore.storages import SqliteStorage

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)
SECRET = "very-private-title"  # noqa: S105 - text to look for in the file


def open_at(path: Path) -> Datastore:
    return Datastore(SqliteStorage, testing=True, filepath=path)


def everything_in(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def test_what_was_stored_is_there_when_opened_again(path: Path) -> None:
    with open_at(path) as datastore:
        stored = datastore.create_bucket("b", "t", "c", "h").insert(Event(None, NOON, 5, {"x": 1}))
        buckets = datastore.buckets()
    with open_at(path) as datastore:
        assert datastore.buckets() == buckets
        assert [(one, one.id) for one in datastore["b"].get()] == [(stored, stored.id)]


def test_ids_go_on_after_the_newest_event_was_deleted_and_the_file_opened_again(path: Path) -> None:
    with open_at(path) as datastore:
        stored = datastore.create_bucket("b", "t", "c", "h").insert(Event(None, NOON))
        assert isinstance(stored.id, int)
        datastore["b"].delete(stored.id)
    with open_at(path) as datastore:
        assert datastore["b"].insert(Event(None, NOON)).id != stored.id


def test_default_files_of_testing_and_of_the_user_are_apart(tmp_path: Path) -> None:
    with Datastore(SqliteStorage, testing=True), Datastore(SqliteStorage, testing=False):
        found = {file.name for file in tmp_path.rglob("aw-server/*.db")}
    assert found == {"events.db", "events-testing.db"}


def test_missing_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "events.db"
    open_at(path).close()
    assert path.exists()


def test_path_may_hold_any_character(tmp_path: Path) -> None:
    path = tmp_path / ("#1 50% ünder.db" if sys.platform == "win32" else "what? #1 50% ünder.db")
    with open_at(path) as datastore:
        datastore.create_bucket("b", "t", "c", "h")
        assert list(datastore.buckets()) == ["b"]


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such modes there")
def test_new_file_can_be_read_by_its_owner_alone(path: Path) -> None:
    with open_at(path) as datastore:
        datastore.create_bucket("b", "t", "c", "h")
        for file in (path, path.with_name("events.db-wal")):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_every_call_after_close_says_that_it_is_closed(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", "t", "c", "h")
    datastore.close()
    datastore.close()
    calls: list[Callable[[], object]] = [
        datastore.buckets,
        bucket.get,
        bucket.iter_events,
        lambda: bucket.heartbeat(Event(None, NOON), 1),
        lambda: bucket.insert(Event(None, NOON)),
        lambda: datastore["b"],
        lambda: datastore.create_bucket("c", "t", "c", "h"),
        lambda: datastore.delete_bucket("b"),
    ]
    for call in calls:
        with pytest.raises(DatastoreClosedError, match="closed"):
            call()


def test_closed_datastore_leaves_one_file_with_everything(path: Path) -> None:
    with open_at(path) as datastore:
        datastore.create_bucket("b", "t", "c", "h")
    assert {file.name for file in path.parent.iterdir() if file.is_file()} == {"events.db", "events.db.lock"}


def test_second_datastore_on_a_file_is_refused(path: Path) -> None:
    with open_at(path) as first:
        with pytest.raises(
            DatabaseLockedError, match=r"events\.db: another process or datastore has it open"
        ):
            open_at(path)
        first.create_bucket("b", "t", "c", "h")
    open_at(path).close()


@pytest.mark.skipif(sys.platform == "win32", reason="making a link needs a privilege there")
def test_second_name_of_a_file_is_the_same_file(path: Path, tmp_path: Path) -> None:
    with open_at(path):
        link = tmp_path / "link.db"
        link.symlink_to(path)
        with pytest.raises(DatabaseLockedError):
            open_at(link)


HOLD = """
import sys, time
from aw_datastore import Datastore
from aw_datastore.storages import SqliteStorage
datastore = Datastore(SqliteStorage, filepath=sys.argv[1])
datastore.create_bucket("b", "t", "c", "h")
print("open", flush=True)
sys.stdin.read()
"""


def test_file_of_another_process_is_refused_until_that_is_killed(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline().strip() == b"open"
            with pytest.raises(DatabaseLockedError):
                open_at(path)
        finally:
            process.kill()
    with open_at(path) as datastore:
        assert list(datastore.buckets()) == ["b"]


def test_other_program_may_read_the_file_while_it_is_open(path: Path) -> None:
    with open_at(path) as datastore, closing(sqlite3.connect(path)) as other:
        datastore.create_bucket("b", "t", "c", "h")
        assert other.execute("SELECT id FROM bucket").fetchall() == [("b",)]


@pytest.mark.parametrize("content", [b"hello, I am a text file\n", b"x", bytes(5000)])
def test_file_of_another_kind_is_refused_and_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(ForeignDatabaseError, match=r"events\.db: expected a SQLite database"):
        open_at(path)
    assert everything_in(path.parent) == {"events.db": content}


@pytest.mark.parametrize("journal_mode", ["WAL", "DELETE"])
def test_database_of_another_program_is_refused_and_left_as_it_is(path: Path, journal_mode: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal_mode}")
        connection.execute("CREATE TABLE moz_places (url)")
    before = everything_in(path.parent)
    with pytest.raises(ForeignDatabaseError, match=r"found one of another.*moz_places"):
        open_at(path)
    assert everything_in(path.parent)["events.db"] == before["events.db"]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("moz_places",)]


def test_database_whose_tables_are_in_the_log_alone_is_ours(path: Path, tmp_path: Path) -> None:
    killed = tmp_path / "killed" / "events.db"
    killed.parent.mkdir()
    with closing(SqliteDatabase(str(path))) as db:
        db.pragma("journal_mode", "WAL")
        migrate(db)
        for ending in ("", "-wal"):
            killed.with_name(f"events.db{ending}").write_bytes(
                path.with_name(f"events.db{ending}").read_bytes()
            )
    assert b"CREATE TABLE" not in killed.read_bytes()
    with open_at(killed) as datastore:
        assert datastore.buckets() == {}


def test_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    with open_at(path) as datastore:
        assert datastore.buckets() == {}


def test_damaged_file_is_refused_with_its_name(path: Path) -> None:
    with open_at(path) as datastore:
        datastore.create_bucket("b", "t", "c", "h")
    content = path.read_bytes()
    path.write_bytes(content[:200] + b"\xff" * 3000 + content[3200:])
    with pytest.raises(DatabaseError, match=r"events\.db"):
        open_at(path)


def test_file_of_a_newer_version_is_refused_and_left_as_it_is(path: Path) -> None:
    open_at(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO migration VALUES ('9999_future', '2099-01-01')")
    before = path.read_bytes()
    with pytest.raises(NewerDatabaseError, match=r"newer version of this program.*9999_future"):
        open_at(path)
    assert path.read_bytes() == before


def test_folder_in_place_of_the_file_is_refused(path: Path) -> None:
    path.mkdir()
    with pytest.raises(DatabaseError, match=r"events\.db: cannot be read"):
        open_at(path)


def test_file_in_place_of_a_folder_is_refused(path: Path) -> None:
    path.write_text("x")
    with pytest.raises(DatabaseError, match=r"events\.db"):
        open_at(path / "events.db")


TRY = """
import os, sys
from pathlib import Path
from aw_datastore import Datastore
from aw_datastore.errors import DatabaseError
from aw_datastore.storages import SqliteStorage
if os.getuid() == 0:
    Path.cwd().as_uri()  # imports what perhaps only root may read
    os.setuid(65534)  # root may write anywhere
try:
    Datastore(SqliteStorage, filepath=sys.argv[1])
except DatabaseError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such modes there")
@pytest.mark.parametrize(
    ("file_mode", "folder_mode", "message"),
    [
        (0o444, 0o777, "events.db: cannot be opened for writing: Permission denied"),
        (0o666, 0o555, "it and its folder must be writable"),
        (None, 0o555, "Permission denied"),
        (0o000, 0o777, "events.db: cannot be read: Permission denied"),
    ],
)
def test_what_may_not_be_written_is_refused_with_the_reason(
    file_mode: int | None, folder_mode: int, message: str
) -> None:
    # Not in tmp_path: the folders above that are closed to other users.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "locked" / "events.db"
        open_at(path).close()
        lock = Path(f"{path}.lock")
        lock.chmod(0o666)
        if file_mode is None:
            path.unlink()
            lock.unlink()
        else:
            path.chmod(file_mode)
        path.parent.chmod(folder_mode)
        command = [sys.executable, "-c", TRY, str(path)]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
        path.parent.chmod(0o755)
    assert message in answer.stdout
    assert str(path) in answer.stdout


def test_failed_opening_lets_go_of_the_file(path: Path) -> None:
    open_at(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO migration VALUES ('9999_future', '2099-01-01')")
    with pytest.raises(NewerDatabaseError):
        open_at(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM migration WHERE name = '9999_future'")
    open_at(path).close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL: the log is synced before a commit is answered
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 5000),
    ],
)
def test_connection_that_writes_is_set_up_as_promised(path: Path, pragma: str, value: object) -> None:
    with closing(open_database(path)) as db:
        assert db.pragma(pragma) == value


def plan_of(connection: sqlite3.Connection, sql: str) -> list[str]:
    """How SQLite goes about a statement, every parameter being 1."""
    parameters = (1,) * sql.count("?")
    return [step[3] for step in connection.execute("EXPLAIN QUERY PLAN " + sql, parameters)]


def test_no_read_goes_through_all_events(path: Path) -> None:
    with open_at(path) as datastore, closing(sqlite3.connect(path)) as connection:
        statements: list[str] = []
        storage = datastore.storage_strategy
        assert isinstance(storage, SqliteStorage)
        bucket = datastore.create_bucket("b", "t", "c", "h")
        storage._writer._connection.set_trace_callback(statements.append)
        with storage._readers.snapshot() as reader:
            reader.set_trace_callback(statements.append)
        bucket.get(5, NOON, NOON)
        bucket.get(-1, NOON, NOON)
        bucket.get_eventcount(NOON, NOON)
        bucket.get_by_id(1)
        bucket.metadata()
        datastore.buckets()
        list(bucket.iter_events())
        bucket.insert_many([Event(None, NOON, 0, {"n": n}) for n in range(3)])
        bucket.insert([Event(1, NOON)])
        bucket.heartbeat(Event(None, NOON), 5)
        bucket.replace_last(Event(None, NOON))
        bucket.delete(1)
        datastore.import_bucket(described("b"), [Event(None, NOON)])
        reads = [
            sql for sql in statements if sql.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "INSERT"))
        ]
        assert len(reads) > 20
        slow = [
            step
            for sql in reads
            for step in plan_of(connection, sql)
            if re.match("SCAN (event|e|payload|p)", step)
        ]
    assert slow == []


def described(bucket_id: str) -> aw_core.Bucket:
    return aw_core.Bucket(id=bucket_id, type="t", client="c", hostname="h", created=NOON)


def holds(folder: Path, text: str) -> bool:
    return any(text.encode() in content for content in everything_in(folder).values())


def test_deleted_bucket_leaves_no_trace_in_the_files(path: Path) -> None:
    with open_at(path) as datastore:
        bucket = datastore.create_bucket("b", "t", "c", "h")
        bucket.insert([Event(None, NOON, 1, {"title": f"{SECRET} {n}"}) for n in range(2000)])
        assert holds(path.parent, SECRET)
        size = path.stat().st_size + path.with_name("events.db-wal").stat().st_size
        datastore.delete_bucket("b")
        assert not holds(path.parent, SECRET)
        assert path.stat().st_size < size / 3


def test_deleted_event_leaves_no_trace_in_the_file_once_closed(path: Path) -> None:
    with open_at(path) as datastore:
        bucket = datastore.create_bucket("b", "t", "c", "h")
        stored = bucket.insert(Event(None, NOON, 1, {"title": SECRET}))
        replaced = bucket.insert(Event(None, NOON, 1, {"title": f"{SECRET} too"}))
        assert isinstance(stored.id, int)
        assert isinstance(replaced.id, int)
        bucket.delete(stored.id)
        bucket.replace(replaced.id, Event(None, NOON, 1, {"title": "harmless"}))
    assert not holds(path.parent, SECRET)


def test_data_stays_while_another_event_has_it(path: Path) -> None:
    with open_at(path) as datastore:
        bucket = datastore.create_bucket("b", "t", "c", "h")
        one, two = bucket.insert_many([Event(None, NOON, 1, {"x": 1}), Event(None, NOON, 2, {"x": 1})])
        assert isinstance(one.id, int)
        bucket.delete(one.id)
        assert bucket.get() == [two]


def test_connections_are_closed(path: Path) -> None:
    """A handle left open would keep the file from being moved on Windows."""
    with open_at(path) as datastore:
        datastore.create_bucket("b", "t", "c", "h").get()
    if Path("/proc/self/fd").exists():
        targets = [str(fd.readlink()) for fd in Path("/proc/self/fd").iterdir() if fd.is_symlink()]
        assert not [target for target in targets if str(path) in target]
    path.rename(path.with_name("moved.db"))


def test_signals_are_left_to_the_program(path: Path) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    open_at(path).close()
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
