"""Connections that read: each reader has one to itself, and none ever waits for the writer."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aw_datastore.errors import DatastoreClosedError
from aw_datastore.sqlite.connections import read_only
from aw_datastore.sqlite.failures import OnDamage, database_errors, nobody

__all__ = ["Readers"]

MAX_IDLE = 16
"""How many connections are kept for the next readers; more readers at a time are fine."""


class Readers:
    """Lends read-only connections to the database at `path`.

    peewee's pool ties a connection to a thread, and gives none out twice there; here a caller holds his own.
    """

    def __init__(self, path: Path, on_damage: OnDamage = nobody) -> None:
        self._path = path
        self._on_damage = on_damage
        self._mutex = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees the database as it is now, whatever is written meanwhile.

        Raises:
            DatastoreClosedError: `close()` was called.
            DatabaseError: the file could not be read.
        """
        with database_errors(self._path, self._on_damage):
            connection = self._take()
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                self._give_back(connection)

    def close(self) -> None:
        """Lend nothing any more; a connection that is lent out is closed when it comes back."""
        with self._mutex:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> sqlite3.Connection:
        with self._mutex:
            if self._closed:
                raise DatastoreClosedError(f"{self._path}: the datastore is closed")
            if self._idle:
                return self._idle.pop()
        return read_only(self._path)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if connection.in_transaction:
            connection.rollback()
        with self._mutex:
            keep = not self._closed and len(self._idle) < MAX_IDLE
            if keep:
                self._idle.append(connection)
        if not keep:
            connection.close()
