"""What takes care of a database is killed at each step it takes in the file system, one step further every time."""

from __future__ import annotations

import itertools
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.care import BackupFolder, check, read_recoveries, recover, restore, vacuum
from aw_datastore.errors import DamagedDatabaseError
from aw_datastore.storages import SqliteStorage

NOW = datetime(2025, 6, 18, 12, tzinfo=UTC)
PAGE = 4096
DEADLY = {"os.rename", "os.remove", "sqlite3.connect", "open"}
STRIDE = 4

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

Content = dict[str, list[tuple[datetime, dict[str, Any]]]]

every_step = pytest.mark.parametrize("stride", [STRIDE, pytest.param(1, marks=pytest.mark.soak)])


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    """A database with a packed week."""
    path = tmp_path / "events.db"
    with Datastore(SqliteStorage, filepath=path) as datastore:
        bucket = datastore.create_bucket("one", "t", "c", "h")
        bucket.insert([Event(None, NOW - timedelta(minutes=at), 30, {"n": at % 50}) for at in range(300)])
        datastore.pack(NOW + timedelta(days=30))
    return path


def content(path: Path) -> Content:
    with Datastore(SqliteStorage, filepath=path) as datastore:
        return {
            name: [(event.timestamp, event.data) for event in datastore[name].get()]
            for name in datastore.buckets()
        }


def killed_at(step: int, act: Callable[[], object]) -> bool:
    """Act in a process that is killed before its so-manyth step; whether it took so many."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    left = step

    def count(event: str, _arguments: object) -> None:
        nonlocal left
        if event in DEADLY:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    try:
        sys.addaudithook(count)
        act()
    finally:
        os._exit(0)


def kills(stride: int, prepare: Callable[[], object], act: Callable[[], object]) -> Iterator[int]:
    """Each step at which the act was killed, and one more after it was let through."""
    for step in itertools.count(0, stride):
        prepare()
        killed = killed_at(step, act)
        yield step
        if not killed:
            return


def put(path: Path, raw: bytes) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    path.write_bytes(raw)


def damaged(raw: bytes) -> bytes:
    """Each second page is gone but the first ones."""
    pieces = [raw[at : at + PAGE] for at in range(0, len(raw), PAGE)]
    return b"".join(b"\x7f" * PAGE if at > 2 and at % 2 else piece for at, piece in enumerate(pieces))[:-PAGE]


@every_step
def test_a_recovery_is_done_by_the_next_start(path: Path, stride: int) -> None:
    before = content(path)
    backups = BackupFolder(path.parent / "backups", path)
    backups.make(NOW)
    raw = damaged(path.read_bytes())
    for step in kills(stride, lambda: put(path, raw), lambda: recover(path, "damaged", backups)):
        try:
            Datastore(SqliteStorage, filepath=path).close()
        except DamagedDatabaseError as error:
            recover(path, str(error), backups)
        assert content(path) == before, step
        assert check(path).is_fine
        assert len(read_recoveries(path)) == 1
    assert step > 10


@every_step
def test_a_restore_leaves_one_database_or_the_other(path: Path, stride: int) -> None:
    old = content(path)
    backup = BackupFolder(path.parent / "backups", path).make(NOW)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        datastore["one"].insert(Event(None, NOW, 3, {"after": "the backup"}))
    new, raw = content(path), path.read_bytes()
    found = []
    for step in kills(stride, lambda: put(path, raw), lambda: restore(path, backup.path)):
        found.append(content(path))
        assert found[-1] in (old, new), step
        assert check(path).is_fine
    assert found == [new] * found.count(new) + [old] * found.count(old)
    assert found[-1] == old


@every_step
def test_a_backup_is_whole_or_is_none(path: Path, stride: int) -> None:
    backups = BackupFolder(path.parent / "backups", path)
    before = content(path)

    def clear() -> None:
        for backup in backups.backups():
            backup.path.unlink()

    for _ in kills(stride, clear, lambda: backups.make(NOW)):
        for backup in backups.backups():
            assert content(backup.path) == before
    assert len(backups.backups()) == 1


@every_step
def test_a_vacuum_changes_nothing(path: Path, stride: int) -> None:
    before, raw = content(path), path.read_bytes()
    for _ in kills(stride, lambda: put(path, raw), lambda: vacuum(path)):
        assert content(path) == before
        assert check(path).is_fine


def downgraded(path: Path) -> bytes:
    """The database as the first version would have made it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(
            """
            CREATE TABLE old (
                id INTEGER PRIMARY KEY AUTOINCREMENT, bucket INTEGER NOT NULL REFERENCES bucket (key),
                start INTEGER NOT NULL, "end" INTEGER NOT NULL CHECK ("end" >= start), payload INTEGER NOT NULL
            );
            INSERT INTO old SELECT id, bucket, start_ms * 1000, start_ms * 1000 + length_us, payload FROM event;
            DROP TABLE event;
            DROP TABLE chunk;
            ALTER TABLE old RENAME TO event;
            CREATE INDEX event_start ON event (bucket, start);
            CREATE INDEX event_long ON event (bucket, "end") WHERE "end" - start > 3600000000;
            DELETE FROM migration WHERE name <> '0001_tables';
            """
        )
    return path.read_bytes()


@every_step
def test_a_migration_is_done_by_the_next_start(path: Path, stride: int) -> None:
    before = content(path)
    raw = downgraded(path)
    for _ in kills(stride, lambda: put(path, raw), lambda: content(path)):
        assert content(path) == before
        assert check(path).is_fine
