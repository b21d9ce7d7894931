from __future__ import annotations

import json
import logging
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aw_client.errors import QueueError, QueueFullError
from aw_client.heartbeats import Heartbeat
from aw_client.spool import Spool, Waiting
from aw_core import Event

T0 = datetime(2026, 11, 22, 8, tzinfo=UTC)


def beat(second: float, data: object = "a", *, bucket: str = "b") -> Heartbeat:
    return Heartbeat(bucket, Event(timestamp=T0 + timedelta(seconds=second), data={"app": data}), 5)


def told(waiting: Waiting | None) -> tuple[str, object, float] | None:
    """Bucket, app and duration of what waits."""
    if waiting is None:
        return None
    event = json.loads(waiting.event)
    return waiting.bucket_id, event["data"]["app"], event["duration"]


def drain(spool: Spool) -> list[tuple[str, object, float] | None]:
    found = []
    while (waiting := spool.next_waiting()) is not None:
        found.append(told(waiting))
        spool.remove(waiting.number)
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue.db"


@pytest.fixture
def spool(path: Path) -> Iterator[Spool]:
    with closing(Spool(path)) as opened:
        yield opened


def test_heartbeats_leave_in_the_order_they_came(spool: Spool) -> None:
    for second, data in enumerate("abc"):
        spool.append(beat(second, data))
    assert drain(spool) == [("b", "a", 0), ("b", "b", 0), ("b", "c", 0)]


def test_a_waiting_heartbeat_is_stretched_by_the_next_instead_of_another_row(spool: Spool) -> None:
    for second in range(60):
        spool.append(beat(second))
    assert spool.count() == 1
    assert drain(spool) == [("b", "a", 59)]


def test_the_heartbeat_being_sent_is_left_alone(spool: Spool) -> None:
    spool.append(beat(0))
    sending = spool.next_waiting()
    assert sending is not None
    spool.append(beat(1))
    spool.remove(sending.number)
    assert drain(spool) == [("b", "a", 0)]


def test_a_heartbeat_put_back_is_stretched_again(spool: Spool) -> None:
    spool.append(beat(0))
    spool.next_waiting()
    spool.put_back()
    spool.append(beat(1))
    assert drain(spool) == [("b", "a", 1)]


def test_buckets_do_not_merge_with_each_other(spool: Spool) -> None:
    spool.append(beat(0, bucket="one"))
    spool.append(beat(0, bucket="two"))
    spool.append(beat(1, bucket="one"))
    assert drain(spool) == [("one", "a", 1), ("two", "a", 0)]


def test_a_bucket_can_be_passed_over(spool: Spool) -> None:
    spool.append(beat(0, bucket="one"))
    spool.append(beat(0, bucket="two"))
    assert told(spool.next_waiting(without=["one"])) == ("two", "a", 0)


def test_what_a_dead_process_remembered_waits_at_the_next_start(path: Path) -> None:
    with closing(Spool(path)) as spool:
        spool.remember(beat(0), send=beat(0, "earlier"))
    with closing(Spool(path)) as spool:
        assert drain(spool) == [("b", "earlier", 0), ("b", "a", 0)]


def test_what_was_sent_is_remembered_no_longer(path: Path) -> None:
    with closing(Spool(path)) as spool:
        spool.remember(beat(0))
        spool.send_remembered(beat(0))
        assert drain(spool) == [("b", "a", 0)]
    with closing(Spool(path)) as spool:
        assert spool.count() == 0


def test_registered_buckets_outlive_the_process(path: Path) -> None:
    with closing(Spool(path)) as spool:
        spool.register("b", "currentwindow")
    with closing(Spool(path)) as spool:
        assert spool.registered() == {"b": "currentwindow"}


def test_data_that_is_no_json_changes_nothing(spool: Spool) -> None:
    spool.append(beat(0))
    with pytest.raises(TypeError):
        spool.remember(beat(1, {1, 2}), send=beat(1, "other"))
    assert drain(spool) == [("b", "a", 0)]


@pytest.mark.parametrize(
    "content", [b"this is no database" * 1000, b"SQLite format 3\0" + b"\xff" * 8192], ids=["text", "garbage"]
)
def test_a_damaged_file_is_set_aside_and_a_fresh_one_begun(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(content)
    with closing(Spool(path)) as spool:
        spool.append(beat(0))
        assert drain(spool) == [("b", "a", 0)]
    [aside] = path.parent.glob("queue.db.damaged-*")
    assert aside.read_bytes() == content
    assert aside.name in caplog.text


def test_a_file_of_a_later_version_is_set_aside(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with closing(Spool(path)) as spool:
        assert spool.count() == 0
    assert "expected version 1" in caplog.text


def test_damage_met_while_running_costs_neither_the_process_nor_the_next_heartbeat(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    with closing(Spool(path)) as spool:
        for number in range(500):
            spool.append(beat(number, number))
        spool._file._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        spool._file._connection.execute("PRAGMA shrink_memory")
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (path.stat().st_size - 4096))
        spool.append(beat(1000, "after"))
        assert told(spool.next_waiting()) == ("b", "after", 0)
    assert "damaged" in caplog.text


def test_a_file_that_was_large_once_is_small_after_the_next_start(path: Path) -> None:
    with closing(Spool(path)) as spool:
        for number in range(60):
            spool.append(beat(number, f"{number}" * 100_000))
        large = path.stat().st_size
        drain(spool)
    Spool(path).close()
    assert path.stat().st_size < large / 10


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_nobody_else_can_read_what_waits(path: Path) -> None:
    with closing(Spool(path)) as spool:
        spool.append(beat(0))
        for file in path.parent.glob("queue.db*"):
            assert file.stat().st_mode & 0o077 == 0, file


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(QueueError, match="nowhere"):
        Spool(tmp_path / "nowhere" / "queue.db")


def test_a_full_queue_refuses_the_heartbeat_and_keeps_what_it_has(path: Path) -> None:
    with closing(Spool(path)) as spool:
        spool.append(beat(0, "first"))
        pages = spool._file._connection.execute("PRAGMA page_count").fetchone()[0]
        spool._file._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(QueueFullError, match=r"queue\.db"):
            spool.append(beat(1, "x" * 100_000))
        assert told(spool.next_waiting()) == ("b", "first", 0)
