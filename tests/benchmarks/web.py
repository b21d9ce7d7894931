"""Requests to a server, timed from the first byte sent to the last byte received."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from benchmarks.errors import ServerError

__all__ = ["Answer", "Web", "bucket_path"]

TIMEOUT = 1200
"""Seconds one request may take: some servers need minutes for a year."""

_IDLE = 5.0
_BLOCK = 256 * 1024


@dataclass(frozen=True)
class Answer:
    """The body of an answer and how long it took, seconds."""

    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


def bucket_path(bucket_id: str, rest: str = "") -> str:
    """The path of a bucket and what is below it."""
    return f"buckets/{quote(bucket_id, safe='')}{rest}"


class Web:
    """One kept connection to the API of a server at a loopback port; it is opened when it is needed."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, TIMEOUT, blocksize=_BLOCK)
        self._used = time.monotonic()

    def get(self, path: str) -> Answer:
        """What a GET is answered."""
        return self._ask("GET", path)

    def post(self, path: str, value: Any) -> Answer:
        """What a POST of a value as JSON is answered."""
        return self._ask("POST", path, json.dumps(value).encode())

    def post_file(self, path: str, file: Path) -> Answer:
        """What a POST of a file with JSON is answered; it is read as it is sent."""
        with file.open("rb") as body:
            return self._ask("POST", path, body, {"Content-Length": str(file.stat().st_size)})

    def delete(self, path: str) -> Answer:
        """What a DELETE is answered."""
        return self._ask("DELETE", path)

    def stream(self, path: str) -> Iterator[bytes]:
        """The body of what a GET is answered, piece by piece as it comes."""
        response = self._send("GET", path, None, {})
        while piece := response.read1(_BLOCK):
            yield piece
        self._used = time.monotonic()

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        self._connection.close()

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | BinaryIO | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        self._connect()
        begin = time.perf_counter()
        answer = self._send(method, path, body, headers or {}).read()
        seconds = time.perf_counter() - begin
        self._used = time.monotonic()
        return Answer(answer, seconds)

    def _send(
        self, method: str, path: str, body: bytes | BinaryIO | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        try:
            self._connect()
            self._connection.request(
                method, f"/api/0/{path}", body, {"Content-Type": "application/json", **headers}
            )
            response = self._connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            raise ServerError(f"{self._name(method, path)}: no answer: {error!r}") from error
        if response.status != http.client.OK:
            said = response.read(500).decode(errors="replace")
            raise ServerError(
                f"{self._name(method, path)}: expected status 200, got {response.status}: {said}"
            )
        return response

    def _connect(self) -> None:
        """Have a connection that the server has not closed for being idle."""
        if time.monotonic() - self._used > _IDLE:
            self._connection.close()
        if self._connection.sock is None:
            self._connection.connect()
        self._used = time.monotonic()

    def _name(self, method: str, path: str) -> str:
        return f"{method} http://127.0.0.1:{self._connection.port}/api/0/{path}"
