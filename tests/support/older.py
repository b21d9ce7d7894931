"""A history as the older server in Python leaves it: its database, settings and device id, in their usual folders."""

from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

DEVICE = "0a1b2c3d-1111-2222-3333-444455556666"
SETTINGS = {"startOfDay": "04:00", "useColorFallback": False, "classes": [{"id": 0, "name": ["Work"]}]}

_SCHEMA = """
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

_BUCKETS = {
    "aw-watcher-window_desk": ("currentwindow", "aw-watcher-window"),
    "aw-watcher-afk_desk": ("afkstatus", "aw-watcher-afk"),
    "aw-watcher-web-firefox": ("web.tab.current", "aw-client-web"),
}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

History = dict[str, Counter[tuple[int, int, str]]]
"""Bucket id -> how often it has each event: start and length in microseconds, and the data as sorted JSON."""


def data_folder(home: Path) -> Path:
    """The server's folder of data in a home; the older one and ours share it."""
    return home / ".local" / "share" / "activitywatch" / "aw-server"


def write_older(home: Path, events: int, *, titles: int = 200) -> Path:
    """Lay out a history with so many events of windows and some more; answers the database."""
    folder = data_folder(home)
    config = home / ".config" / "activitywatch" / "aw-server"
    for path in (folder, config):
        path.mkdir(parents=True)
    (config / "settings.json").write_text(json.dumps(SETTINGS))
    (folder / "device_id").write_text(DEVICE)
    database = folder / "peewee-sqlite.v2.db"
    with closing(sqlite3.connect(database)) as file, file:
        file.executescript(_SCHEMA)
        for key, (bucket_id, (kind, client)) in enumerate(_BUCKETS.items(), start=1):
            file.execute(
                "INSERT INTO bucketmodel VALUES (?, ?, '2023-05-01 06:00:00.123456+00:00', NULL, ?, ?, 'desk', '{}')",
                (key, bucket_id, kind, client),
            )
        file.executemany(
            "INSERT INTO eventmodel (bucket_id, timestamp, duration, datastr) VALUES (?, ?, ?, ?)",
            _rows(events, titles),
        )
    return database


def _rows(events: int, titles: int) -> list[tuple[int, str, float, str]]:
    rng, rows, moment = random.Random(5), [], datetime(2023, 5, 1, 6, tzinfo=UTC)
    for number in range(events):
        seconds = round(rng.expovariate(0.1), 3)
        title = f"Überschrift {rng.randrange(titles)} — 報告"
        rows.append((1, str(moment), seconds, json.dumps({"app": f"app{number % 7}", "title": title})))
        if number % 5 == 0:
            rows.append(
                (3, str(moment), seconds / 3, json.dumps({"url": f"http://a/{title}", "incognito": False}))
            )
        if number % 50 == 0:
            rows.append((2, str(moment), 500.000001, json.dumps({"status": rng.choice(["afk", "not-afk"])})))
        if number % 97 == 0:
            rows.append(rows[-1])  # an event that is really there twice
        moment += timedelta(seconds=seconds, milliseconds=rng.randrange(3))
    return rows


def older_history(database: Path) -> History:
    """What is in such a database, read without any code of the project."""
    history: History = {}
    with closing(sqlite3.connect(f"file:{database}?immutable=1", uri=True)) as file:
        for bucket_id, timestamp, duration, data in file.execute(
            "SELECT b.id, timestamp, duration, e.datastr FROM eventmodel AS e JOIN bucketmodel AS b ON b.key = bucket_id"
        ):
            history.setdefault(bucket_id, Counter())[_identity(timestamp, duration, json.loads(data))] += 1
    return history


def served_history(server: Any) -> History:
    """What a running server answers with for the same buckets."""
    history: History = {}
    for bucket_id in server.request("GET", "/api/0/buckets/")[1]:
        events = server.request("GET", f"/api/0/buckets/{bucket_id}/events?limit=-1")[1]
        history[bucket_id] = Counter(
            _identity(event["timestamp"], event["duration"], event["data"]) for event in events
        )
    return history


def _identity(timestamp: str, duration: float, data: dict[str, Any]) -> tuple[int, int, str]:
    start = (datetime.fromisoformat(timestamp) - _EPOCH) // timedelta(milliseconds=1) * 1000
    return start, round(float(duration) * 1e6), json.dumps(data, sort_keys=True)
