"""A server at the edge: real HTTP on a free loopback port, buckets and heartbeats in memory, failures on demand."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from aw_core import Event
from aw_core.heartbeat import heartbeat_merge


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: Any = None
    content_type: str = "application/json"
    silent: bool = False  # close the connection without an answer
    after_all: bool = False  # do what was asked, and then answer this
    headers: Mapping[str, str] = field(default_factory=dict)


HTML = Answer(200, "<html><body>It works!</body></html>", "text/html")
LOST_ANSWER = Answer(silent=True, after_all=True)
Behaviour = Callable[[Request], Answer | None]


@dataclass
class FakeServer:
    """The tracker's server as far as a client can tell; `behaviour` may answer first."""

    port: int
    buckets: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: dict[str, list[Event]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Any] = field(default_factory=dict)
    queries: list[Any] = field(default_factory=list)
    result: Any = field(default_factory=list)  # of every query and period
    requests: list[Request] = field(default_factory=list)
    api_key: str | None = None
    imports_into_existing: bool = True
    behaviour: Behaviour = lambda _request: None
    connections: int = 0
    _http: ThreadingHTTPServer | None = None
    _thread: threading.Thread | None = None
    _sockets: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> FakeServer:
        if self._http is None:
            self._http = _Http(("127.0.0.1", self.port), _handler(self))
            self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
            self._thread.start()
        return self

    def stop(self) -> None:
        """Refuse connections, and drop those that are open, as a killed server does."""
        if self._http is not None and self._thread is not None:
            self._http.shutdown()
            self._http.server_close()
            self._thread.join()
            self._http = self._thread = None
            for connection in list(self._sockets):
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def wipe(self) -> None:
        with self._lock:
            self.buckets.clear()
            self.events.clear()

    def seen(self, bucket_id: str) -> list[tuple[float, float, Any]]:
        """The bucket's events oldest first: start, end (seconds since epoch) and data."""
        with self._lock:
            events = sorted(self.events.get(bucket_id, []), key=lambda event: event.timestamp)
            return [(event.timestamp.timestamp(), event.end.timestamp(), event.data) for event in events]

    def respond(self, request: Request) -> Answer:
        with self._lock:
            self.requests.append(request)
            scripted = self.behaviour(request)
            if scripted is not None:
                if scripted.after_all:
                    self._answer(request)
                return scripted
            wants_key = self.api_key is not None and request.path != "info"
            if wants_key and request.headers.get("Authorization") != f"Bearer {self.api_key}":
                return Answer(401, {"message": "Missing or invalid API key."})
            return self._answer(request)

    def _answer(self, request: Request) -> Answer:  # noqa: C901, PLR0911, PLR0912 - a routing table
        match request.method, [unquote(part) for part in request.path.strip("/").split("/")]:
            case "GET", ["info"]:
                return Answer(
                    body={"hostname": "fake", "version": "v0.5.100", "testing": True, "device_id": "x"}
                )
            case "GET", ["health"]:
                return Answer(body={"state": "fine", "sources": self.sources})
            case "GET", ["buckets"]:
                return Answer(body=self.buckets)
            case "POST", ["query"]:
                self.queries.append(request.body)
                return Answer(body=[self.result for _ in request.body["timeperiods"]])
            case "GET", ["settings"]:
                return Answer(body=self.settings)
            case "GET", ["settings", key]:
                return Answer(body=self.settings.get(key))
            case "POST", ["settings", key]:
                self.settings[key] = request.body
                return Answer(body=request.body)
            case "GET", ["export"]:
                return Answer(body={"buckets": {name: self._export(name) for name in self.buckets}})
            case "POST", ["import"]:
                return self._import(list(request.body["buckets"].values()))
            case "POST", ["buckets", bucket_id] if bucket_id not in self.buckets:
                self.buckets[bucket_id] = {"id": bucket_id, **request.body}
                self.events[bucket_id] = []
                return Answer(body={})
            case "POST", ["buckets", _]:
                return Answer(304)
            case method, ["buckets", bucket_id, *rest] if bucket_id in self.buckets:
                return self._of_bucket(method, bucket_id, rest, request)
            case _, ["buckets", bucket_id, *_]:
                return Answer(404, {"message": f"There's no bucket named {bucket_id}"})
        return Answer(404, {"message": "no such endpoint"})

    def _of_bucket(  # noqa: C901, PLR0911 - the rest of the table
        self, method: str, bucket_id: str, rest: list[str], request: Request
    ) -> Answer:
        events = self.events[bucket_id]
        match method, rest:
            case "DELETE", []:
                del self.buckets[bucket_id], self.events[bucket_id]
                return Answer(body={})
            case "PUT", []:
                data = {**self.buckets[bucket_id].get("data", {}), **request.body["data_changes"]}
                self.buckets[bucket_id]["data"] = {k: v for k, v in data.items() if v is not None}
                return Answer(body={})
            case "GET", ["export"]:
                return Answer(body={"buckets": {bucket_id: self._export(bucket_id)}})
            case "GET", ["events", "count"]:
                return Answer(body=len(events))
            case "GET", ["events"]:
                newest_first = sorted(events, key=lambda event: event.timestamp, reverse=True)
                limit = int(request.params["limit"])
                return Answer(
                    body=[event.to_json_dict() for event in newest_first[: None if limit < 0 else limit]]
                )
            case "GET", ["events", event_id]:
                found = [event for event in events if str(event.id) == event_id]
                return Answer(body=found[0].to_json_dict()) if found else Answer(404, None)
            case "DELETE", ["events", event_id]:
                self.events[bucket_id] = [event for event in events if str(event.id) != event_id]
                return Answer(body={"success": 1})
            case "POST", ["events"]:
                for event in request.body:
                    events.append(Event(**{**event, "id": len(events) + 1}))
                return Answer(body=None)
            case "POST", ["heartbeat"]:
                return self._heartbeat(events, Event(**request.body), float(request.params["pulsetime"]))
        return Answer(404, {"message": "no such endpoint"})

    def _heartbeat(self, events: list[Event], event: Event, pulsetime: float) -> Answer:
        newest = max(reversed(events), key=lambda event: event.timestamp, default=None)  # of equals the last
        merged = None if newest is None else heartbeat_merge(newest, event, pulsetime)
        if merged is None:
            merged = event
            merged.id = len(events) + 1
            events.append(merged)
        return Answer(body=merged.to_json_dict())

    def _import(self, buckets: list[dict[str, Any]]) -> Answer:
        if not self.imports_into_existing and any(bucket["id"] in self.buckets for bucket in buckets):
            return Answer(500, {"message": "Internal Server Error"})
        for bucket in buckets:
            self.buckets.setdefault(bucket["id"], {key: bucket[key] for key in bucket if key != "events"})
            there = self.events.setdefault(bucket["id"], [])
            new = [Event(**{**wire, "id": None}) for wire in bucket["events"]]
            there += [event for event in new if not any(event == old for old in there)]
        return Answer(body={})

    def _export(self, bucket_id: str) -> dict[str, Any]:
        return {
            **self.buckets[bucket_id],
            "events": [event.to_json_dict() for event in self.events[bucket_id]],
        }


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error of the server."""


def _handler(server: FakeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            server.connections += 1
            server._sockets.add(self.connection)

        def finish(self) -> None:
            server._sockets.discard(self.connection)
            with contextlib.suppress(OSError):
                super().finish()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
            """Quiet."""

        def _serve(self) -> None:
            url = urlsplit(self.path)
            length = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(length)) if length else None
            params = {name: values[0] for name, values in parse_qs(url.query).items()}
            path = url.path.removeprefix("/api/0/")
            answer = server.respond(Request(self.command, path, params, dict(self.headers), body))
            if answer.silent:
                self.close_connection = True
                return
            self._send(answer)

        def _send(self, answer: Answer) -> None:
            is_json = answer.content_type == "application/json"
            content = (json.dumps(answer.body) if is_json else answer.body).encode()
            if answer.status == 304:
                content = b""
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(content)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - the base's names

    return Handler


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(condition: Callable[[], object], timeout: float = 15.0) -> None:
    """Return when the condition holds; fail with what it last was after `timeout` seconds."""
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, f"still not so after {timeout} s"
        time.sleep(0.005)


class ClientProcess:
    """A real client process; each method returns when the client is done."""

    def __init__(
        self, port: int, environ: Mapping[str, str], commit_interval: float = 10, many: int = 100
    ) -> None:
        script = Path(__file__).with_name("client_process.py")
        self._process = subprocess.Popen(
            [sys.executable, script, str(port), str(commit_interval), str(many)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=dict(environ),
            text=True,
        )
        self._expect_ok()

    @property
    def pid(self) -> int:
        return self._process.pid

    def register(self, bucket_id: str) -> None:
        self._do("register", bucket_id)

    def beat(self, bucket_id: str, event: Event, pulsetime: float = 5) -> None:
        wire = event.to_json_dict()
        self._do("beat", bucket_id, wire["timestamp"], wire["duration"], wire["data"], pulsetime)

    def disconnect(self) -> None:
        self._do("disconnect")

    def kill(self) -> None:
        """End it as a crash or an out-of-memory kill does: at once, at any instruction."""
        self._process.kill()
        self._close()

    def leave(self) -> None:
        """End it as a script ends that forgets to disconnect."""
        self._close()

    def _do(self, *command: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        self._expect_ok()

    def _expect_ok(self) -> None:
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        assert answer == "ok\n", f"the client's process ended: {self._process.wait()}"

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(BrokenPipeError):
                assert pipe is not None
                pipe.close()
        self._process.wait()
