"""Plain HTTP as servers speak it, well and badly: raw bytes over real sockets."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import chain, count, repeat

import pytest
import requests
from fake_aw_server import HTML, FakeServer, free_port
from hypothesis import given
from hypothesis import strategies as st

from aw_client import ActivityWatchClient
from aw_client.errors import UnexpectedAnswerError
from aw_client.transport import (
    HTTPError,
    Response,
    ServerUnreachableError,
    Timeout,
    Transport,
)
from aw_core.address import ServerAddress

OK = b"HTTP/1.1 200 OK\r\n"
JSON = OK + b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


class RawServer:
    """Answers each request with the next of some bytes; an answer of None closes the connection."""

    def __init__(self, *answers: bytes | None, close_after_each: bool = False) -> None:
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []
        self.connections = 0
        self._answers: Iterator[bytes | None] = chain(answers, repeat(None))
        self._close_after_each = close_after_each
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            with connection, connection.makefile("rb") as stream:
                while self._answer(connection, stream.readline, stream.read) and not self._close_after_each:
                    pass

    def _answer(
        self, connection: socket.socket, read_line: Callable[[], bytes], read: Callable[[int], bytes]
    ) -> bool:
        head = b""
        while (line := read_line()).strip():
            head += line
        if not head:
            return False
        lengths = [
            line.split(b":")[1] for line in head.splitlines() if line.lower().startswith(b"content-length")
        ]
        self.bodies.append(read(int(lengths[0])) if lengths else b"")
        self.heads.append(head)
        answer = next(self._answers)
        if answer is not None:
            connection.sendall(answer)
        return answer is not None


@contextmanager
def serving(*answers: bytes | None, close_after_each: bool = False) -> Iterator[tuple[Transport, RawServer]]:
    server = RawServer(*answers, close_after_each=close_after_each)
    transport = Transport(ServerAddress("127.0.0.1", server.port))
    try:
        yield transport, server
    finally:
        transport.close()
        server.stop()


def answered(*answer: bytes, method: str = "GET") -> Response:
    """What is made of an answer, after which the server closes the connection."""
    with serving(b"".join(answer), close_after_each=True) as (transport, _):
        return transport.request(method, "info", read_timeout=10)


def test_a_request_says_what_a_server_needs_to_know() -> None:
    with serving(JSON) as (transport, server):
        transport.request("POST", "buckets/b", params={"pulsetime": 1.5, "no": None}, body={"a": "ä"})
    lines = server.heads[0].decode().splitlines()
    assert lines[0] == "POST /api/0/buckets/b?pulsetime=1.5 HTTP/1.1"
    assert f"Host: 127.0.0.1:{server.port}" in lines
    assert "Content-Type: application/json" in lines
    assert server.bodies == [b'{"a": "\\u00e4"}']


def test_a_post_without_a_body_says_that_there_is_none() -> None:
    with serving(JSON) as (transport, server):
        transport.request("POST", "x")
    assert b"Content-Length: 0" in server.heads[0]


def test_nothing_in_an_address_can_begin_another_header_or_request() -> None:
    with serving(JSON) as (transport, server):
        transport.request("GET", "a b\r\nEvil: x\r\n\r\nGET /ü", params={"q": "ä &#"})
    [first, *others] = server.heads[0].decode().splitlines()
    assert first == "GET /api/0/a%20b%0D%0AEvil:%20x%0D%0A%0D%0AGET%20/%C3%BC?q=%C3%A4+%26%23 HTTP/1.1"
    assert not any(line.startswith("Evil") for line in others)


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"Content-Length: 5\r\n\r\nhello",
        OK + b"content-length:5\r\n\r\nhello",
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: x\r\n\r\n",
        OK + b"\r\nhello",  # up to the end of the connection
        b"HTTP/1.0 200 OK\r\n\r\nhello",
        b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
        b"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello",
    ],
)
def test_an_answer_may_say_its_length_in_each_way_there_is(answer: bytes) -> None:
    response = answered(answer)
    assert (response.status_code, response.text) == (200, "hello")


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
def test_an_answer_without_a_body_is_not_waited_for(status: bytes) -> None:
    with serving(b"HTTP/1.1 " + status + b"\r\nContent-Length: 7\r\n\r\n", JSON) as (transport, server):
        assert transport.request("GET", "info").content == b""
        assert transport.request("GET", "info").json() == {}
    assert server.connections == 1


def test_headers_are_found_in_upper_and_lower_case() -> None:
    response = answered(JSON)
    assert response.headers["content-type"] == response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nhel",
        b"HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000 + b"\r\n",
        b"HTTP/1.1 200 " + b"x" * 100_000,
        b"HTTP/1.1 200 OK\r\nContent-Le",
    ],
    ids=range(13),
)
def test_half_an_answer_or_none_is_no_answer(answer: bytes) -> None:
    with pytest.raises(ServerUnreachableError):
        answered(answer)


@given(st.binary(max_size=300))
def test_whatever_comes_is_an_answer_or_an_error_of_ours(server_says: bytes) -> None:
    serve = serving(server_says, close_after_each=True)
    with serve as (transport, _), suppress(ServerUnreachableError, HTTPError):
        transport.request("GET", "info", read_timeout=10)


def test_one_connection_serves_many_requests() -> None:
    with serving(*[JSON] * 5) as (transport, server):
        for _ in range(5):
            transport.request("GET", "info")
    assert server.connections == 1


def test_a_connection_the_server_has_closed_meanwhile_is_opened_again() -> None:
    with serving(JSON, JSON, close_after_each=True) as (transport, server):
        transport.request("GET", "info")
        [connection] = transport._connection._idle  # type: ignore[union-attr]
        connection.settimeout(10)
        assert connection.recv(1, socket.MSG_PEEK) == b""  # the end has arrived
        transport.request("GET", "info")
    assert server.connections == 2


def test_a_server_that_wants_to_close_is_not_asked_again_on_that_connection() -> None:
    last = OK + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}"
    with serving(last, JSON) as (transport, server):
        transport.request("GET", "info")
        assert not transport._connection._idle  # type: ignore[union-attr]
    assert server.connections == 1


def test_threads_that_ask_at_once_get_each_its_own_answers(server: FakeServer) -> None:
    texts = [letter * 2000 for letter in "abcd"]
    server.settings = {text[0]: text for text in texts}
    transport = Transport(ServerAddress("127.0.0.1", server.port))

    def ask(text: str) -> list[str]:
        return [transport.request("GET", f"settings/{text[0]}").json() for _ in range(100)]

    with ThreadPoolExecutor(len(texts)) as threads:
        assert list(threads.map(ask, texts)) == [[text] * 100 for text in texts]
    assert server.connections <= len(texts)
    transport.close()


def test_a_thread_does_not_wait_for_the_answer_of_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        transport = Transport(ServerAddress("127.0.0.1", listening.getsockname()[1]))
        with ThreadPoolExecutor(2) as threads:
            asked = [threads.submit(transport.request, "GET", "info") for _ in range(2)]
            connections = [listening.accept()[0] for _ in asked]  # before any of them is answered
            for connection in connections:
                connection.sendall(JSON)
            assert [answer.result().json() for answer in asked] == [{}, {}]
        for connection in connections:
            connection.close()
        transport.close()


FORK = """
import os, sys
from aw_client import ActivityWatchClient
client = ActivityWatchClient("x", host="127.0.0.1", port=int(sys.argv[1]))
client.get_info()
child = os.fork()
name = "parent" if child else "child"
right = all(client.get_setting(name) == name for _ in range(100))
if not child:
    os._exit(0 if right else 1)
