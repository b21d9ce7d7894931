"""Makes databases as older servers leave them, by their documented schemas."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

WINDOW = "aw-watcher-window_desk"
"""The bucket that every file has."""

_PEEWEE = """
    CREATE TABLE bucketmodel (
        key INTEGER NOT NULL PRIMARY KEY, id VARCHAR(255) NOT NULL, created DATETIME NOT NULL, name VARCHAR(255),
        type VARCHAR(255) NOT NULL, client VARCHAR(255) NOT NULL, hostname VARCHAR(255) NOT NULL,
        datastr VARCHAR(255)
    );
    CREATE TABLE eventmodel (
        id INTEGER NOT NULL PRIMARY KEY, bucket_id INTEGER NOT NULL, timestamp DATETIME NOT NULL,
        duration DECIMAL(10, 5) NOT NULL, datastr VARCHAR(255) NOT NULL
    );
    CREATE INDEX eventmodel_bucket_id ON eventmodel (bucket_id);
"""

_RUST = """
    CREATE TABLE buckets (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE NOT NULL, type TEXT NOT NULL,
        client TEXT NOT NULL, hostname TEXT NOT NULL, created TEXT NOT NULL, data TEXT NOT NULL
    );
    CREATE TABLE events (
        id INTEGER PRIMARY KEY AUTOINCREMENT, bucketrow INTEGER NOT NULL, starttime INTEGER NOT NULL,
        endtime INTEGER NOT NULL, data TEXT NOT NULL
    );
    CREATE TABLE key_value (key TEXT PRIMARY KEY, value TEXT, last_modified NUMBER NOT NULL);
    PRAGMA user_version = 5;
    PRAGMA journal_mode = WAL;
"""

START = 1_735_718_400
"""2025-01-01 08:00 UTC in seconds."""


def peewee_rows(count: int) -> list[tuple[str, float, str]]:
    """Events a second apart and half a second long, of ten kinds of data."""
    return [
        (f"2025-01-01 {8 + n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}+00:00", 0.5, json.dumps({"n": n % 10}))
        for n in range(count)
    ]


def make_peewee(path: Path, rows: Iterable[tuple[Any, Any, Any]]) -> Path:
    """`peewee-sqlite.v2.db` with one bucket."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as file, file:
        file.executescript(_PEEWEE)
        file.execute(
            "INSERT INTO bucketmodel VALUES (1, ?, '2024-12-31 10:00:00+00:00', NULL, 'currentwindow',"
            " 'aw-watcher-window', 'desk', '{\"device_id\": \"d\"}')",
            (WINDOW,),
        )
        file.executemany(
            "INSERT INTO eventmodel (bucket_id, timestamp, duration, datastr) VALUES (1, ?, ?, ?)", rows
        )
    return path


def make_rust(path: Path, count: int, settings: dict[str, Any] | None = None) -> Path:
    """`sqlite.db` of aw-server-rust with the events of `peewee_rows`, and settings."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        ((START + n) * 10**9, (START + n) * 10**9 + 5 * 10**8, json.dumps({"n": n % 10}))
        for n in range(count)
    ]
    with closing(sqlite3.connect(path)) as file, file:
        file.executescript(_RUST)
        file.execute(
            "INSERT INTO buckets VALUES (1, ?, 'currentwindow', 'aw-watcher-window', 'desk',"
            " '2024-12-31T10:00:00Z', '{}')",
            (WINDOW,),
        )
        file.executemany("INSERT INTO events (bucketrow, starttime, endtime, data) VALUES (1, ?, ?, ?)", rows)
        file.executemany(
            "INSERT INTO key_value VALUES (?, ?, 0)",
            [(f"settings.{key}", json.dumps(value)) for key, value in (settings or {}).items()],
        )
    return path
