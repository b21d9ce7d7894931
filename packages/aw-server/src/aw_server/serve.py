"""Serves an app over HTTP with waitress, and stops without cutting anybody off."""

from __future__ import annotations

import logging
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import TcpWSGIServer, create_server

from aw_server.channels import Channel

__all__ = ["HttpServer"]

THREADS = 32
"""Requests worked on at a time. Most of them wait: for the disk, the processor, or a client that reads slowly."""

MAX_CONNECTIONS = 500
MAX_UPLOAD = 1024**3
"""Bytes the largest body, an import, may have."""

GRACE_SECONDS = 10.0
"""How long requests that were begun may take once the server is to stop."""

SWITCH_SECONDS = 0.001
"""How long a thread that computes, as a query does, keeps others from running Python: a fifth of the usual, as a
heartbeat has to wait for that several times."""

RECEIVED_BYTES = 64 * 1024
"""Bytes taken from a connection at a time."""

_IDLE_SECONDS = 30.0
_DRAIN_SECONDS = 0.05
_LAST_SECONDS = 1


class _Alarm(wasyncore.dispatcher):  # type: ignore[misc]  # waitress is not typed
    """Wakes the loop when a signal came; its socket is closed by who made it."""

    def close(self) -> None:
        self.del_channel()

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        self.recv(RECEIVED_BYTES)


class HttpServer:
    """An app behind bound sockets.

    `run` serves until `stop` is called, from a signal handler or any thread; then it accepts no more
    connections, lets the requests that were begun finish, and returns.
    """

    def __init__(self, app: Flask, sockets: Sequence[socket.socket]) -> None:
        self._map: dict[int, Any] = {}
        self._stopping = False
        self._dispatcher = create_server(
            app,
            map=self._map,
            sockets=list(sockets),
            threads=THREADS,
            connection_limit=MAX_CONNECTIONS,
            max_request_body_size=MAX_UPLOAD,
            recv_bytes=RECEIVED_BYTES,
            ident=None,
            clear_untrusted_proxy_headers=True,
        ).task_dispatcher
        # It warns whenever a request waits for a thread at all, thousands of times under load.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._servers = [entry for entry in self._map.values() if isinstance(entry, TcpWSGIServer)]
        for server in self._servers:
            server.channel_class = Channel

    def run(self) -> None:
        """Serve until `stop` is called."""
        usual = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        try:
            while not self._stopping:
                self._turn(_IDLE_SECONDS)
            self._drain()
        finally:
            sys.setswitchinterval(usual)

    def stop(self) -> None:
        """Make `run` finish what was begun and return; calling it again does nothing."""
        self._stopping = True
        with suppress(OSError):  # it has returned already
            self._servers[0].pull_trigger()

    @contextmanager
    def woken_by_signals(self) -> Iterator[None]:
        """Let signals wake `run` while the block lasts; for the main thread.

        Without it a handler may have to wait until the loop wakes by itself: if the signal comes just before
        the loop begins to wait, if another thread takes it, and always on Windows.
        """
        reader, writer = socket.socketpair()
        with reader, writer:
            reader.setblocking(False)
            writer.setblocking(False)
            alarm = _Alarm(reader, self._map)
            before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
            try:
                yield
            finally:
                signal.set_wakeup_fd(before)
                alarm.close()

    def _turn(self, seconds: float) -> None:
        """Wait for something to happen, but no longer than that, and handle it."""
        wasyncore.loop(timeout=seconds, map=self._map, count=1)

    def _drain(self) -> None:
        for server in self._servers:
            wasyncore.dispatcher.close(server)
        deadline = time.monotonic() + GRACE_SECONDS
        self._turn(0)
        while self._close_idle_channels() and time.monotonic() < deadline:
            self._turn(_DRAIN_SECONDS)
        self._dispatcher.shutdown(timeout=_LAST_SECONDS)
        wasyncore.close_all(self._map)

    def _close_idle_channels(self) -> bool:
        """Close the connections on which nothing was begun; whether there are others."""
        channels = [entry for entry in self._map.values() if isinstance(entry, Channel)]
        for channel in channels:
            if not channel.is_busy:
                channel.handle_close()
        return any(channel.is_busy for channel in channels)
