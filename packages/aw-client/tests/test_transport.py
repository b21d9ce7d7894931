from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from fake_aw_server import Answer, FakeServer, free_port

from aw_client import transport as transport_module
from aw_client.transport import HTTPError, RequestException, Transport, json_of, reason_of
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


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.0.1.1", True),
        ("::1", True),
        ("10.0.0.1", False),
        ("time.example", False),
    ],
)
def test_only_other_machines_are_reached_through_a_proxy(host: str, local: bool) -> None:
    assert Transport(ServerAddress(host))._session.trust_env is not local


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


def test_every_request_has_a_time_limit(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    transport = transport_to(server)
    limits = []
    send = transport._session.request

    def request(*arguments: object, timeout: object, **options: object) -> object:
        limits.append(timeout)
        return send(*arguments, timeout=timeout, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(transport._session, "request", request)
    transport.request("GET", "info")
    assert limits == [(transport_module.CONNECT_TIMEOUT, transport_module.READ_TIMEOUT)]


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
