from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from aw_core import Event
from aw_core.timestamps import from_micros
from aw_datastore import Bucket, Datastore
from aw_datastore.sqlite import checkpoints
from aw_datastore.sqlite.checkpoints import Checkpoints

EVENTS = 300


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "EVERY", 5)
    monkeypatch.setattr(checkpoints, "BESIDE_WRITER", True)


@pytest.fixture
def bucket(sqlite: Datastore) -> Iterator[Bucket]:
    return sqlite.create_bucket("b", "t", "c", "h")


def insert(bucket: Bucket, count: int) -> None:
    for number in range(count):
        bucket.insert(Event(None, from_micros(number * 10**6), 1, {"n": number}))


def log_size(path: Path) -> int:
    return path.with_name(f"{path.name}-wal").stat().st_size


def in_file_alone(path: Path, copy: Path) -> int:
    """How many events a copy of the file without its log has."""
    copy.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(copy)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM event").fetchone()
    return int(count)


def test_the_log_stays_short_however_much_is_written(bucket: Bucket, path: Path) -> None:
    sizes = []
    for _ in range(10):
        insert(bucket, EVENTS // 10)
        sizes.append(log_size(path))
    assert max(sizes) < 50 * 4096 * checkpoints.EVERY
    assert len(set(sizes[5:])) == 1, "it is written over"


def test_what_was_committed_gets_into_the_file(bucket: Bucket, path: Path, tmp_path: Path) -> None:
    insert(bucket, EVENTS)
    assert in_file_alone(path, tmp_path / "copy.db") > EVENTS // 2


def test_a_reader_who_stays_sees_his_moment_and_the_log_is_brought_in_afterwards(
    bucket: Bucket, path: Path
) -> None:
    insert(bucket, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        (before,) = reader.execute("SELECT count(*) FROM event").fetchone()
        insert(bucket, EVENTS)
        assert reader.execute("SELECT count(*) FROM event").fetchone() == (before,) == (1,)
        assert in_file_alone(path, path.with_name("copy.db")) <= 1
    insert(bucket, 100)
    assert in_file_alone(path, path.with_name("copy.db")) > EVENTS


def test_one_large_commit_is_brought_in_at_once(
    bucket: Bucket, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "EVERY", 10**6)
    monkeypatch.setattr(checkpoints, "GROWTH", 100_000)
    bucket.insert([Event(None, from_micros(number * 10**6), 1, {"n": number}) for number in range(5000)])
    assert in_file_alone(path, tmp_path / "copy.db") == 5000


def test_writers_at_once_lose_nothing(bucket: Bucket) -> None:
    writers = [threading.Thread(target=insert, args=(bucket, 50)) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert bucket.get_eventcount() == 6 * 50


def test_a_log_that_cannot_be_brought_in_is_told_and_harms_nobody(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Checkpoints) -> None:
        raise sqlite3.OperationalError("disk is full")

    monkeypatch.setattr(Checkpoints, "_run", fail)
    insert(bucket, 50)
    assert bucket.get_eventcount() == 50
    assert "disk is full" in caplog.text
