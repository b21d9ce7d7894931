"""Connections that stay with a thread: requests one after the other, in pieces, in haste, and with pauses."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live import TIMEOUT, Live
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser

from aw_server import channels
from aw_server.channels import Channel

HEAD = b"Host: localhost\r\n"
INFO = b"GET /api/0/info HTTP/1.1\r\n" + HEAD + b"\r\n"


def setting(value: Any) -> bytes:
    body = json.dumps(value).encode()
    return b"POST /api/0/settings/a HTTP/1.1\r\n" + HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body


def read_answer(connection: socket.socket) -> tuple[int, Any]:
    """Status and JSON of the next answer."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += receive(connection)
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split()[0])
    while len(body) < length:
        body += receive(connection)
    assert len(body) == length
    return int(head.split()[1]), json.loads(body)


def receive(connection: socket.socket) -> bytes:
    piece = connection.recv(65536)
    assert piece, "the connection was closed"
    return piece


def test_requests_in_a_row_are_answered_in_a_row(server: Live) -> None:
    with server.connect() as connection:
        for number in range(50):
            connection.sendall(setting(number))
            assert read_answer(connection) == (200, number)


def test_a_pause_between_requests_gives_the_thread_back(server: Live) -> None:
    with server.connect() as connection:
        for number in range(3):
            connection.sendall(setting(number))
            assert read_answer(connection) == (200, number)
            until(lambda: not any(channel.requests for channel in open_channels(server)))


def test_a_request_may_come_in_pieces_after_another(server: Live) -> None:
    with server.connect() as connection:
        for pause in (0.0, 3 * channels.LINGER_SECONDS):
            for piece in (setting("one")[:10], setting("one")[10:60], setting("one")[60:]):
                connection.sendall(piece)
                # Whether the next piece comes at once or after the thread has gone makes no difference.
                time.sleep(pause)
            assert read_answer(connection) == (200, "one")


def test_requests_sent_together_are_answered_in_order(server: Live) -> None:
    with server.connect() as connection:
        connection.sendall(b"".join(setting(number) for number in range(20)))
        answers = b""
        while answers.count(b"HTTP/1.1 200") < 20:
            answers += receive(connection)
        values = [int(part.partition(b"\r\n\r\n")[2]) for part in answers.split(b"HTTP/1.1")[1:]]
        assert values == list(range(20))


def test_what_is_no_http_ends_a_conversation_in_json(server: Live) -> None:
    with server.connect() as connection:
        connection.sendall(INFO)
        assert read_answer(connection)[0] == 200
        connection.sendall(b"nonsense\r\n\r\n")
        status, body = read_answer(connection)
        assert status == 400
        assert body["message"]
        assert connection.recv(1) == b""


def test_a_client_that_asks_to_close_is_let_go_after_its_answer(server: Live) -> None:
    with server.connect() as connection:
        connection.sendall(INFO)
        assert read_answer(connection)[0] == 200
        connection.sendall(INFO.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert read_answer(connection)[0] == 200
        assert connection.recv(1) == b""


def test_a_client_that_leaves_after_its_answer_leaves_nothing_behind(server: Live) -> None:
    for _ in range(20):
        with server.connect() as connection:
            connection.sendall(INFO)
            assert read_answer(connection)[0] == 200
    until(lambda: not open_channels(server))


def test_more_clients_in_conversation_than_threads_are_all_answered(server: Live) -> None:
    connections = [server.connect() for _ in range(60)]
    try:
        for number in range(5):
            for connection in connections:
                connection.sendall(setting(number))
            assert [read_answer(connection) for connection in connections] == [(200, number)] * 60
    finally:
        for connection in connections:
            connection.close()


def test_stopping_does_not_wait_for_a_client_in_conversation(server: Live) -> None:
    with server.connect() as connection:
        connection.sendall(INFO)
        assert read_answer(connection)[0] == 200
        server.http.stop()
        server.thread.join(TIMEOUT)
        assert not server.thread.is_alive()
        assert connection.recv(1) == b""


def test_a_body_announced_with_expect_is_asked_for_after_another_request(server: Live) -> None:
    body = setting("one")
    head, _, content = body.partition(b"\r\n\r\n")
    with server.connect() as connection:
        connection.sendall(INFO)
        assert read_answer(connection)[0] == 200
        connection.sendall(head + b"\r\nExpect: 100-continue\r\n\r\n")
        assert receive(connection).startswith(b"HTTP/1.1 100")
        connection.sendall(content)
        assert read_answer(connection) == (200, "one")


names = st.sampled_from(
    [b"Host", b"content-length", b"Connection", b"X-A", b"X_A", b"Transfer-Encoding", b"Bad Name"]
)
contents = st.sampled_from(
    [b"localhost", b"3", b"03", b"-3", b"close", b"keep-alive", b"chunked", b"gzip", b"a\rb", b""]
)
lines = st.sampled_from(
    [
        b"GET / HTTP/1.1",
        b"POST /a?b=%C3%A9 HTTP/1.0",
        b"get / HTTP/1.1",
        b"GET //a//b#c HTTP/1.1",
        b"nonsense",
        b"",
    ]
)


@given(line=lines, headers=st.lists(st.tuples(names, contents), max_size=4), times=st.integers(1, 3))
def test_a_remembered_head_is_read_as_the_first_time(
    line: bytes, headers: list[tuple[bytes, bytes]], times: int
) -> None:
    head = b"\r\n".join([line, *(name + b": " + content for name, content in headers), b"\r\n"])
    for _ in range(times):
        assert read_by(Channel.parser_class, head) == read_by(HTTPRequestParser, head)


def read_by(parser_class: Any, head: bytes) -> dict[str, Any]:
    parser = parser_class(_ADJUSTMENTS)
    parser.received(head)
    body = parser.body_rcv
    parser.received(b"3\r\nabc\r\n0\r\n\r\n" if parser.chunked else b"abc")
    found = {**vars(parser), "body_rcv": type(body), "body": parser.get_body_stream().read()}
    found["error"] = parser.error and parser.error.body
    return found


_ADJUSTMENTS = Adjustments()


def test_what_one_request_changes_of_its_head_is_not_remembered() -> None:
    parsers = [Channel.parser_class(_ADJUSTMENTS) for _ in range(2)]
    for parser in parsers:
        parser.received(INFO)
        parser.headers["X"] = "changed"
        assert "X" in parser.headers
    fresh = Channel.parser_class(_ADJUSTMENTS)
    fresh.received(INFO)
    assert "X" not in fresh.headers


def open_channels(server: Live) -> list[Channel]:
    return [entry for entry in list(server.http._map.values()) if isinstance(entry, Channel)]


def until(condition: Any) -> None:
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.002)


@pytest.mark.parametrize("size", [10, channels.HELD_BYTES - 1, channels.HELD_BYTES, 5_000_000])
def test_an_answer_of_any_size_arrives_whole(server: Live, size: int) -> None:
    text = "x" * size
    with server.connect() as connection:
        for _ in range(3):
            connection.sendall(setting(text))
            assert read_answer(connection) == (200, text)
