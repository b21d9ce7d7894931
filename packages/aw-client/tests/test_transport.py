from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from fake_aw_server import Answer, FakeServer, free_port

from aw_client.transport import (
    CONNECT_TIMEOUT,
    HTTPError,
    RequestException,
    Transport,
    json_of,
    reason_of,
)
from aw_core.address import ServerAddress


def transport_to(server: FakeServer) -> Transport:
    return Transport(ServerAddress("127.0.0.1", server.port))


def write_key(tmp_path: Path, port: int, key: str) -> None:
    config = tmp_path / "config" / "activitywatch" / "aw-server" / "aw-server.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(f"[server]\nport = {port}\n[auth]\napi_key = {json.dumps(key)}\n")


def test_requests_share_one_connection(server: FakeServer) -> None:
    transport = transport_to(server)
    for _ in range(5):
        transport.request("GET", "info")
    assert server.connections == 1


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert transport_to(server).request("GET", "info").status_code == 200


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_this_machine_is_reached_without_a_proxy_by_each_of_its_names(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    transport = Transport(ServerAddress(host, server.port))
    assert transport.request("GET", "info").status_code == 200
    transport.close()


def test_another_machine_is_reached_through_the_proxy_of_the_environment(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.port}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    transport = Transport(ServerAddress("time.example"))
    assert json_of(transport.request("GET", "info"))["hostname"] == "fake"  # which stands in for the proxy
    transport.close()


def test_the_key_of_the_local_server_is_sent(server: FakeServer, tmp_path: Path) -> None:
    server.api_key = "secret"
    write_key(tmp_path, server.port, "secret")
    assert transport_to(server).request("GET", "buckets/").status_code == 200


def test_a_key_that_changed_is_read_again(server: FakeServer, tmp_path: Path) -> None:
    transport = transport_to(server)
    transport.request("GET", "buckets/")
    server.api_key = "new"
    write_key(tmp_path, server.port, "new")
    assert transport.request("GET", "buckets/").status_code == 200


def test_a_refused_key_is_tried_once_not_forever(server: FakeServer) -> None:
    server.api_key = "unknown"
    with pytest.raises(HTTPError, match="401"):
        transport_to(server).request("GET", "buckets/")
    assert len(server.requests) == 1


def test_a_key_is_neither_shown_nor_sent_elsewhere(tmp_path: Path) -> None:
    write_key(tmp_path, 5600, "secret")
    assert "Authorization" in Transport(ServerAddress("127.0.0.1")).headers()
    assert "Authorization" not in Transport(ServerAddress("example.org")).headers()


def test_a_silent_server_times_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        transport = Transport(ServerAddress("127.0.0.1", silent.getsockname()[1]))
        with pytest.raises(RequestException) as caught:
            transport.request("GET", "info", read_timeout=0.1)
    assert reason_of(caught.value, transport.address) == f"{transport.address.url} does not answer in time"


def test_every_connection_has_a_time_limit(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[float] = []
    really_connect = socket.create_connection

    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        limits.append(timeout)
        return really_connect(place, timeout)

    monkeypatch.setattr(socket, "create_connection", connect)
    transport_to(server).request("GET", "info")
    assert limits == [CONNECT_TIMEOUT]


def test_an_error_ends_with_what_the_server_says(server: FakeServer) -> None:
    server.behaviour = lambda _request: Answer(400, {"message": "limit: expected an integer, got 'x'"})
    with pytest.raises(HTTPError) as caught:
        transport_to(server).request("GET", "buckets/")
    assert str(caught.value).startswith("400 Bad Request for GET http://127.0.0.1")
    assert str(caught.value).endswith(": limit: expected an integer, got 'x'")


def test_not_modified_is_no_error(server: FakeServer) -> None:
    server.behaviour = lambda _request: Answer(304)
    assert transport_to(server).request("POST", "buckets/b", body={}).status_code == 304


def test_what_is_no_json_is_never_sent(server: FakeServer) -> None:
    with pytest.raises(ValueError, match="JSON"):
        transport_to(server).request("POST", "settings/x", body=float("nan"))
    assert server.requests == []


def test_parameters_that_are_none_are_left_out(server: FakeServer) -> None:
    transport_to(server).request("GET", "buckets/", params={"a": 1, "b": None})
    assert server.requests[-1].params == {"a": "1"}


def test_json_that_is_null_is_an_answer(server: FakeServer) -> None:
    server.behaviour = lambda _request: Answer(body=None)
    assert json_of(transport_to(server).request("GET", "settings/x")) is None
