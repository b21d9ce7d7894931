"""Plain HTTP over connections that are kept open: all that the server of this machine needs.

Python's own `http.client` loads TLS and the parser of e-mails with it, 5 MB in every watcher; what is left out here (TLS,
proxies, redirects, compression, cookies) needs most of an HTTP library, and no watcher.
"""

from __future__ import annotations

import socket
import time
import weakref
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

from aw_client.transport.answer import Headers, Response
from aw_client.transport.failures import ConnectTimeout, ServerUnreachableError, Timeout
from aw_core.address import ServerAddress

__all__ = ["PlainConnection"]

_MAX_LINE = 65536
_MAX_HEADERS = 200
_PIECE = 1 << 20
_INTERIM = range(100, 200)
_WITHOUT_BODY = (204, 304)
_KEPT = 4
"""How many connections are kept while nothing is under way on them."""


class _Garbled(Exception):  # noqa: N818 - never leaves this module
    """What came is no answer of HTTP, or not all of one."""


class PlainConnection:
    """Requests to one server, from any thread; each has a connection to itself until its answer is there.

    One request after the other goes over the same connection, which is opened by the first, and again when the server
    has closed it.

    Args:
        address: of the server.
        connect_timeout: seconds to wait for a connection.
    """

    def __init__(self, address: ServerAddress, connect_timeout: float) -> None:
        self._address = address
        self._connect_timeout = connect_timeout
        self._idle: deque[socket.socket] = deque()  # whose methods need no lock
        weakref.finalize(self, _close_all, self._idle)  # scripts drop a client without a word

    def request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, read_timeout: float
    ) -> Response:
        """The server's answer, whatever its status.

        Raises:
            ConnectTimeout, ServerUnreachableError: there is no connection, or it broke.
            Timeout: the server was silent for `read_timeout` seconds.
        """
        message = self._message(method, url, headers, body)
        kept = self._kept()
        try:
            return self._exchange(kept or self._connect(), method, url, message, read_timeout)
        except ServerUnreachableError:
            # The server may close a kept connection just when a request sets out on it. To ask again changes nothing there.
            if kept is None or method != "GET":
                raise
        return self._exchange(self._connect(), method, url, message, read_timeout)

    def close(self) -> None:
        """Close the connections on which nothing is under way."""
        _close_all(self._idle)

    def _exchange(
        self, connection: socket.socket, method: str, url: str, message: bytes, read_timeout: float
    ) -> Response:
        """Send a request, read its answer, and keep the connection for the next or close it."""
        began = time.perf_counter()
        try:
            connection.settimeout(read_timeout)
            connection.sendall(message)
            with connection.makefile("rb") as stream:
                answer = _read_answer(stream, method)
        except TimeoutError as error:
            connection.close()
            raise Timeout(f"{url}: no answer within {read_timeout} s") from error
        except (OSError, _Garbled) as error:
            connection.close()
            raise ServerUnreachableError(f"{url}: {error}") from error
        except BaseException:
            connection.close()
            raise
        self._give_back(connection, usable=answer.keeps_open)
        elapsed = timedelta(seconds=time.perf_counter() - began)
        return Response(url, answer.status, answer.reason, answer.headers, answer.body, elapsed=elapsed)

    def _kept(self) -> socket.socket | None:
        """The connection that was used last and is still good, if there is one."""
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            if not _is_over(connection):
                return connection
            connection.close()

    def _give_back(self, connection: socket.socket, *, usable: bool) -> None:
        if usable and len(self._idle) < _KEPT:
            self._idle.append(connection)
        else:
            connection.close()

    def _connect(self) -> socket.socket:
        url, place = self._address.url, (self._address.host, self._address.port)
        try:
            connection = socket.create_connection(place, self._connect_timeout)
        except TimeoutError as error:
            raise ConnectTimeout(f"{url}: no connection within {self._connect_timeout} s") from error
        except OSError as error:
            raise ServerUnreachableError(f"{url}: {error}") from error
        with suppress(OSError):  # only quicker
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _message(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        """The whole request."""
        root = self._address.url
        length = {} if body is None and method == "GET" else {"Content-Length": str(len(body or b""))}
        fields = {
            "Host": root.partition("://")[2],
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            **headers,
            **length,
        }
        lines = [f"{method} {url.removeprefix(root)} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in fields.items()]
        return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1") + (body or b"")


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer, and whether another request may follow on its connection."""

    status: int
    reason: str
    headers: Headers
    body: bytes
    keeps_open: bool


def _close_all(connections: deque[socket.socket]) -> None:
    with suppress(IndexError):
        while True:
            connections.pop().close()


def _is_over(connection: socket.socket) -> bool:
    """Whether the server has closed a connection on which nothing is under way, or said something unasked."""
    connection.setblocking(False)
    try:
        connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _read_answer(stream: BinaryIO, method: str) -> _Answer:
    version, status, reason = _read_status(stream)
    headers = _read_headers(stream)
    while status in _INTERIM:
        version, status, reason = _read_status(stream)
        headers = _read_headers(stream)
    keeps_open = version != "HTTP/1.0" and "close" not in headers.get("Connection", "").lower()
    if status in _WITHOUT_BODY or method == "HEAD":
        return _Answer(status, reason, headers, b"", keeps_open)
    if headers.get("Transfer-Encoding", "").lower() == "chunked":
        return _Answer(status, reason, headers, b"".join(_read_chunks(stream)), keeps_open)
    if "Content-Length" in headers:
        body = _read_exactly(stream, _length(headers["Content-Length"]))
        return _Answer(status, reason, headers, body, keeps_open)
    return _Answer(status, reason, headers, stream.read(), keeps_open=False)


def _read_status(stream: BinaryIO) -> tuple[str, int, str]:
    line = _read_line(stream)
    version, _, rest = line.partition(" ")
    status, _, reason = rest.strip().partition(" ")
    if not version.startswith("HTTP/1.") or not (status.isascii() and status.isdecimal()):
        raise _Garbled(f"expected an answer of HTTP, got {line[:80]!r}")
    return version, int(status), reason


def _read_headers(stream: BinaryIO) -> Headers:
    headers: dict[str, str] = {}
    for _ in range(_MAX_HEADERS):
        line = _read_line(stream)
        if not line:
            return Headers(headers)
        name, colon, value = line.partition(":")
        if not colon:
            raise _Garbled(f"expected a header, got {line[:80]!r}")
        headers[name] = value.strip()
    raise _Garbled(f"expected at most {_MAX_HEADERS} headers")


def _read_chunks(stream: BinaryIO) -> Iterator[bytes]:
    while size := _number(_read_line(stream).partition(";")[0], 16):
        yield _read_exactly(stream, size)
        _read_line(stream)
    while _read_line(stream):
        pass


def _read_line(stream: BinaryIO) -> str:
    """The next line without its end."""
    line = stream.readline(_MAX_LINE)
    if not line.endswith(b"\n"):
        raise _Garbled(
            "the connection ended before the answer did" if len(line) < _MAX_LINE else "too long a line"
        )
    return line.decode("latin-1").rstrip("\r\n")


def _read_exactly(stream: BinaryIO, size: int) -> bytes:
    """So many bytes, taken as they come: the length is what somebody claims."""
    pieces = []
    while size > 0:
        piece = stream.read(min(size, _PIECE))
        if not piece:
            raise _Garbled("the connection ended before the answer did")
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _length(text: str) -> int:
    """What a header says of the length of a body: a number, which may be there several times (RFC 9110, 8.6)."""
    first, *others = (part.strip() for part in text.split(","))
    if any(other != first for other in others):
        raise _Garbled(f"expected one length, got {text[:80]!r}")
    return _number(first, 10)


def _number(text: str, base: int) -> int:
    try:
        number = int(text.strip(), base)
    except ValueError:
        number = -1
    if number < 0:
        raise _Garbled(f"expected the length of what follows, got {text[:80]!r}")
    return number
