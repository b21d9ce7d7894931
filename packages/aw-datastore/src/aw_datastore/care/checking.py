"""Checking a database: what SQLite can say of the file, and what must be true of its rows.

A check only reads, on a connection of its own; a program may write to the file meanwhile.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from aw_core.errors import InvalidDataError
from aw_datastore.care.reading import check_there
from aw_datastore.errors import DamagedDatabaseError, DatabaseError
from aw_datastore.payload import decode_payload, encode_payload
from aw_datastore.sqlite.connections import read_only
from aw_datastore.sqlite.failures import database_errors

__all__ = ["Check", "Progress", "Stop", "check", "check_rows", "no_progress", "quick_check"]

Progress = Callable[[int, int], None]
"""Told how many steps are done and of how many; may raise to give up."""

_MOST = 50
"""How many problems are told; a file that has more is told of no better by all of them."""

_RULES = {
    "{} events belong to a bucket that is not there": """
        SELECT count(*) FROM event WHERE bucket NOT IN (SELECT key FROM bucket)
    """,
    "{} events have data that is not there": """
        SELECT count(*) FROM event AS e LEFT JOIN payload AS p ON p.key = e.payload AND p.bucket = e.bucket
        WHERE p.key IS NULL
    """,
    "{} data objects are counted wrongly": """
        SELECT count(*) FROM payload AS p
        LEFT JOIN (SELECT payload, count(*) AS uses FROM event GROUP BY payload) AS e ON e.payload = p.key
        WHERE p.uses IS NOT coalesce(e.uses, 0)
    """,
}
"""What must never be so, and the number of times it is."""

_CHUNK_RULES = {
    "{} packed weeks have other events than the table": """
        SELECT count(*) FROM chunk AS c WHERE events <> (
            SELECT count(*) FROM event INDEXED BY event_start WHERE bucket = c.bucket
            AND start_ms BETWEEN c.week * 604800000 - 62135596800000 AND (c.week + 1) * 604800000 - 62135596800001
        )
    """,
}
"""The same for a file with packed weeks: one of before 0002 has none."""


@dataclass(frozen=True)
class Check:
    """The result of a check; each problem is a sentence."""

    path: Path
    problems: tuple[str, ...]

    @property
    def is_fine(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def no_progress(_done: int, _total: int) -> None:
    """For who does not watch."""


class Stop:
    """Lets another thread end a check that is under way or about to begin."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_set = False
        self._connection: sqlite3.Connection | None = None

    def set(self) -> None:
        """End the check; it raises DatabaseError."""
        with self._lock:
            self._is_set = True
            if self._connection is not None:
                self._connection.interrupt()

    @contextmanager
    def watching(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Within, `set` interrupts what the connection does."""
        with self._lock:
            if self._is_set:
                raise DatabaseError("the check was stopped before it began")
            self._connection = connection
        try:
            yield
        finally:
            with self._lock:
                self._connection = None


def quick_check(path: Path, stop: Stop | None = None) -> Check:
    """Whether every page of the file holds what it must: some seconds for ten years of data.

    Args:
        path: the database.
        stop: ends the check from another thread.

    Raises:
        DatabaseError: it cannot be read, or the check was stopped.
    """
    stop = stop or Stop()
    with database_errors(path), closing(read_only(path)) as connection, stop.watching(connection):
        return Check(path, tuple(_pragma(connection, "quick_check")))


def check(path: Path, progress: Progress = no_progress) -> Check:
    """Whether file and rows are as they must be.

    Every index agrees with its table, every event has its bucket and data, every data is what its digest says and
    is counted rightly.

    Raises:
        ForeignDatabaseError: it is something else.
        DatabaseError: it is not there or cannot be read.
    """
    try:
        check_there(path)
        with database_errors(path), closing(read_only(path)) as connection:
            return Check(path, tuple(_all_problems(connection, progress)))
    except DamagedDatabaseError as error:
        return Check(path, (str(error),))


def _all_problems(connection: sqlite3.Connection, progress: Progress) -> Iterator[str]:
    connection.execute("BEGIN")
    progress(0, 1)
    problems = _pragma(connection, "integrity_check")
    yield from problems
    if not problems:
        yield from check_rows(connection, lambda done, total: progress(done + 1, total + 1))
    progress(1, 1)


def check_rows(connection: sqlite3.Connection, progress: Progress = no_progress) -> Iterator[str]:
    """What is wrong with the rows of a file that SQLite can read."""
    has_chunks = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'chunk'").fetchone()
    rules = _RULES | _CHUNK_RULES if has_chunks else _RULES
    steps = len(rules) + 1
    for done, (sentence, sql) in enumerate(rules.items(), 1):
        (count,) = connection.execute(sql).fetchone()
        if count:
            yield sentence.format(count)
        progress(done, steps)
    texts = connection.execute("SELECT digest, CAST(data AS BLOB) FROM payload")
    wrong = sum(not _is_whole(digest, text) for digest, text in texts)
    if wrong:
        yield f"{wrong} data objects are not what was stored"
    progress(steps, steps)


def _is_whole(digest: bytes, text: bytes) -> bool:
    """Whether stored data is what was stored."""
    try:
        return encode_payload(decode_payload(text.decode())).digest == digest
    except (ValueError, RecursionError, InvalidDataError):
        return False


def _pragma(connection: sqlite3.Connection, name: str) -> list[str]:
    try:
        rows = connection.execute(f"PRAGMA {name}({_MOST})").fetchall()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        return [str(error)]
    return [
        line for (text,) in rows if text != "ok" for line in text.splitlines() if not line.startswith("***")
    ]
