"""The server behind its socket: HTTP that is none, bodies of every kind, and stopping without cutting anybody off."""

from __future__ import annotations

import http.client
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from live import TIMEOUT, Live, live

from aw_server.serve import MAX_UPLOAD, HttpServer
from aw_server.sockets import bind_sockets

MakeApp = Callable[..., Flask]

BUCKET = b'{"client": "c", "type": "t", "hostname": "h"}'
HOST = b"Host: localhost\r\n"
CLOSE = b"Connection: close\r\n"


def answer(raw: bytes) -> tuple[int, dict[str, str], Any]:
    """Status, headers and JSON of an answer as it came over the wire."""
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines[1:])
    return int(lines[0].split()[1]), headers, json.loads(body)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"\x16\x03\x01 hello\r\n\r\n", 400),
        (b"get /api/0/info HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"GET /api/0/info HTTP/1.1\r\n" + HOST + b"no colon\r\n\r\n", 400),
        (b"GET /api/0/info HTTP/1.1\r\n" + HOST + b"Name : space\r\n\r\n", 400),
        (b"GET /api/0/info HTTP/1.1\r\n" + HOST + b"X: a\rb\r\n\r\n", 400),
        (b"POST /api/0/settings/a HTTP/1.1\r\n" + HOST + b"Content-Length: -3\r\n\r\n1", 400),
        (b"POST /api/0/settings/a HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n12", 400),
        (b"POST /api/0/settings/a HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n1\r\n0\r\n\r\n", 400),
        (b"POST /api/0/settings/a HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip\r\n\r\n1", 501),
        (b"GET /api/0/info HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 262_200, 431),
        (b"POST /api/0/import HTTP/1.1\r\n" + HOST + b"Content-Length: %d\r\n\r\n{" % (MAX_UPLOAD + 1), 413),
        (b"GET /api/0/info HTTP/1.1\r\n\r\n", 400),
    ],
    ids=[
        "TLS", "small letters", "header without colon", "space in header", "line break in header", "negative length",
        "two lengths", "bad chunk", "unknown coding", "long header", "too long", "no host",
    ],
)  # fmt: skip
def test_what_is_no_good_http_is_answered_in_json(server: Live, request_: bytes, status: int) -> None:
    got, headers, body = answer(server.raw(request_.replace(b"\r\n\r\n", b"\r\n" + CLOSE + b"\r\n", 1)))
    assert got == status
    assert headers["content-type"] == "application/json"
    assert isinstance(body["message"], str)
    assert "server" not in headers


@pytest.mark.parametrize(
    "path", [b"/%zz%", b"/%ff%fe", b"/%00", b"/" + b"a" * 100_000, b"*", b"http://evil/api/0/nope"]
)
def test_an_odd_address_is_404_in_json(server: Live, path: bytes) -> None:
    status, _, body = answer(server.raw(b"GET " + path + b" HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n"))
    assert status == 404
    assert body["message"]


def test_a_body_may_come_in_chunks(server: Live) -> None:
    chunks = b"3\r\n[1,\r\n3\r\n 2]\r\n0\r\n\r\n"
    raw = (
        b"POST /api/0/settings/a HTTP/1.1\r\n" + HOST + CLOSE + b"Transfer-Encoding: chunked\r\n\r\n" + chunks
    )
    assert answer(server.raw(raw))[2] == [1, 2]


def test_a_connection_that_ends_within_a_body_changes_nothing(server: Live) -> None:
    raw = b"POST /api/0/buckets/w HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\n" + BUCKET
    assert server.raw(raw) == b""
    assert server.send("GET", "/api/0/buckets/w").status == 404


def test_clients_that_never_finish_their_request_do_not_keep_others_waiting(server: Live) -> None:
    slow = [server.connect() for _ in range(40)]
    try:
        for connection in slow:
            connection.sendall(b"GET /api/0/info HTTP/1.1\r\nHost: loc")
        assert server.send("GET", "/api/0/info").status == 200
    finally:
        for connection in slow:
            connection.close()


def test_a_connection_is_kept_for_the_next_request(server: Live) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)
    connection.connect()
    socket = connection.sock
    for _ in range(3):
        connection.request("GET", "/api/0/info")
        connection.getresponse().read()
        assert connection.sock is socket
    connection.close()


