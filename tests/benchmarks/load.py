"""A load of heartbeats from processes of their own, so that nothing but the server limits it."""

from __future__ import annotations

import json
import multiprocessing
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from benchmarks.errors import ServerError
from benchmarks.web import TIMEOUT, Web, bucket_path

__all__ = ["TITLE_EVERY", "Beats", "Load", "Plan", "heartbeat_load"]

TITLE_EVERY = 10
"""The title changes with every tenth heartbeat; the others stretch an event."""

_PULSETIME = 5
_EPOCH = datetime(2026, 6, 1, tzinfo=UTC)
_PREPARATION = 1.5
"""Seconds in which every process has started and connected."""


@dataclass(frozen=True)
class Plan:
    """What one connection sends: to which bucket, for how many seconds, and how long it waits after each answer."""

    port: int
    bucket_id: str
    seconds: float
    pause: float = 0.0


@dataclass(frozen=True)
class Beats:
    """What came of one connection: seconds to the answer of each heartbeat, and seconds in all."""

    latencies: list[float]
    seconds: float


class Load:
    """Processes that send, one for each connection; kept from one round to the next."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def run(
        self, plans: list[Plan], background: tuple[int, list[dict[str, Any]]] | None = None
    ) -> list[Beats]:
        """Send all at the same time; meanwhile the background's queries are asked in turn of its port."""
        begin = time.monotonic() + _PREPARATION
        waiting = [self._pool.submit(_send, plan, begin) for plan in plans]
        if background is not None:
            port, queries = background
            self._pool.submit(_query_on, port, queries, begin + plans[0].seconds).result()
        return [future.result() for future in waiting]


@contextmanager
def heartbeat_load(connections: int) -> Iterator[Load]:
    """Processes for so many connections and one that asks queries; all have ended when the block has."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(connections + 1, mp_context=context) as pool:
        yield Load(pool)


def _send(plan: Plan, begin: float) -> Beats:
    """Send heartbeats over one connection, each when the one before is answered."""
    latencies: list[float] = []
    with _RawConnection(plan.port) as connection:
        _sleep_until(begin)
        first = now = time.perf_counter()
        while now - first < plan.seconds:
            request = _request(plan, len(latencies))
            before = time.perf_counter()
            connection.ask(request)
            now = time.perf_counter()
            latencies.append(now - before)
            time.sleep(plan.pause)
    return Beats(latencies, now - first)


def _query_on(port: int, queries: list[dict[str, Any]], end: float) -> None:
    """Ask queries without a pause until it is time to end."""
    web = Web(port)
    while True:
        for query in queries:
            if time.monotonic() >= end:
                return
            web.post("query/", query)


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


def _request(plan: Plan, number: int) -> bytes:
    """The heartbeat of that number: a second after the one before, of a window that changes at times."""
    moment = _EPOCH + timedelta(seconds=number)
    data = {"app": "Editor", "title": f"document {number // TITLE_EVERY} - Editor"}
    body = json.dumps({"timestamp": moment.isoformat(), "duration": 0, "data": data}).encode()
    path = f"/api/0/{bucket_path(plan.bucket_id, f'/heartbeat?pulsetime={_PULSETIME}')}"
    return (
        b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        % (
            path.encode(),
            len(body),
            body,
        )
    )


class _RawConnection:
    """Requests and answers with as little work around them as can be; a context manager."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket = self._open()

    def ask(self, request: bytes) -> None:
        """Send a request and read its answer to the end.

        Raises:
            ServerError: it was not answered with status 200.
        """
        self._socket.sendall(request)
        head, body = self._head()
        if not head.startswith((b"http/1.1 200", b"http/1.0 200")):
            raise ServerError(f"heartbeat: expected status 200, got {(head + body)[:500]!r}")
        self._read_body(head, body)

    def _open(self) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self._port), TIMEOUT)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def _head(self) -> tuple[bytes, bytes]:
        """The head of the answer in lower case, and what has come of the body."""
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _, body = received.partition(b"\r\n\r\n")
        return head.lower(), body

    def _read_body(self, head: bytes, body: bytes) -> None:
        """Read the rest; a server that closes after each answer is connected to anew."""
        _, _, length = head.partition(b"content-length:")
        missing = int(length.split(b"\r\n", 1)[0]) - len(body)
        while missing > 0:
            missing -= len(self._receive())
        if head.startswith(b"http/1.0") or b"connection: close" in head:
            self._socket.close()
            self._socket = self._open()

    def _receive(self) -> bytes:
        received = self._socket.recv(65536)
        if not received:
            raise ServerError("heartbeat: the server closed the connection before it had answered")
        return received

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
