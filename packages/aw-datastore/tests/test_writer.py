from __future__ import annotations

import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import chain
from pathlib import Path

import pytest

from aw_datastore.errors import DatabaseError, DatabaseLockedError, DatastoreClosedError
from aw_datastore.sqlite.writer import Writer

Job = Callable[[sqlite3.Connection], int]


def put(value: int) -> Job:
    def job(connection: sqlite3.Connection) -> int:
        connection.execute("INSERT INTO number VALUES (?)", (value,))
        return value

    return job


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE number (value)")
        yield connection


@pytest.fixture
def writer(connection: sqlite3.Connection, path: Path) -> Writer:
    return Writer(connection, path)


def committed(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [value for (value,) in connection.execute("SELECT value FROM number ORDER BY value")]


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "waited for 10 s"
        time.sleep(0.001)


class Queue:
    """Jobs that wait behind one that is held up, so that they form one group."""

    def __init__(self, writer: Writer, pool: ThreadPoolExecutor) -> None:
        self.writer, self.pool = writer, pool
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.held = pool.submit(writer.run, self._hold)
        assert self.begun.wait(10)

    def _hold(self, connection: sqlite3.Connection) -> int:
        self.begun.set()
        assert self.go_on.wait(10)
        return put(0)(connection)

    def add(self, job: Job) -> Future[int]:
        length = len(self.writer._waiting)
        future = self.pool.submit(self.writer.run, job)
        wait_until(lambda: len(self.writer._waiting) > length)
        return future


@pytest.fixture
def queue(writer: Writer) -> Iterator[Queue]:
    with ThreadPoolExecutor(8) as pool:
        queue = Queue(writer, pool)
        yield queue
        queue.go_on.set()


def test_job_is_committed_when_run_returns(writer: Writer, path: Path) -> None:
    assert writer.run(put(1)) == 1
    assert committed(path) == [1]


def test_failed_job_changes_nothing_and_its_error_reaches_the_caller(writer: Writer, path: Path) -> None:
    def job(connection: sqlite3.Connection) -> int:
        put(1)(connection)
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        writer.run(job)
    assert committed(path) == []
    assert writer.run(put(2)) == 2


def test_jobs_that_wait_together_share_one_commit(
    queue: Queue, connection: sqlite3.Connection, path: Path
) -> None:
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    futures = [queue.add(put(n)) for n in range(1, 6)]
    queue.go_on.set()
    assert [future.result() for future in futures] == [1, 2, 3, 4, 5]
    assert statements.count("COMMIT") == 2  # the one held up, and those behind it
    assert committed(path) == [0, 1, 2, 3, 4, 5]


def test_failed_job_of_a_group_is_undone_alone(queue: Queue, path: Path) -> None:
    def bad(connection: sqlite3.Connection) -> int:
        put(99)(connection)
        raise LookupError("mine")

    futures = [queue.add(put(1)), queue.add(bad), queue.add(put(2))]
    queue.go_on.set()
    assert (futures[0].result(), futures[2].result()) == (1, 2)
    with pytest.raises(LookupError, match="mine"):
        futures[1].result()
    assert committed(path) == [0, 1, 2]


def test_error_of_sqlite_names_the_file(writer: Writer, path: Path) -> None:
    with pytest.raises(DatabaseError, match=rf"{path.name}: no such table: nope"):
        writer.run(lambda connection: connection.execute("SELECT * FROM nope"))


def fill(connection: sqlite3.Connection) -> int:
    """More than fits when the file may not grow."""
    connection.execute("INSERT INTO number VALUES (zeroblob(1000000))")
    return 0


def test_full_disk_fails_the_group_as_a_whole_and_later_writes_work(
    queue: Queue, connection: sqlite3.Connection, path: Path
) -> None:
    futures = [queue.add(put(1)), queue.add(fill)]
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    queue.go_on.set()
    with pytest.raises(DatabaseError, match=rf"{path.name}: database or disk is full"):
        futures[1].result()
    outcomes = [future.exception() for future in futures]
    # SQLite may undo the one job or the transaction; either way who was told of success is on disk.
    assert committed(path) == [0, *(1 for error in outcomes[:1] if error is None)]
    connection.execute("PRAGMA max_page_count = 1000000")
    assert queue.writer.run(fill) == 0


def test_transaction_that_sqlite_undid_fails_all_who_shared_it(queue: Queue, path: Path) -> None:
    def undone(connection: sqlite3.Connection) -> int:
        connection.execute("ROLLBACK")  # as SQLite itself does when the disk fails
        raise sqlite3.OperationalError("disk I/O error")

    futures = [queue.add(put(1)), queue.add(undone), queue.add(put(2))]
    queue.go_on.set()
    for future in futures:
        with pytest.raises(DatabaseError, match=rf"{path.name}: disk I/O error"):
            future.result()
    assert committed(path) == [0]
    assert queue.writer.run(put(3)) == 3


def test_writer_kept_out_by_another_program_says_so(
    writer: Writer, connection: sqlite3.Connection, path: Path
) -> None:
    connection.execute("PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseLockedError, match="another program"):
            writer.run(put(1))
    assert writer.run(put(1)) == 1


def test_job_alone_runs_outside_transactions_and_in_turn(queue: Queue, path: Path) -> None:
    first = queue.add(put(1))
    alone = queue.pool.submit(queue.writer.run_alone, lambda connection: connection.in_transaction)
    wait_until(lambda: len(queue.writer._waiting) == 2)
    last = queue.add(put(2))
    queue.go_on.set()
    assert (first.result(), alone.result(), last.result()) == (1, False, 2)
    assert committed(path) == [0, 1, 2]


def test_close_finishes_what_waits_and_lets_nothing_in(queue: Queue, path: Path) -> None:
    waiting = queue.add(put(1))
    closing_ = queue.pool.submit(queue.writer.close)
    wait_until(lambda: queue.writer._closed)
    with pytest.raises(DatastoreClosedError, match="closed"):
        queue.writer.run(put(2))
    queue.go_on.set()
    closing_.result()
    assert waiting.done()
    assert committed(path) == [0, 1]
    queue.writer.close()


def test_interrupted_leader_fails_its_group_and_the_writer_goes_on(queue: Queue, path: Path) -> None:
    def interrupted(connection: sqlite3.Connection) -> int:
        put(99)(connection)
        raise KeyboardInterrupt

    leader = queue.add(interrupted)
    follower = queue.add(put(1))
    queue.go_on.set()
    with pytest.raises(KeyboardInterrupt):
        leader.result()
    with pytest.raises(DatabaseError, match="interrupted"):
        follower.result()
    assert queue.writer.run(put(2)) == 2
    assert committed(path) == [0, 2]


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """Ctrl-C interrupts, though a shell that starts the tests in the background has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="a lock cannot be interrupted there")
@pytest.mark.parametrize("others", [0, 1])
@pytest.mark.usefixtures("_interruptible")
def test_caller_interrupted_while_waiting_is_forgotten(queue: Queue, path: Path, others: int) -> None:
    main_thread = threading.main_thread().ident
    assert main_thread is not None

    def interrupt() -> None:
        wait_until(lambda: len(queue.writer._waiting) == 1)
        signal.pthread_kill(main_thread, signal.SIGINT)

    interrupter = queue.pool.submit(interrupt)
    with pytest.raises(KeyboardInterrupt):
        queue.writer.run(put(99))
    interrupter.result()
    futures = [queue.add(put(n + 1)) for n in range(others)]
    queue.go_on.set()
    assert [future.result() for future in futures] == [n + 1 for n in range(others)]
    assert queue.writer.run(put(5)) == 5
    assert 99 not in committed(path)


def test_many_threads_lose_and_mix_nothing(writer: Writer, path: Path) -> None:
    def work(thread: int) -> list[int]:
        return [writer.run(put(thread * 1000 + n)) for n in range(50)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(work, range(8)))
    assert answers == [[thread * 1000 + n for n in range(50)] for thread in range(8)]
    assert committed(path) == sorted(chain.from_iterable(answers))
