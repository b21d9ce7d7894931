"""The SQLite file of the offline queue: opened, checked, and when damaged set aside for a fresh one."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from aw_client.errors import QueueError, QueueFullError

__all__ = ["MAX_BYTES", "QueueFile", "count_in"]

logger = logging.getLogger(__name__)

T = TypeVar("T")

MAX_BYTES = 1 << 30
"""The largest the file may grow: years of absence. Beyond, a heartbeat is refused, never dropped."""

_PAGE_BYTES = 1024  # what one heartbeat a second writes adds up over a day
_FREE_PAGES = 4000
_VERSION = 1

_PATIENCE = 5000
"""Milliseconds to wait for another program that writes."""

_PATIENCE_WITH_READERS = 100
"""The same for those that read, which keep nothing but the log: a heartbeat should not have to wait for them."""

_PRAGMAS = f"""
    PRAGMA page_size = {_PAGE_BYTES};
    PRAGMA max_page_count = {MAX_BYTES // _PAGE_BYTES};
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA secure_delete = ON;
    PRAGMA user_version = {_VERSION};
"""


class QueueFile:
    """A SQLite file that may be used from several threads.

    A file that is damaged is renamed, said so in the log, and a fresh one begun: a broken queue must not keep
    a watcher from running.

    Args:
        path: of the file.
        schema: statements that make what is missing; run at every opening.

    Raises:
        QueueError: the file cannot be made, read or written (here and in each method).
        QueueFullError: it has reached its limit, or the disk is full.
    """

    def __init__(self, path: Path, schema: str) -> None:
        self.path = path
        self._schema = schema
        self._lock = threading.Lock()
        with self._explained():
            self._connection = self._open()

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` makes of the database."""
        with self._lock, self._explained():
            try:
                return work(self._connection)
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
                self._connection.close()
                self._connection = self._start_afresh(error)
                return work(self._connection)

    def change(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Run `work` as one transaction; committed when this returns, undone when it raises."""

        def transaction(db: sqlite3.Connection) -> None:
            db.execute("BEGIN IMMEDIATE")
            try:
                work(db)
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

        self.read(transaction)

    def empty_log(self) -> bool:
        """Cut the log beside the file to nothing, as it has pages as they were; False if another program reads these."""

        def empty(db: sqlite3.Connection) -> bool:
            db.execute(f"PRAGMA busy_timeout = {_PATIENCE_WITH_READERS}")
            try:
                return not db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                db.execute(f"PRAGMA busy_timeout = {_PATIENCE}")

        return self.read(empty)

    def close(self) -> None:
        """Close the file; idempotent."""
        with self._lock:
            self._connection.close()

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            return self._start_afresh(error)

    def _connect(self) -> sqlite3.Connection:
        with suppress(OSError):  # SQLite says it better
            self.path.touch(mode=0o600)  # titles are nobody else's business
        db = sqlite3.connect(
            self.path, timeout=_PATIENCE / 1000, isolation_level=None, check_same_thread=False
        )
        try:
            _check(db)
            db.executescript(_PRAGMAS)
            db.executescript(f"BEGIN IMMEDIATE; {self._schema} COMMIT;")
            _give_back_space(db)
        except BaseException:
            db.close()
            raise
        return db

    def _start_afresh(self, damage: sqlite3.DatabaseError) -> sqlite3.Connection:
        """Set the damaged file aside under another name, and open a new one."""
        aside = self.path.with_name(f"{self.path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}")
        for suffix in ("", "-wal", "-shm"):
            part = self.path.with_name(self.path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
        logger.error(
            "the queue %s is damaged (%s): kept as %s, a new one is begun", self.path, damage, aside.name
        )
        return self._connect()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if _code(error) == sqlite3.SQLITE_FULL:
                raise QueueFullError(f"{self.path}: no room for another heartbeat: {error}") from error
            raise QueueError(f"{self.path}: cannot keep heartbeats here: {error}") from error


def count_in(path: Path, query: str) -> int:
    """What a query counts in a queue's file that is left as it is; 0 if that cannot be said."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
            return int(db.execute(query).fetchone()[0])
    except sqlite3.Error:
        return 0


def _check(db: sqlite3.Connection) -> None:
    """Raise what SQLite raises for damage when the file is damaged or of a later version of the queue."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    verdict = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if version > _VERSION:
        verdict = f"expected version {_VERSION} of the queue's format, got {version}"
    if verdict != "ok":
        damage = sqlite3.DatabaseError(verdict)
        damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise damage


def _give_back_space(db: sqlite3.Connection) -> None:
    """Shrink a file that was large once."""
    if db.execute("PRAGMA freelist_count").fetchone()[0] > _FREE_PAGES:
        db.execute("VACUUM")


def _is_damage(error: sqlite3.Error) -> bool:
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 for an error of the Python module itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
