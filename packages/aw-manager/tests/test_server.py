"""What answers at the server's address."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psutil
import pytest

from aw_core.address import ServerAddress
from aw_manager.server import Answer, ask_server, can_listen_at, dashboard_url, port_owner

INFO = b'{"hostname": "here", "version": "v1", "testing": false, "device_id": "x"}'


@contextmanager
def answering(reply: bytes) -> Iterator[int]:
    """A program that says the same to everybody; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(reply)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def http(body: bytes, status: str = "200 OK", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


def ask(port: int) -> Answer:
    return ask_server(ServerAddress(port=port)).kind


def test_tracker_server_is_known_by_its_info() -> None:
    with answering(http(INFO, more="Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n")) as port:
        answer = ask_server(ServerAddress(port=port))
    assert answer.kind is Answer.TRACKER
    assert answer.info["version"] == "v1"
    assert answer.clock == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("more", ["", "Date: yesterday\r\n"])
def test_clock_is_unknown_without_a_valid_date(more: str) -> None:
    with answering(http(INFO, more=more)) as port:
        assert ask_server(ServerAddress(port=port)).clock is None


@pytest.mark.parametrize(
    "reply",
    [
        http(b"<html>", "404 Not Found"),
        http(b'{"hostname": "here"}'),
        http(b"[]"),
        http(b"\xff"),
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"",
    ],
    ids=["page", "other json", "no object", "no text", "no http", "hang up"],
)
def test_program_that_answers_otherwise_is_no_tracker_server(reply: bytes) -> None:
    with answering(reply) as port:
        assert ask(port) is Answer.OTHER


def test_program_that_does_not_answer_is_silent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        answer = ask_server(ServerAddress(port=listener.getsockname()[1]), timeout=0.1)
    assert answer.kind is Answer.SILENT


def test_port_nobody_listens_on_has_nothing(port: int) -> None:
    assert ask(port) is Answer.NOTHING


def test_server_on_every_interface_is_asked_here() -> None:
    with answering(http(INFO)) as port:
        assert ask_server(ServerAddress("0.0.0.0", port)).kind is Answer.TRACKER  # noqa: S104 - nothing is bound


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://localhost:5600/"),
        ("0.0.0.0", "http://localhost:5600/"),  # noqa: S104 - nothing is bound
        ("192.0.2.7", "http://192.0.2.7:5600/"),
    ],
)
def test_dashboard_is_at_the_name_a_person_would_type(host: str, url: str) -> None:
    assert dashboard_url(ServerAddress(host)) == url


@pytest.mark.parametrize(("host", "here"), [("127.0.0.1", True), ("localhost", True), ("192.0.2.7", False)])
def test_server_can_listen_only_at_an_address_of_this_machine(host: str, here: bool) -> None:
    assert can_listen_at(ServerAddress(host)) is here


def test_port_owner_is_named_with_its_process() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        owner = port_owner(listener.getsockname()[1])
    me = psutil.Process()
    assert owner == f"{me.name()} (pid {me.pid})"


def test_port_without_owner_has_none(port: int) -> None:
    assert port_owner(port) is None
