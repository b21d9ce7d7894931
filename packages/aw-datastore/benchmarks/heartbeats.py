"""Heartbeats per second, each on disk before it is answered, from one thread and from several.

Run: python heartbeats.py [seconds per round]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aw_core.models import Event
from aw_datastore import Bucket, Datastore
from aw_datastore.storages import SqliteStorage

START = datetime(2025, 1, 1, tzinfo=UTC)
THREADS = (1, 2, 4, 8, 16)
ROUNDS = 3
TITLE_EVERY = 10
"""The title changes with every tenth heartbeat; the others stretch an event."""


def main(seconds: float) -> None:
    """Print the median rate for each number of threads."""
    for threads in THREADS:
        rates = [measure(threads, seconds) for _ in range(ROUNDS)]
        print(f"{threads:3} threads: {statistics.median(rates):8,.0f} heartbeats/s", flush=True)


def measure(threads: int, seconds: float) -> float:
    """Heartbeats per second of so many threads, each with a bucket of its own, in a fresh file."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Datastore(SqliteStorage, filepath=Path(folder) / "events.db") as datastore,
    ):
        buckets = [datastore.create_bucket(f"bench-{n}", "bench", "bench", "bench") for n in range(threads)]
        counts = [0] * threads
        stop = threading.Event()
        workers = [
            threading.Thread(target=beat, args=(bucket, stop, counts, n)) for n, bucket in enumerate(buckets)
        ]
        begin = time.perf_counter()
        for worker in workers:
            worker.start()
        time.sleep(seconds)
        stop.set()
        for worker in workers:
            worker.join()
        return sum(counts) / (time.perf_counter() - begin)


def beat(bucket: Bucket, stop: threading.Event, counts: list[int], at: int) -> None:
    """Send heartbeats of a watcher that polls every second, as fast as they are answered."""
    count = 0
    while not stop.is_set():
        data = {"app": "Editor", "title": f"file {count // TITLE_EVERY} - Editor"}
        bucket.heartbeat(Event(None, START + timedelta(seconds=count), 0, data), pulsetime=5)
        count += 1
    counts[at] = count


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else 1.5)
