from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.errors import DatabaseError, DatastoreClosedError, NoSuchBucketError
from aw_datastore.sqlite.readers import MAX_IDLE, Readers
from aw_datastore.sqlite.storage import SqliteStorage

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


def event(second: float, **data: object) -> Event:
    return Event(None, NOON + timedelta(seconds=second), 0, data)


@pytest.fixture
def readers(sqlite: Datastore, path: Path) -> Readers:
    sqlite.create_bucket("b", "t", "c", "h")
    return Readers(path)


COUNT = "SELECT count(*) FROM bucket"


def test_reader_sees_one_moment_whatever_is_written(readers: Readers, sqlite: Datastore) -> None:
    with readers.snapshot() as connection:
        assert connection.execute(COUNT).fetchone() == (1,)
        sqlite.create_bucket("c", "t", "c", "h")
        assert connection.execute(COUNT).fetchone() == (1,)
    with readers.snapshot() as connection:
        assert connection.execute(COUNT).fetchone() == (2,)
    readers.close()


def test_reader_cannot_write(readers: Readers) -> None:
    with pytest.raises(DatabaseError, match="readonly"), readers.snapshot() as connection:
        connection.execute("DELETE FROM bucket")
    readers.close()


def test_readers_inside_each_other_have_connections_of_their_own(readers: Readers) -> None:
    with readers.snapshot() as outer, readers.snapshot() as inner:
        assert outer is not inner
    readers.close()


def test_connection_is_used_again(readers: Readers) -> None:
    with readers.snapshot() as first:
        pass
    with readers.snapshot() as second:
        assert second is first
    readers.close()


def test_only_so_many_connections_are_kept(readers: Readers) -> None:
    barrier = threading.Barrier(MAX_IDLE + 5)

    def read() -> None:
        with readers.snapshot():
            barrier.wait(10)

    with ThreadPoolExecutor(MAX_IDLE + 5) as pool:
        for future in [pool.submit(read) for _ in range(MAX_IDLE + 5)]:
            future.result()
    assert len(readers._idle) == MAX_IDLE
    readers.close()


def test_connection_out_when_closed_is_closed_when_it_comes_back(readers: Readers) -> None:
    with readers.snapshot() as connection:
        readers.close()
        assert connection.execute(COUNT).fetchone() == (1,)
    with pytest.raises(Exception, match="closed"):
        connection.execute(COUNT)
    with pytest.raises(DatastoreClosedError), readers.snapshot():
        pass


def test_reader_does_not_wait_for_a_writer_in_the_middle_of_its_work(sqlite: Datastore) -> None:
    bucket = sqlite.create_bucket("b", "t", "c", "h")
    storage = sqlite.storage_strategy
    assert isinstance(storage, SqliteStorage)
    begun, go_on = threading.Event(), threading.Event()

    def job(_: object) -> None:
        begun.set()
        assert go_on.wait(10)

    with ThreadPoolExecutor() as pool:
        writing = pool.submit(storage._writer.run, job)
        assert begun.wait(10)
        assert bucket.get() == []
        assert not writing.done()
        go_on.set()
        writing.result()


def test_long_read_does_not_keep_writers_out(sqlite: Datastore) -> None:
    bucket = sqlite.create_bucket("b", "t", "c", "h")
    bucket.insert([event(n) for n in range(10)])
    reading = bucket.iter_events(batch=2)
    assert next(reading) == event(0)
    bucket.heartbeat(event(20), 0)
    assert list(reading) == [*(event(n) for n in range(1, 10)), event(20)]


@pytest.mark.parametrize("again", [False, True])
def test_reading_a_bucket_deleted_meanwhile_says_so(sqlite: Datastore, again: bool) -> None:
    bucket = sqlite.create_bucket("b", "t", "c", "h")
    bucket.insert([event(n) for n in range(10)])
    reading = bucket.iter_events(batch=2)
    next(reading)
    sqlite.delete_bucket("b")
    if again:
        sqlite.create_bucket("b", "t", "c", "h")
    with pytest.raises(NoSuchBucketError):
        list(reading)


def test_readers_and_writers_together_see_whole_writes(sqlite: Datastore) -> None:
    """Each write replaces two events at once; a reader must never see one of them alone."""
    bucket = sqlite.create_bucket("b", "t", "c", "h")
    ids = [stored.id for stored in bucket.insert_many([event(0, n=-1), event(1, n=-1)])]
    stop = threading.Event()

    def write() -> None:
        for n in range(100):
            bucket.insert([Event(ids[0], NOON, 0, {"n": n}), Event(ids[1], NOON, 0, {"n": n})])
        stop.set()

    def read() -> int:
        reads = 0
        while not stop.is_set():
            first, second = bucket.get()
            assert first.data == second.data
            reads += 1
        return reads

    with ThreadPoolExecutor(4) as pool:
        futures: list[Callable[[], object]] = [pool.submit(work).result for work in (write, read, read, read)]
        for result in futures:
            result()