def test_many_connections_store_heartbeats_at_once(server: Live) -> None:
    def post(number: int) -> int:
        bucket = f"/api/0/buckets/w{number}"
        server.send("POST", bucket, BUCKET)
        for second in range(20):
            body = json.dumps(
                {"timestamp": f"2021-01-01T00:00:{second:02}Z", "data": {"n": second // 2}}
            ).encode()
            assert server.send("POST", f"{bucket}/heartbeat?pulsetime=5", body).status == 200
        return int(server.send("GET", f"{bucket}/events/count").json)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(post, range(8))) == [10] * 8


class SlowApp:
    """Makes `/api/0/info` wait until it is let go."""

    def __init__(self, app: Flask) -> None:
        self.begun, self.let_go = threading.Event(), threading.Event()
        view = app.view_functions["info.get_info"]

        def slow() -> Any:
            self.begun.set()
            assert self.let_go.wait(TIMEOUT)
            return view()

        app.view_functions["info.get_info"] = slow


def test_stopping_lets_a_request_that_was_begun_finish(make_app: MakeApp) -> None:
    app = make_app()
    slow = SlowApp(app)
    with live(app) as server, ThreadPoolExecutor(1) as pool:
        reply = pool.submit(server.send, "GET", "/api/0/info")
        assert slow.begun.wait(TIMEOUT)
        server.http.stop()
        wait_until_refused(server)
        slow.let_go.set()
        assert reply.result(TIMEOUT).status == 200
        server.thread.join(TIMEOUT)
        assert not server.thread.is_alive()


def test_stopping_does_not_wait_for_idle_connections(make_app: MakeApp) -> None:
    with live(make_app()) as server:
        idle = server.connect()
        kept = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)
        kept.request("GET", "/api/0/info")
        kept.getresponse().read()
        server.http.stop()
        server.thread.join(TIMEOUT)
        assert not server.thread.is_alive()
        idle.close()
        kept.close()


def wait_until_refused(server: Live) -> None:
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        try:
            server.connect().close()
        except ConnectionError:
            return
    raise AssertionError("the server still accepts connections")


def test_a_long_list_of_events_comes_in_pieces_and_whole(make_app: MakeApp, client: FlaskClient) -> None:
    count = 25_000
    client.post("/api/0/buckets/w", data=BUCKET)
    events = [
        {"timestamp": f"2021-01-{1 + n // 2000:02}T00:{n % 60:02}:00Z", "duration": 1, "data": {"n": n % 7}}
        for n in range(count)
    ]
    assert client.post("/api/0/buckets/w/events", json=events).status_code == 200
    with live(make_app()) as server:
        reply = server.send("GET", "/api/0/buckets/w/events")
        assert reply.headers["Transfer-Encoding"] == "chunked"
        assert len(reply.json) == count
        assert len(server.send("GET", "/api/0/buckets/w/events?limit=10000").json) == 10_000
        starts = [event["timestamp"] for event in reply.json]
        assert starts == sorted(starts, reverse=True)


def test_a_large_upload_is_imported_from_disk(server: Live) -> None:
    count = 30_000
    event = '{"timestamp": "2021-01-01T00:%02d:%02dZ", "duration": %d, "data": {"title": "%s"}}'
    events = ",".join(event % (n // 60 % 60, n % 60, n, "x" * 50) for n in range(count))
    body = f'{{"buckets": {{"w": {{"events": [{events}], "client": "c", "type": "t", "hostname": "h"}}}}}}'.encode()
    reply = server.send("POST", "/api/0/import", body)
    assert reply.json == {"buckets": {"w": count}}
    export = server.send("GET", "/api/0/export").json
    assert len(export["buckets"]["w"]["events"]) == count
    assert server.send("POST", "/api/0/import", json.dumps(export).encode()).json == {"buckets": {"w": 0}}


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not sent to threads there")
def test_a_signal_wakes_the_server_even_if_another_thread_takes_it(make_app: MakeApp) -> None:
    """The same holds for one that comes just before the loop begins to wait, which no test can time."""
    server = HttpServer(make_app(), bind_sockets("127.0.0.1", 0))
    ended = threading.Event()

    def interrupt() -> bool:
        os.kill(os.getpid(), signal.SIGUSR1)
        in_time = ended.wait(TIMEOUT / 2)
        server.stop()
        return in_time

    before = signal.signal(signal.SIGUSR1, lambda *_: server.stop())
    with ThreadPoolExecutor() as threads:
        try:
            with server.woken_by_signals():
                # The pool's thread is there before the main thread blocks the signal, or it would inherit that.
                threads.submit(threading.get_ident).result()
                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
                in_time = threads.submit(interrupt)
                server.run()
                ended.set()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGUSR1})
            signal.signal(signal.SIGUSR1, before)
        assert in_time.result()
