"""What was committed is brought from the write-ahead log into the database file, beside the writer.

SQLite does it by itself within a commit, and everybody who waits for that commit then waits for two syncs more.
Here it is done on a connection of its own, by the thread that has just led a group of writers and handed the
lead on: all others go on meanwhile. Not so with SQLite before 3.51.3, in which a checkpoint beside a writer can,
very rarely, leave out pages (https://sqlite.org/wal.html#walresetbug): there the writer does it.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from pathlib import Path

from aw_datastore.sqlite.connections import BUSY_TIMEOUT
from aw_datastore.sqlite.exchange import beside

__all__ = ["BESIDE_WRITER", "KEPT", "PAGES_IN_COMMIT", "Checkpoints"]

logger = logging.getLogger(__name__)

EVERY = 250
"""Commits from one time to the next; some thousand pages."""

GROWTH = 4 * 2**20
"""Bytes by which the log may grow meanwhile: an import writes more with one commit than a day of heartbeats."""

KEPT = 8 * 2**20
"""Bytes of the log that stay when it begins anew: to write over what is there takes half the time to sync of
making the file longer."""

BESIDE_WRITER = sqlite3.sqlite_version_info >= (3, 51, 3)

PAGES_IN_COMMIT = 4_000 if BESIDE_WRITER else 1_000
"""Pages of the log at which the writer does it within a commit. Beside it is the last resort, at 16 MB: writers
without a pause never let the log begin anew otherwise."""


class Checkpoints:
    """Keeps the log of the database at `path` short; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log = beside(path, "-wal")
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._commits = 0
        self._size_then = 0

    def keep_up(self) -> None:
        """Do it if there is enough to do and nobody is at it; to be called after each commit."""
        if not BESIDE_WRITER:
            return
        self._commits += 1
        if not self._is_due() or not self._lock.acquire(blocking=False):
            return
        try:
            self._commits = 0
            self._run()
            self._size_then = self._size()
        except sqlite3.Error as error:
            # Nothing is lost: what was committed is in the log.
            logger.warning("%s: its log could not be brought into it: %s", self._path, error)
        finally:
            self._lock.release()

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _is_due(self) -> bool:
        return self._commits >= EVERY or self._size() - self._size_then >= GROWTH

    def _run(self) -> None:
        if self._connection is None:
            self._connection = sqlite3.connect(
                self._path, timeout=BUSY_TIMEOUT / 1000, isolation_level=None, check_same_thread=False
            )
        self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def _size(self) -> int:
        try:
            return self._log.stat().st_size
        except OSError:
            return 0
