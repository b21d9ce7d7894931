"""The offline queue on disk: heartbeats that wait for the server, and the last one of each bucket.

A method that changes it returns when the change is committed, so what it took survives the death of this
process at any instant. (It is not forced through to the disk's platter at each heartbeat: a loss of power may
cost what the system had not yet written, some seconds.)
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aw_client.heartbeats import Decide, Heartbeat
from aw_client.spool.file import QueueFile, count_in
from aw_core import Event

__all__ = ["Spool", "Waiting", "heartbeats_in"]

# The last statements queue what an earlier process remembered and did not send.
_SCHEMA = """
    CREATE TABLE IF NOT EXISTS bucket (id TEXT PRIMARY KEY, type TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS waiting (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        bucket_id TEXT NOT NULL,
        pulsetime REAL NOT NULL,
        event TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS waiting_by_bucket ON waiting (bucket_id, number);
    CREATE TABLE IF NOT EXISTS batch (bucket_id TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS remembered (
        bucket_id TEXT PRIMARY KEY,
        pulsetime REAL NOT NULL,
        event TEXT NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO waiting (bucket_id, pulsetime, event) SELECT bucket_id, pulsetime, event FROM remembered;
    DELETE FROM remembered;
"""

_WAITING = """
    SELECT number, bucket_id, pulsetime, event, number <= coalesce(last, 0)
    FROM waiting LEFT JOIN batch USING (bucket_id)
"""

_AT_ONCE = 500
"""How many rows are in memory while all are rewritten."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A heartbeat in the queue: its number in the order of arrival, and its event as JSON text.

    One that is `batched` leaves together with the rest of its bucket's batch.
    """

    number: int
    bucket_id: str
    pulsetime: float
    event: str
    batched: bool

    def heartbeat(self) -> Heartbeat:
        """The heartbeat it was."""
        return Heartbeat(self.bucket_id, Event(**json.loads(self.event)), self.pulsetime)


class Spool:
    """The heartbeats of one client for one server, in one file; may be used from several threads.

    Raises:
        QueueError: the file cannot be made, read or written (here and in each method).
        QueueFullError: it has reached its limit, or the disk is full (each method that adds).
    """

    def __init__(self, path: Path) -> None:
        self._file = QueueFile(path, _SCHEMA)
        self._in_flight = 0

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    def remember(self, heartbeat: Heartbeat, *, send: Heartbeat | None = None) -> None:
        """Keep a heartbeat as its bucket's last one and, in the same transaction, queue another to be sent."""
        row = _row(heartbeat)

        def write(db: sqlite3.Connection) -> None:
            if send is not None:
                self._append(db, send)
            db.execute("INSERT OR REPLACE INTO remembered VALUES (?, ?, ?)", row)

        self._file.change(write)

    def send_remembered(self, heartbeat: Heartbeat) -> None:
        """Queue a bucket's last heartbeat to be sent, and remember it no longer."""

        def write(db: sqlite3.Connection) -> None:
            self._append(db, heartbeat)
            db.execute("DELETE FROM remembered WHERE bucket_id = ?", (heartbeat.bucket_id,))

        self._file.change(write)

    def append(self, heartbeat: Heartbeat) -> None:
        """Queue a heartbeat to be sent."""
        self._file.change(lambda db: self._append(db, heartbeat))

    def next_waiting(self, *, without: Collection[str] = ()) -> Waiting | None:
        """The oldest heartbeat that waits, of any bucket but those named; it stays as it is until `put_back`."""
        holes = ", ".join("?" * len(without))
        query = f"{_WAITING} WHERE bucket_id NOT IN ({holes}) ORDER BY number LIMIT 1"

        def read(db: sqlite3.Connection) -> Waiting | None:
            row = db.execute(query, tuple(without)).fetchone()
            self._in_flight = row[0] if row else 0
            return Waiting(*row) if row else None

        return self._file.read(read)

    def put_back(self) -> None:
        """The heartbeat from `next_waiting` is not being sent any more, so later ones may merge into it."""
        self._in_flight = 0

    def remove(self, number: int) -> None:
        """Take a heartbeat out for good: the server has it, or will never take it."""
        self._file.change(lambda db: db.execute("DELETE FROM waiting WHERE number = ?", (number,)))

    def holds(self, bucket_id: str, many: int) -> bool:
        """Whether at least so many heartbeats wait of one bucket."""
        query = "SELECT 1 FROM waiting WHERE bucket_id = ? LIMIT 1 OFFSET ?"
        return self._file.read(lambda db: db.execute(query, (bucket_id, many - 1)).fetchone()) is not None

    def oldest(self, bucket_id: str, limit: int) -> list[Waiting]:
        """The oldest heartbeats that wait of one bucket, at most `limit`."""
        query = f"{_WAITING} WHERE bucket_id = ? ORDER BY number LIMIT ?"
        return self._file.read(lambda db: [Waiting(*row) for row in db.execute(query, (bucket_id, limit))])

    def begin_batch(self, bucket_id: str, last: int) -> None:
        """Fix a bucket's oldest heartbeats up to a number: from now on they leave together.

        None of them changes any more, also after a restart, so the batch can be sent again just as it was.
        """
        self._file.change(
            lambda db: db.execute("INSERT OR REPLACE INTO batch VALUES (?, ?)", (bucket_id, last))
        )

    def batch(self, bucket_id: str) -> list[Waiting]:
        """The heartbeats of a bucket's batch, oldest first; none when it has no batch."""
        query = f"{_WAITING} WHERE bucket_id = ? AND number <= last ORDER BY number"
        return self._file.read(lambda db: [Waiting(*row) for row in db.execute(query, (bucket_id,))])

    def remove_batch(self, bucket_id: str) -> None:
        """Take the heartbeats of a batch out for good: the server has them."""

        def write(db: sqlite3.Connection) -> None:
            [last] = db.execute("SELECT last FROM batch WHERE bucket_id = ?", (bucket_id,)).fetchone()
            db.execute("DELETE FROM waiting WHERE bucket_id = ? AND number <= ?", (bucket_id, last))
            db.execute("DELETE FROM batch WHERE bucket_id = ?", (bucket_id,))

        self._file.change(write)

    def undo_batch(self, bucket_id: str) -> None:
        """Let the heartbeats of a batch leave one by one after all: the server has none of them."""
        self._file.change(lambda db: db.execute("DELETE FROM batch WHERE bucket_id = ?", (bucket_id,)))

    def rewrite(self, decide: Decide) -> bool:
        """Give every heartbeat other data, or drop it.

        Returns whether nothing of what was there or is gone is left in the file and its log; not if another program reads it.
        """
        self._file.change(lambda db: _rewrite(db, decide))
        return self._file.empty_log()

    def count(self) -> int:
        """How many heartbeats wait."""
        return self._file.read(lambda db: int(db.execute("SELECT count(*) FROM waiting").fetchone()[0]))

    def register(self, bucket_id: str, event_type: str) -> None:
        """Keep in mind that a bucket is to exist, and of what type."""
        row = (bucket_id, event_type)
        self._file.change(lambda db: db.execute("INSERT OR REPLACE INTO bucket VALUES (?, ?)", row))

    def registered(self) -> dict[str, str]:
        """The registered buckets: id to type."""
        return self._file.read(lambda db: dict(db.execute("SELECT id, type FROM bucket").fetchall()))

    def close(self) -> None:
        """Close the file; idempotent."""
        self._file.close()

    def _append(self, db: sqlite3.Connection, heartbeat: Heartbeat) -> None:
        """Queue a heartbeat: stretch the bucket's newest that waits if it can, else add one.

        So a long absence of the server costs a row per different event, not per heartbeat. The row being sent
        right now is left alone (it is removed once the server has what it held at that time), and so is a batch.
        """
        query = f"{_WAITING} WHERE bucket_id = ? ORDER BY number DESC LIMIT 1"
        row = db.execute(query, (heartbeat.bucket_id,)).fetchone()
        newest = None if row is None else Waiting(*row)
        if newest is not None and not newest.batched and newest.number != self._in_flight:
            merged = newest.heartbeat().merged(heartbeat)
            if merged is not None:
                db.execute(
                    "UPDATE waiting SET event = ? WHERE number = ?", (merged.to_json_str(), newest.number)
                )
                return
        db.execute("INSERT INTO waiting (bucket_id, pulsetime, event) VALUES (?, ?, ?)", _row(heartbeat))


def heartbeats_in(path: Path) -> int:
    """How many heartbeats are in a queue's file; 0 if that cannot be said."""
    return count_in(path, "SELECT (SELECT count(*) FROM waiting) + (SELECT count(*) FROM remembered)")


def _rewrite(db: sqlite3.Connection, decide: Decide) -> None:
    """In pieces: a long absence of the server leaves more rows than a watcher is to have in memory at once."""
    query = "SELECT number, bucket_id, pulsetime, event FROM waiting WHERE number > ? ORDER BY number LIMIT ?"
    last = -1
    while rows := db.execute(query, (last, _AT_ONCE)).fetchall():
        _rewrite_rows(db, "waiting", "number", rows, decide)
        last = rows[-1][0]
    rows = db.execute("SELECT bucket_id, bucket_id, pulsetime, event FROM remembered").fetchall()
    _rewrite_rows(db, "remembered", "bucket_id", rows, decide)


def _rewrite_rows(
    db: sqlite3.Connection, table: str, key: str, rows: list[tuple[Any, str, float, str]], decide: Decide
) -> None:
    for at, bucket_id, pulsetime, event in rows:
        heartbeat = Heartbeat(bucket_id, Event(**json.loads(event)), pulsetime)
        changed = heartbeat.rewritten(decide)
        if changed is None:
            db.execute(f"DELETE FROM {table} WHERE {key} = ?", (at,))  # noqa: S608 - the names are above
        elif changed is not heartbeat:
            text = changed.to_json_str()
            db.execute(f"UPDATE {table} SET event = ? WHERE {key} = ?", (text, at))  # noqa: S608 - as above


def _row(heartbeat: Heartbeat) -> tuple[str, float, str]:
    return heartbeat.bucket_id, heartbeat.pulsetime, heartbeat.to_json_str()
