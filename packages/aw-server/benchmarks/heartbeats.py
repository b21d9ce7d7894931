"""Heartbeats per second over HTTP, each on disk before it is answered, and how long each takes.

Run: python heartbeats.py [--connections N] [--requests N] [--rounds N] [--against SOURCES]

The connections are kept, and each sends its next heartbeat when the last is answered. With `--against`, a
folder of another version's sources, both take turns, so that what else the machine does meets both alike.
"""

from __future__ import annotations

import argparse
import http.client
import json
import selectors
import socket
import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from running import Running, running

START = datetime(2025, 1, 1, tzinfo=UTC)
TITLE_EVERY = 10
"""The title changes with every tenth heartbeat; the others stretch an event."""

WARM_UP = 200


@dataclass
class Round:
    """What one round found: rate, latencies in milliseconds, processor time of a request in microseconds."""

    rate: float
    median: float
    p99: float
    processor: float


class Connection:
    """One kept connection that has its requests ready."""

    def __init__(self, port: int, bucket: str, first: int, count: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = iter([heartbeat(bucket, number) for number in range(first, first + count)])
        self._sent = 0.0
        self._answer = b""
        self.seconds: list[float] = []

    def send(self) -> bool:
        """Send the next request; whether there was one left."""
        request = next(self._requests, None)
        if request is None:
            return False
        self._sent = time.perf_counter()
        self.socket.sendall(request)
        return True

    def receive(self) -> bool:
        """Take what has come; whether the answer is whole."""
        piece = self.socket.recv(65536)
        self._answer += piece
        head, found, body = self._answer.partition(b"\r\n\r\n")
        if not piece or not self._answer.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(f"no good answer: {self._answer!r}")
        if not found or len(body) < int(head.lower().partition(b"content-length: ")[2].split()[0]):
            return False
        self.seconds.append(time.perf_counter() - self._sent)
        self._answer = b""
        return True


def heartbeat(bucket: str, number: int) -> bytes:
    """The request of a watcher that polls every second."""
    event = {
        "id": None,
        "timestamp": (START + timedelta(seconds=number)).isoformat(),
        "duration": 0.0,
        "data": {"app": "Editor", "title": f"file {number // TITLE_EVERY} - Editor"},
    }
    body = json.dumps(event).encode()
    return (
        f"POST /api/0/buckets/{bucket}/heartbeat?pulsetime=5.0 HTTP/1.1\r\n"
        "Host: 127.0.0.1:5600\r\nUser-Agent: python-requests/2.32\r\nAccept-Encoding: gzip, deflate\r\n"
        "Accept: */*\r\nConnection: keep-alive\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def create_bucket(port: int, bucket: str) -> None:
    """Make a bucket for heartbeats."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    fields = {"client": "bench", "type": "currentwindow", "hostname": "bench"}
    connection.request("POST", f"/api/0/buckets/{bucket}", json.dumps(fields))
    connection.getresponse().read()
    connection.close()


def measure(server: Running, connections: int, first: int, count: int) -> Round:
    """Send so many heartbeats over each of so many connections, each to a bucket of its own."""
    open_ones = [Connection(server.port, f"bench-{n}", first, count) for n in range(connections)]
    with selectors.DefaultSelector() as selector:
        for connection in open_ones:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        processor, begun = server.processor_seconds(), time.perf_counter()
        exchange(selector, open_ones)
        seconds = time.perf_counter() - begun
    for connection in open_ones:
        connection.socket.close()
    taken = [one for connection in open_ones for one in connection.seconds]
    return Round(
        rate=len(taken) / seconds,
        median=statistics.median(taken) * 1e3,
        p99=statistics.quantiles(taken, n=100)[98] * 1e3,
        processor=(server.processor_seconds() - processor) / len(taken) * 1e6,
    )


def exchange(selector: selectors.BaseSelector, connections: list[Connection]) -> None:
    """Send and receive until every connection has all its answers."""
    busy = sum(connection.send() for connection in connections)
    while busy:
        for key, _ in selector.select():
            if key.data.receive() and not key.data.send():
                busy -= 1


def report(name: str, rounds: list[Round]) -> None:
    """Print the medians over the rounds, and the best rate."""
    rate, median, p99, processor = (
        statistics.median(getattr(one, field) for one in rounds)
        for field in ("rate", "median", "p99", "processor")
    )
    best = max(one.rate for one in rounds)
    print(
        f"{name:8} {rate:7,.0f}/s (best {best:,.0f})  p50 {median:5.2f} ms  p99 {p99:6.2f} ms  "
        f"{processor:4.0f} us of processor each",
        flush=True,
    )


def main() -> None:
    """Measure one version, or two in turns."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--requests", type=int, default=2000, help="per connection and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", metavar="SOURCES", help="a folder with another version's packages")
    args = parser.parse_args()
    versions = {"this": None, **({"other": args.against} if args.against else {})}
    found: dict[str, list[Round]] = {name: [] for name in versions}
    for _ in range(args.rounds):
        for name, sources in versions.items():
            with running(sources) as server:
                for number in range(args.connections):
                    create_bucket(server.port, f"bench-{number}")
                measure(server, args.connections, 0, WARM_UP)
                found[name].append(measure(server, args.connections, WARM_UP, args.requests))
    for name, rounds in found.items():
        report(name, rounds)


if __name__ == "__main__":
    main()
