"""Connections: each stays with the thread that answered its last request while the client keeps sending."""

from __future__ import annotations

import select
import time
from functools import lru_cache
from typing import Any

from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer, ReadOnlyFileBasedBuffer
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError, TransferEncodingNotImplemented
from waitress.receiver import ChunkedReceiver, FixedStreamReceiver
from waitress.task import ErrorTask, Task, WSGITask

from aw_server.json import dumps

__all__ = ["Channel"]

LINGER_SECONDS = 0.01
"""How long a thread waits for the next request of the client it has answered."""

HELD_BYTES = 64 * 1024
"""Parts of an answer, such as its head and a short body, are sent together up to this size."""

_REMEMBERED_HEADS = 128
_LONGEST_REMEMBERED = 2048
"""How many heads of requests are remembered, and bytes of the longest."""


@lru_cache(_REMEMBERED_HEADS)
def _parsed(head: bytes, adjustments: Adjustments) -> dict[str, Any]:
    """What waitress makes of the head of a request, which depends on its bytes alone."""
    parser = HTTPRequestParser(adjustments)
    parser.parse_header(head)
    found: dict[str, Any] = vars(parser)
    return found


class _Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress is not typed
    """Reads a request; remembers heads, as those of a watcher are alike all day.

    To read one anew takes waitress almost a third of the time that a heartbeat takes in all.
    """

    def parse_header(self, header_plus: bytes) -> None:
        if len(header_plus) > _LONGEST_REMEMBERED:
            super().parse_header(header_plus)
            return
        try:
            found = _parsed(header_plus, self.adj)
        except (ParsingError, TransferEncodingNotImplemented):
            super().parse_header(header_plus)  # fails again, and leaves what it had read until then
            return
        self.__dict__.update(found)
        self.headers: dict[str, str] = found["headers"].copy()
        if found.get("body_rcv") is not None:
            buffer = OverflowableBuffer(self.adj.inbuf_overflow)
            self.body_rcv = (
                ChunkedReceiver(buffer) if self.chunked else FixedStreamReceiver(self.content_length, buffer)
            )


class _Answer(WSGITask):  # type: ignore[misc]  # waitress is not typed
    """Answers one request through the app."""

    def service(self) -> None:
        super().service()
        self.channel.send_held()


class _Conversation(_Answer):
    """Answers a request, and those that follow on the same connection without a pause.

    waitress has one thread that reads requests and hands each to another one: with the news of the answer
    that makes three changes of thread a request, which cost more than answering a heartbeat.
    """

    def service(self) -> None:
        super().service()
        task: Task = self
        while not task.close_on_finish and self.channel.wait_for_next():
            task = self.channel.next_task()
            task.service()
            task.request.close()
        self.close_on_finish = task.close_on_finish


class _JsonError(ErrorTask):  # type: ignore[misc]  # waitress is not typed
    """Answers with JSON what is no HTTP: waitress finds it before the app sees a request."""

    def service(self) -> None:
        super().service()
        self.channel.send_held()

    def execute(self) -> None:
        error = self.request.error
        body = dumps({"message": f"{error.reason}: {error.body}"})
        self.status = f"{error.code} {error.reason}"
        self.response_headers = [("Content-Type", "application/json")]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress is not typed
    """One connection.

    The loop leaves it alone while `requests` holds one; until then all here runs in the thread that answers.
    """

    parser_class = _Parser
    task_class = _Conversation
    error_task_class = _JsonError

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._held: list[bytes] = []
        self._held_bytes = 0
        super().__init__(*args, **kwargs)

    @property
    def is_busy(self) -> bool:
        """Whether a request was begun or an answer is not sent yet."""
        return bool(self.requests or self.request is not None or self.total_outbufs_len)

    def write_soon(self, data: bytes | ReadOnlyFileBasedBuffer) -> int:
        """Take a part of the answer; small ones are held back to go with the next."""
        if isinstance(data, ReadOnlyFileBasedBuffer):
            self.send_held()
            return int(super().write_soon(data))
        self._held.append(data)
        self._held_bytes += len(data)
        if self._held_bytes >= HELD_BYTES:
            self.send_held()
        return len(data)

    def send_held(self) -> None:
        """Send what was held back: at once as far as the system takes it, the rest through the loop."""
        data = b"".join(self._held)
        self._held.clear()
        self._held_bytes = 0
        if not self.connected:
            raise ClientDisconnected
        with self.outbuf_lock:
            sent = 0 if self.total_outbufs_len else self.send(data, do_close=False)
        if sent < len(data):
            super().write_soon(data[sent:])

    def wait_for_next(self) -> bool:
        """Wait a moment for the next request; whether it is there, whole.

        What comes only in part is left for the loop to go on with.
        """
        while len(self.requests) == 1:
            if not self._may_wait() or not self._receive():
                return False
        return not self.total_outbufs_len

    def next_task(self) -> Task:
        """Drop the request that is answered; the task of the one after it."""
        with self.requests_lock:
            self.requests.pop(0)
        request = self.requests[0]
        return _JsonError(self, request) if request.error else _Answer(self, request)

    def _may_wait(self) -> bool:
        """Whether nothing else needs this thread, and the client has its answer."""
        server = self.server
        return bool(
            server.accepting
            and not server.task_dispatcher.queue
            and self.connected
            and not self.will_close
            and not self.total_outbufs_len
        )

    def _receive(self) -> bool:
        """Read what comes within a moment; whether anything did. An end of the connection is the loop's to handle."""
        try:
            if not select.select((self.socket,), (), (), LINGER_SECONDS)[0]:
                return False
            data = self.socket.recv(self.adj.recv_bytes)
        except (OSError, ValueError):  # ValueError: it was closed already
            return False
        self.last_activity = time.time()
        return bool(self.received(data))
