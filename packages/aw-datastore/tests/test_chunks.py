"""What was packed is read as if it were not, whatever is written afterwards."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import aw_core
from aw_core import Event
from aw_datastore import Bucket, Datastore
from aw_datastore.errors import DamagedDatabaseError
from aw_datastore.storages import SqliteStorage

MONDAY = datetime(2025, 6, 2, tzinfo=UTC)
NEXT_MONDAY = MONDAY + timedelta(weeks=1)
LATER = MONDAY + timedelta(weeks=5)


def event(hours: float, seconds: float = 60, title: str = "t") -> Event:
    return Event(None, MONDAY + timedelta(hours=hours), seconds, {"title": title})


def weeks(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM chunk").fetchone()
        return int(count)


@pytest.fixture
def bucket(sqlite: Datastore) -> Iterator[Bucket]:
    """Two weeks, one event each hour, packed."""
    bucket = sqlite.create_bucket("b", "t", "c", "h")
    bucket.insert([event(hour, title=f"t{hour % 7}") for hour in range(2 * 168)])
    assert sqlite.pack(LATER) == 2
    return bucket


def seen(events: list[Event]) -> list[tuple[int | None, datetime, timedelta, str]]:
    return [(one.id, one.timestamp, one.duration, one.data["title"]) for one in events]


def unpacked(bucket: Bucket, path: Path, **times: datetime) -> list[Event]:
    """What a datastore without chunks reads."""
    with (
        closing(sqlite3.connect(path)) as source,
        closing(sqlite3.connect(path.with_name("copy.db"))) as copy,
    ):
        source.backup(copy)
        copy.execute("DELETE FROM chunk")
        copy.commit()
    with Datastore(SqliteStorage, filepath=path.with_name("copy.db")) as datastore:
        return datastore[bucket.bucket_id].get(**times)


CHANGES: dict[str, Callable[[Datastore, Bucket], object]] = {
    "insert": lambda _, bucket: bucket.insert(event(3.5)),
    "heartbeat that stretches": lambda _, bucket: bucket.heartbeat(event(335.01, 90, "t6"), 60),
    "replace": lambda _, bucket: bucket.replace(7, event(6, 10, "new")),
    "replace by insert": lambda _, bucket: bucket.insert(Event(7, MONDAY, 1, {"title": "new"})),
    "replace last": lambda _, bucket: bucket.replace_last(event(335, 10, "new")),
    "delete": lambda _, bucket: bucket.delete(9),
    "import": lambda datastore, bucket: datastore.import_bucket(
        aw_core.Bucket(id=bucket.bucket_id, type="t", client="c", hostname="h", created=MONDAY), [event(8.5)]
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_seen_at_once(
    sqlite: Datastore, bucket: Bucket, path: Path, change: Callable[[Datastore, Bucket], object]
) -> None:
    before = seen(bucket.get())
    change(sqlite, bucket)
    assert seen(bucket.get()) == seen(unpacked(bucket, path)) != before


def test_a_change_drops_its_own_week_alone(bucket: Bucket, path: Path) -> None:
    bucket.insert(event(1.5))
    assert weeks(path) == 1


def test_an_event_moved_to_another_week_drops_both(bucket: Bucket, path: Path) -> None:
    bucket.replace(1, event(200.5))
    assert weeks(path) == 0


def test_a_week_is_packed_again_after_a_change(sqlite: Datastore, bucket: Bucket, path: Path) -> None:
    bucket.delete(1)
    assert sqlite.pack(LATER) == 1
    assert weeks(path) == 2
    assert sqlite.pack(LATER) == 0


def test_a_bucket_is_deleted_with_its_chunks(sqlite: Datastore, bucket: Bucket, path: Path) -> None:
    sqlite.delete_bucket(bucket.bucket_id)
    assert weeks(path) == 0


def test_a_week_that_is_not_over_is_not_packed(sqlite: Datastore) -> None:
    sqlite.create_bucket("b", "t", "c", "h").insert([event(minute / 60) for minute in range(100)])
    assert sqlite.pack(NEXT_MONDAY - timedelta(milliseconds=1)) == 0
    assert sqlite.pack(NEXT_MONDAY) == 1


def test_a_week_of_few_events_is_not_packed(sqlite: Datastore) -> None:
    sqlite.create_bucket("b", "t", "c", "h").insert([event(minute / 60) for minute in range(10)])
    assert sqlite.pack(LATER) == 0


def test_an_import_is_packed(sqlite: Datastore, path: Path) -> None:
    bucket = aw_core.Bucket(id="b", type="t", client="c", hostname="h", created=MONDAY)
    sqlite.import_bucket(bucket, [event(hour) for hour in range(168)])
    assert weeks(path) == 1


@pytest.mark.parametrize("first", [0, 0.01, 100, 167.99, 168, 200])
@pytest.mark.parametrize("hours", [0, 0.5, 30, 168, 300])
def test_a_range_is_the_same_as_unpacked(bucket: Bucket, path: Path, first: float, hours: float) -> None:
    start = MONDAY + timedelta(hours=first)
    times = {"starttime": start, "endtime": start + timedelta(hours=hours)}
    expected = seen(unpacked(bucket, path, **times))
    assert seen(bucket.get(**times)) == expected
    assert seen(bucket.get(**times)) == expected, "from memory"
    assert bucket.get_eventcount(**times) == len(expected)


def test_a_damaged_chunk_is_passed_over(bucket: Bucket, path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE chunk SET columns = x'00010203'")
        connection.commit()
    with caplog.at_level(logging.WARNING):
        assert len(bucket.get()) == 2 * 168
    assert "damaged" in caplog.text


def test_a_reader_sees_one_moment_though_a_week_is_packed_and_changed_meanwhile(
    sqlite: Datastore, bucket: Bucket
) -> None:
    storage = sqlite.storage_strategy
    assert isinstance(storage, SqliteStorage)
    with storage._bucket("b") as (connection, key):
        before = connection.execute("SELECT count(*) FROM event WHERE bucket = ?", (key,)).fetchone()
        bucket.insert([event(hour + 0.5) for hour in range(10)])
        assert connection.execute("SELECT sum(events) FROM chunk").fetchone() == before


def test_events_that_move_between_weeks_are_read_once_by_everybody(sqlite: Datastore, bucket: Bucket) -> None:
    count, done = len(bucket.get()), threading.Event()
    wrong: list[int] = []

    def read() -> None:
        while not done.is_set():
            found = {len(bucket.table()), bucket.get_eventcount()}
            wrong.extend(found - {count})

    def pack() -> None:
        while not done.is_set():
            sqlite.pack(LATER)

    others = [threading.Thread(target=run) for run in (read, read, pack)]
    for thread in others:
        thread.start()
    for round_ in range(60):
        bucket.replace(1, event(200.5 if round_ % 2 else 3.5))
        bucket.insert_many([Event(9, MONDAY + timedelta(days=round_ % 14), 5, {"title": "moved"})])
    done.set()
    for thread in others:
        thread.join()
    assert not wrong


def test_events_whose_data_is_missing_are_reported_as_damage(
    sqlite: Datastore, bucket: Bucket, path: Path
) -> None:
    told: list[DamagedDatabaseError] = []
    sqlite.watch(told.append)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM payload WHERE key = 3")
        connection.commit()
    for read in (bucket.get, lambda: list(bucket.pages())):
        with pytest.raises(
            DamagedDatabaseError, match=r"events\.db: 1 payloads that events have are missing"
        ) as raised:
            read()
        assert told.pop() is raised.value
