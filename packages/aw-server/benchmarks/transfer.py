"""Import and export over HTTP: how long they take, what memory they need, how heartbeats fare meanwhile.

Run: python transfer.py [EXPORT] [--rounds N] [--against SOURCES]

EXPORT is a file that `/api/0/export` wrote; without one, 200,000 events are made up. With `--against`, a folder
of another version's sources, both take turns.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

from heartbeats import START, Connection, create_bucket
from running import Running, running

EVENTS = 200_000
TIMEOUT = 600
PIECE = 1 << 20
REPEATS = 20


def main() -> None:
    """Measure one version, or two in turns."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("export", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--against", metavar="SOURCES", help="a folder with another version's packages")
    args = parser.parse_args()
    versions = {"this": None, **({"other": args.against} if args.against else {})}
    with tempfile.TemporaryDirectory() as folder:
        history = args.export or made_up(Path(folder) / "history.json")
        for _ in range(args.rounds):
            for name, sources in versions.items():
                print(f"{name}: {history.stat().st_size / 1e6:.0f} MB of history", flush=True)
                with running(sources) as server:
                    measure(server, history)


def measure(server: Running, history: Path) -> None:
    """Print what one server needs for each kind of transfer."""
    print(f"  idle                 {'':9}  {server.memory():7.0f} MB")
    with heartbeats_meanwhile(server) as seconds, timed(server, "import"):
        import_file(server, history)
    print_latency(seconds)
    with timed(server, "import again"):
        import_file(server, history)
    with timed(server, "export"):
        bucket_ids = export(server)
    largest = max(bucket_ids, key=lambda bucket_id: count(server, bucket_id))
    for name, path in (
        ("newest 1,000 events", f"/api/0/buckets/{largest}/events?limit=1000"),
        ("count", f"/api/0/buckets/{largest}/events/count"),
        ("list of buckets", "/api/0/buckets/"),
    ):
        print(f"  {name:20} {median(partial(get, server, path)) * 1e3:7.2f} ms", flush=True)


@contextmanager
def timed(server: Running, name: str) -> Iterator[None]:
    """Print how long a block took, and the memory the server had before, at its peak, and after."""
    before = server.memory()
    server.forget_peak()
    begun, processor = time.perf_counter(), server.processor_seconds()
    yield
    seconds, processor = time.perf_counter() - begun, server.processor_seconds() - processor
    print(
        f"  {name:20} {seconds:7.2f} s   {server.peak_memory():7.0f} MB at most "
        f"(before: {before:.0f}, after: {server.memory():.0f}), {processor:.1f} s of processor",
        flush=True,
    )


@contextmanager
def heartbeats_meanwhile(server: Running) -> Iterator[list[float]]:
    """Send fifty heartbeats a second while a block runs; the list is filled with how long each took, seconds."""
    create_bucket(server.port, "meanwhile")
    connection, stop = Connection(server.port, "meanwhile", 0, 10**5), threading.Event()

    def send() -> None:
        while not stop.wait(0.02):
            connection.send()
            while not connection.receive():
                pass

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield connection.seconds
    finally:
        stop.set()
        thread.join()
        connection.socket.close()


def print_latency(seconds: list[float]) -> None:
    """Print how heartbeats fared."""
    p99 = statistics.quantiles(seconds, n=100)[98] * 1e3
    print(
        f"    {len(seconds)} heartbeats meanwhile: p50 {statistics.median(seconds) * 1e3:.1f} ms, p99 {p99:.1f} ms"
    )


def import_file(server: Running, history: Path) -> None:
    """Post a file."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)
    with history.open("rb") as file:
        headers = {"Content-Type": "application/json", "Content-Length": str(history.stat().st_size)}
        connection.request("POST", "/api/0/import", file, headers)
    response = connection.getresponse()
    answer = response.read()
    if response.status != http.HTTPStatus.OK:
        raise RuntimeError(f"the import failed: {answer!r}")
    connection.close()


def export(server: Running) -> list[str]:
    """Take an export of everything, a piece at a time; the ids of its buckets."""
    with tempfile.TemporaryFile() as file:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)
        connection.request("GET", "/api/0/export")
        copy(connection.getresponse(), file)
        connection.close()
    return list(json.loads(get(server, "/api/0/buckets/")))


def copy(response: http.client.HTTPResponse, file: BinaryIO) -> None:
    """Write an answer to a file."""
    while piece := response.read(PIECE):
        file.write(piece)


def get(server: Running, path: str) -> bytes:
    """The body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)
    connection.request("GET", path)
    body = connection.getresponse().read()
    connection.close()
    return body


def count(server: Running, bucket_id: str) -> int:
    """How many events a bucket has."""
    return int(get(server, f"/api/0/buckets/{bucket_id}/events/count"))


def median(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    seconds = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def made_up(path: Path) -> Path:
    """Write an export of one bucket; titles return, as they do on a real desktop."""
    chance = random.Random(1)  # noqa: S311 - the same history each time
    bucket = {"id": "made-up", "type": "currentwindow", "client": "bench", "hostname": "bench"}
    with path.open("w") as file:
        file.write(json.dumps({"buckets": {"made-up": bucket}})[:-3] + ', "events": [')
        for number in range(EVENTS):
            event = {
                "timestamp": (START + timedelta(seconds=8 * number)).isoformat(),
                "duration": round(chance.uniform(0, 8), 3),
                "data": {
                    "app": f"app {chance.randrange(20)}",
                    "title": f"title {int(chance.expovariate(1e-3))}",
                },
            }
            file.write((", " if number else "") + json.dumps(event))
        file.write("]}}}")
    return path


if __name__ == "__main__":
    main()
