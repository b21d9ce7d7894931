"""An app served on a free loopback port, in a thread of the test's process, and ways to talk to it."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask

from aw_server.serve import HttpServer
from aw_server.sockets import bind_sockets

TIMEOUT = 20


@dataclass
class Reply:
    """An answer: its status, headers and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Live:
    """A running server."""

    port: int
    http: HttpServer
    thread: threading.Thread

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """The answer to one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()

    def raw(self, data: bytes) -> bytes:
        """Everything that comes back until the server closes the connection."""
        with self.connect() as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            pieces = []
            while piece := connection.recv(65536):
                pieces.append(piece)
            return b"".join(pieces)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT)


@contextmanager
def live(app: Flask) -> Iterator[Live]:
    """The app behind a socket; stopped in order when the block ends."""
    sockets = bind_sockets("127.0.0.1", 0)
    server = HttpServer(app, sockets)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield Live(sockets[0].getsockname()[1], server, thread)
    finally:
        server.stop()
        thread.join(TIMEOUT)
        assert not thread.is_alive()
