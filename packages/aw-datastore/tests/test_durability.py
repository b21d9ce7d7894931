"""A program killed without warning loses nothing it was told is stored."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aw_core import Bucket, Event
from aw_datastore import Datastore
from aw_datastore.storages import SqliteStorage

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)

# Threads of two kinds: each third heartbeat begins an event, the others stretch it. Prints what was answered.
BEAT = """
import os, sys, threading
from datetime import UTC, datetime, timedelta
from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.storages import SqliteStorage

noon = datetime(2025, 6, 1, 12, tzinfo=UTC)
datastore = Datastore(SqliteStorage, filepath=sys.argv[1])

def beat(name):
    bucket = datastore.create_bucket(name, "t", "c", "h")
    for second in range(10**9):
        bucket.heartbeat(Event(None, noon + timedelta(seconds=second), 0, {"n": second // 3}), pulsetime=1)
        os.write(1, f"{name} {second}\\n".encode())

for n in range(4):
    threading.Thread(target=beat, args=(f"bucket-{n}",)).start()
"""

IMPORT = """
import os, sys
from datetime import UTC, datetime, timedelta
from aw_core import Bucket, Event
from aw_datastore import Datastore
from aw_datastore import rows
from aw_datastore.storages import SqliteStorage

rows.BATCH = 50
noon = datetime(2025, 6, 1, 12, tzinfo=UTC)

def stream():
    for n in range(10**9):
        os.write(1, f"{n}\\n".encode())
        yield Event(None, noon + timedelta(seconds=n // 2), 1, {"n": n // 4})

bucket = Bucket(id="b", type="t", client="c", hostname="h", created=noon)
Datastore(SqliteStorage, filepath=sys.argv[1]).import_bucket(bucket, stream())
"""


@contextmanager
def killed_after(program: str, path: Path, lines: int) -> Iterator[list[str]]:
    """The lines a program wrote before it was killed, which is once it has written so many."""
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        written = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        rest = process.stdout.read()
    yield [line for line in ("".join(written) + rest).split("\n")[:-1] if line]


@pytest.mark.parametrize("lines", [1, 50, 400, 1500])
def test_every_answered_heartbeat_is_there_after_a_kill(path: Path, lines: int) -> None:
    with killed_after(BEAT, path, lines) as written, Datastore(SqliteStorage, filepath=path) as datastore:
        answered: dict[str, int] = {}
        for line in written:
            name, count = line.split()
            answered[name] = int(count)
        assert answered
        for name, second in answered.items():
            events = datastore[name].get()
            assert events[0].end >= NOON + timedelta(seconds=second)
            expected = [NOON + timedelta(seconds=3 * n) for n in range(len(events))]
            assert [event.timestamp for event in reversed(events)] == expected
            assert [event.data["n"] for event in reversed(events)] == list(range(len(events)))


@pytest.mark.parametrize("lines", [10, 333, 1000])
def test_import_killed_and_repeated_has_each_event_as_often_as_the_stream(path: Path, lines: int) -> None:
    with killed_after(IMPORT, path, lines), Datastore(SqliteStorage, filepath=path) as datastore:
        bucket = Bucket(id="b", type="t", client="c", hostname="h", created=NOON)
        events = [Event(None, NOON + timedelta(seconds=n // 2), 1, {"n": n // 4}) for n in range(100_000)]
        stream = events[: max(2 * lines, len(datastore["b"].get()) if "b" in datastore else 0)]
        datastore.import_bucket(bucket, stream)
        assert list(reversed(datastore["b"].get())) == stream
