"""Makes databases as older servers leave them, by their documented schemas."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

BUCKET = ("aw-watcher-window_desk", "currentwindow", "aw-watcher-window", "desk")
"""Id, type, client and hostname of the bucket that every file has, with key 1."""

_PEEWEE = """
    CREATE TABLE "bucketmodel" (
        "key" INTEGER NOT NULL PRIMARY KEY, "id" VARCHAR(255) NOT NULL, "created" DATETIME NOT NULL,
        "name" VARCHAR(255), "type" VARCHAR(255) NOT NULL, "client" VARCHAR(255) NOT NULL,
        "hostname" VARCHAR(255) NOT NULL, "datastr" VARCHAR(255)
    );
    CREATE UNIQUE INDEX "bucketmodel_id" ON "bucketmodel" ("id");
    CREATE TABLE "eventmodel" (
        "id" INTEGER NOT NULL PRIMARY KEY, "bucket_id" INTEGER NOT NULL, "timestamp" DATETIME NOT NULL,
        "duration" DECIMAL(10, 5) NOT NULL, "datastr" VARCHAR(255) NOT NULL,
        FOREIGN KEY ("bucket_id") REFERENCES "bucketmodel" ("key")
    );
    CREATE INDEX "eventmodel_bucket_id" ON "eventmodel" ("bucket_id");
    CREATE INDEX "eventmodel_timestamp" ON "eventmodel" ("timestamp");
"""

_SQLITE = """
    CREATE TABLE buckets (
        rowid INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, name TEXT, type TEXT NOT NULL,
        client TEXT NOT NULL, hostname TEXT NOT NULL, created TEXT NOT NULL, datastr TEXT NOT NULL
    );
    CREATE TABLE events (
        id INTEGER PRIMARY KEY AUTOINCREMENT, bucketrow INTEGER NOT NULL, starttime INTEGER NOT NULL,
        endtime INTEGER NOT NULL, datastr TEXT NOT NULL, FOREIGN KEY (bucketrow) REFERENCES buckets(rowid)
    );
    CREATE INDEX event_index_starttime ON events(bucketrow, starttime);
"""

_RUST = """
    CREATE TABLE buckets (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE NOT NULL, type TEXT NOT NULL,
        client TEXT NOT NULL, hostname TEXT NOT NULL, created TEXT NOT NULL, data TEXT NOT NULL
    );
    CREATE TABLE events (
        id INTEGER PRIMARY KEY AUTOINCREMENT, bucketrow INTEGER NOT NULL, starttime INTEGER NOT NULL,
        endtime INTEGER NOT NULL, data TEXT NOT NULL, FOREIGN KEY (bucketrow) REFERENCES buckets(id)
    );
    CREATE INDEX events_bucketrow_starttime_endtime_index ON events(bucketrow, starttime, endtime);
    CREATE TABLE key_value (key TEXT PRIMARY KEY, value TEXT, last_modified NUMBER NOT NULL);
    PRAGMA user_version = 5;
"""

Rows = Iterable[tuple[Any, Any, Any]]
"""Two columns of time as the file has them, and the text of the data."""


def make_peewee(path: Path, events: Rows, created: str = "2025-01-01 08:00:00+00:00") -> Path:
    """`peewee-sqlite.v2.db`: times as text, durations in seconds."""
    bucket_id, kind, client, hostname = BUCKET
    with closing(sqlite3.connect(path)) as file, file:
        file.executescript(_PEEWEE)
        file.execute(
            "INSERT INTO bucketmodel VALUES (1, ?, ?, NULL, ?, ?, ?, ?)",
            (bucket_id, created, kind, client, hostname, '{"device_id": "d"}'),
        )
        file.executemany(
            "INSERT INTO eventmodel (bucket_id, timestamp, duration, datastr) VALUES (1, ?, ?, ?)", events
        )
    return path


def make_sqlite(path: Path, events: Rows) -> Path:
    """`sqlite.v1.db`: start and end in microseconds."""
    bucket_id, kind, client, hostname = BUCKET
    with closing(sqlite3.connect(path)) as file, file:
        file.executescript(_SQLITE)
        file.execute(
            "INSERT INTO buckets VALUES (1, ?, NULL, ?, ?, ?, '2025-01-01T08:00:00+00:00', '{}')",
            (bucket_id, kind, client, hostname),
        )
        file.executemany(
            "INSERT INTO events (bucketrow, starttime, endtime, datastr) VALUES (1, ?, ?, ?)", events
        )
    return path


def open_rust(path: Path, events: Rows, settings: dict[str, Any] | None = None) -> sqlite3.Connection:
    """`sqlite.db` of aw-server-rust, still open: start and end in nanoseconds, all in the write-ahead log."""
    bucket_id, kind, client, hostname = BUCKET
    file = sqlite3.connect(path)
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("PRAGMA wal_autocheckpoint = 0")
    file.executescript(_RUST)
    file.execute(
        "INSERT INTO buckets VALUES (1, ?, ?, ?, ?, '2025-01-01T08:00:00.123456789Z', '{}')",
        (bucket_id, kind, client, hostname),
    )
    file.executemany("INSERT INTO events (bucketrow, starttime, endtime, data) VALUES (1, ?, ?, ?)", events)
    file.executemany(
        "INSERT INTO key_value VALUES (?, ?, 0)",
        [(f"settings.{key}", json.dumps(value)) for key, value in (settings or {}).items()],
    )
    file.execute("INSERT INTO key_value VALUES ('something.else', '1', 0)")
    file.commit()
    return file


def make_rust(path: Path, events: Rows, settings: dict[str, Any] | None = None) -> Path:
    """The same after its server ended in order: no journal beside it."""
    open_rust(path, events, settings).close()
    return path