print(right, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_process_and_its_fork_get_each_its_own_answers(server: FakeServer) -> None:
    server.settings = {"parent": "parent", "child": "child"}
    done = subprocess.run(
        [sys.executable, "-c", FORK, str(server.port)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == "True 0\n"


def test_a_length_that_nothing_could_hold_is_a_connection_that_ended() -> None:
    with (
        serving(OK + b"Content-Length: 99999999999999\r\n\r\n{}", close_after_each=True) as (transport, _),
        pytest.raises(ServerUnreachableError, match="ended before the answer did"),
    ):
        transport.request("GET", "info")


def test_a_length_may_be_said_several_times_but_not_in_several_ways() -> None:
    with serving(OK + b"Content-Length: 2, 2\r\n\r\n{}") as (transport, _):
        assert transport.request("GET", "info").json() == {}
    with (
        serving(OK + b"Content-Length: 2, 3\r\n\r\n{}") as (transport, _),
        pytest.raises(ServerUnreachableError),
    ):
        transport.request("GET", "info")


def test_an_answer_and_a_refusal_say_what_was_asked_but_not_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AW_SERVER_API_KEY", "secret")
    refusal = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}"
    with serving(JSON, refusal) as (transport, server):
        asked = transport.request("POST", "query/", body={"query": []}).request
        with pytest.raises(requests.HTTPError) as raised:
            transport.request("GET", "buckets/b")
        assert b"Bearer secret" in server.heads[0]
    assert asked is not None
    assert (asked.method, asked.url, asked.body) == ("POST", transport.url("query/"), b'{"query": []}')
    assert dict(asked.headers) == {"Content-Type": "application/json"}
    assert raised.value.request.url == transport.url("buckets/b")


def test_a_client_that_connects_again_and_again_keeps_nothing_of_before() -> None:
    with serving(*[JSON] * 20, close_after_each=True) as (transport, _):
        transport.request("GET", "info")
        before = len(weakref.finalize._registry)  # type: ignore[attr-defined]
        for _ in range(19):
            transport.request("GET", "info")
        assert len(weakref.finalize._registry) <= before  # type: ignore[attr-defined]


def test_a_question_on_a_connection_that_the_server_closes_just_then_is_asked_again() -> None:
    with serving(JSON, None, JSON) as (transport, server):
        transport.request("GET", "info")
        assert transport.request("GET", "info").json() == {}
        assert (len(server.heads), server.connections) == (3, 2)


def test_what_might_change_something_is_never_sent_twice() -> None:
    with serving(JSON, None, JSON) as (transport, server):
        transport.request("GET", "info")
        with pytest.raises(ServerUnreachableError):
            transport.request("POST", "buckets/b/heartbeat", body={})
        assert len(server.heads) == 2


def test_a_client_that_is_dropped_closes_its_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as threads:
        transport = Transport(ServerAddress("127.0.0.1", listening.getsockname()[1]))
        asked = threads.submit(transport.request, "GET", "info")
        with listening.accept()[0] as connection:
            connection.sendall(JSON)
            asked.result()
            del asked, transport
            gc.collect()
            connection.settimeout(10)
            while data := connection.recv(4096):
                assert data.startswith(b"GET ")


def test_after_an_error_the_next_request_has_a_connection_of_its_own() -> None:
    with serving(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", None, JSON) as (transport, _):
        with pytest.raises(Timeout):
            transport.request("GET", "info", read_timeout=0.2)
        with pytest.raises(ServerUnreachableError):
            transport.request("GET", "info")
        assert transport.request("GET", "info").json() == {}


def test_a_redirect_is_followed(server: FakeServer) -> None:
    moved = f"HTTP/1.1 308 Permanent Redirect\r\nLocation: http://127.0.0.1:{server.port}/api/0/info\r\n"
    answer = moved.encode() + b"Content-Length: 0\r\n\r\n"
    with serving(answer, answer, close_after_each=True) as (transport, _):
        assert transport.request("GET", "info").json()["hostname"] == "fake"


def test_ipv6_is_spoken_where_there_is_any() -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    with pytest.raises(ServerUnreachableError, match=r"http://\[::1\]"):
        Transport(ServerAddress("::1", free_port())).request("GET", "info")


CATCH = """
import sys
from aw_client import ActivityWatchClient
from aw_client.transport import ServerUnreachableError
try:
    ActivityWatchClient("x", host="127.0.0.1", port=int(sys.argv[1])).get_info()
except ServerUnreachableError:
    print("requests" in sys.modules)
"""


def test_a_program_that_does_not_import_requests_never_loads_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CATCH, str(free_port())], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_who_imports_requests_catches_what_it_names() -> None:
    with pytest.raises(requests.exceptions.ConnectionError):
        Transport(ServerAddress("127.0.0.1", free_port())).request("GET", "info")
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(requests.exceptions.Timeout):
        Transport(ServerAddress("127.0.0.1", silent.getsockname()[1])).request(
            "GET", "info", read_timeout=0.1
        )
    not_found = b'HTTP/1.1 404 Not Found\r\nContent-Length: 18\r\n\r\n{"message": "gone"}'
    with (
        serving(not_found) as (transport, _),
        pytest.raises(requests.HTTPError, match="404 Not Found for GET") as caught,
    ):
        transport.request("GET", "buckets/b")
    assert caught.value.response is not None
    assert caught.value.response.status_code == 404
    assert isinstance(caught.value, HTTPError)


def test_who_imports_requests_catches_that_another_program_answers_as_well(server: FakeServer) -> None:
    server.behaviour = lambda _request: HTML
    client = ActivityWatchClient("x", host="127.0.0.1", port=server.port)
    with pytest.raises(requests.RequestException, match="another program") as caught:
        client.get_info()
    assert isinstance(caught.value, UnexpectedAnswerError)
    assert isinstance(caught.value, ValueError)
    client.disconnect()


def test_an_answer_says_how_long_it_took(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = count(5.0, 2.5)
    monkeypatch.setattr("aw_client.transport.plain.time.perf_counter", lambda: next(ticks))
    assert answered(OK + b"Content-Length: 2\r\n\r\n", b"{}").elapsed == timedelta(seconds=2.5)


def test_an_answer_can_be_read_as_those_of_requests() -> None:
    head = OK + b"Content-Type: application/json; charset=utf-8\r\nX-Y: z\r\nContent-Length: 11\r\n\r\n"
    response = answered(head, b'{"a": "\xc3\xa4"}')
    assert response
    assert response.ok
    assert response.json() == {"a": "ä"}
    assert response.json(object_pairs_hook=list) == [("a", "ä")]
    assert b"".join(response) == b"".join(response.iter_content(4)) == response.content
    assert list(response.iter_content(None)) == [response.content]
    assert list(response.iter_content(6, decode_unicode=True)) == ['{"a": ', '"ä"}']
    assert list(response.iter_lines()) == [response.content]
    assert (response.encoding, response.apparent_encoding) == ("utf-8", "utf-8")
    assert (response.cookies, response.history, response.is_redirect) == ({}, [], False)
    assert dict(response.headers)["X-Y"] == response.headers["x-y"] == "z"
    with response as same:
        same.encoding = "latin-1"
        assert same.text == '{"a": "Ã¤"}'


def test_an_answer_that_is_an_error_is_false() -> None:
    with pytest.raises(HTTPError) as caught:
        answered(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    assert not caught.value.response
