"""A year of events: how long storing, reading and deleting it takes, and how large the file is.

Run: python year.py
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from history import BUCKETS, START, events_of

import aw_core.models
from aw_datastore import Datastore
from aw_datastore.storages import SqliteStorage

WINDOW = "aw-watcher-window_bench"
ROUNDS = 5
RANGES = {"day": 1, "week": 7, "month": 30, "year": 365}


def main() -> None:
    """Print one line per measurement; where something ran several times, its median."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.db"
        with Datastore(SqliteStorage, filepath=path) as datastore:
            for bucket_id in BUCKETS:
                store(datastore, bucket_id)
            read(datastore)
            change(datastore)
        with timed("open and close"), Datastore(SqliteStorage, filepath=path):
            pass
        with Datastore(SqliteStorage, filepath=path) as datastore:
            print(f"{'file size of the year':40} {path.stat().st_size / 1e6:10.1f} MB", flush=True)
            with timed("delete the window bucket"):
                datastore.delete_bucket(WINDOW)
        print(f"{'file size after that':40} {path.stat().st_size / 1e6:10.1f} MB", flush=True)


def store(datastore: Datastore, bucket_id: str) -> None:
    """Import the year of one bucket, its events made beforehand."""
    events = list(events_of(bucket_id))
    bucket = aw_core.models.Bucket(
        id=bucket_id, type=BUCKETS[bucket_id][2], client="bench", hostname="bench", created=START
    )
    with timed(f"import {len(events):,} events"):
        datastore.import_bucket(bucket, events)


def read(datastore: Datastore) -> None:
    """Ranges as columns and as events, counts, the list of buckets, an export."""
    middle = START + timedelta(days=180)
    for name, days in RANGES.items():
        start = START if name == "year" else middle
        repeat(f"table of a {name}", partial(datastore.table, WINDOW, start, start + timedelta(days=days)))
    bucket = datastore[WINDOW]
    repeat("events of a day", lambda: bucket.get(-1, middle, middle + timedelta(days=1)))
    repeat("newest 100 events", lambda: bucket.get(100))
    repeat("count of the year", bucket.get_eventcount)
    repeat("list of buckets", datastore.buckets)
    with timed("all events of the bucket, streamed"):
        sum(1 for _ in bucket.iter_events())


def change(datastore: Datastore) -> None:
    """A second import of what is there, and single changes."""
    bucket = datastore[WINDOW]
    described = aw_core.models.Bucket(
        id=WINDOW, type="currentwindow", client="bench", hostname="bench", created=START
    )
    newest = bucket.get(100_000)
    with timed("import 100,000 events that are there"):
        datastore.import_bucket(described, newest)
    gone = iter(event.id for event in newest if isinstance(event.id, int))
    repeat("delete one event", lambda: bucket.delete(next(gone)))


def repeat(name: str, call: Callable[[], object]) -> None:
    """Print the median time of several calls."""
    seconds = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - begin)
    show(name, statistics.median(seconds))


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Print how long the block took."""
    begin = time.perf_counter()
    yield
    show(name, time.perf_counter() - begin)


def show(name: str, seconds: float) -> None:
    """Print one measurement."""
    print(f"{name:40} {seconds * 1e3:10,.2f} ms", flush=True)


if __name__ == "__main__":
    main()
