from __future__ import annotations

from pathlib import Path

import pytest

from aw_core.address import ServerAddress, configured_address, default_port, local_api_key
from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError

OURS = "aw-server/aw-server.toml"
RUST = "aw-server-rust/config.toml"
RUST_TESTING = "aw-server-rust/config-testing.toml"


def write(name: str, content: str | bytes) -> None:
    path = Path(get_config_dir(), name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def key_at(port: int, host: str = "localhost", **environ: str) -> str | None:
    return local_api_key(ServerAddress(host, port), environ)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (ServerAddress(), "http://127.0.0.1:5600"),
        (ServerAddress("::1", 5666), "http://[::1]:5666"),
        (ServerAddress("[::1]", 5666), "http://[::1]:5666"),
        (ServerAddress(" localhost "), "http://localhost:5600"),
        (ServerAddress("example.org", 443, "https"), "https://example.org:443"),
    ],
)
def test_url(address: ServerAddress, url: str) -> None:
    assert address.url == url
    assert address.api_url == f"{url}/api/0"


@pytest.mark.parametrize("host", ["a b", "localhost/api", "me@localhost", "local\nhost"])
def test_a_host_that_is_none_is_named(host: str) -> None:
    with pytest.raises(ConfigError, match="the host of aw-server: expected a name or an IP address"):
        ServerAddress(host)


def test_testing_mode_has_a_port_of_its_own() -> None:
    assert (default_port(testing=False), default_port(testing=True)) == (5600, 5666)


@pytest.mark.parametrize(
    ("host", "is_local"),
    [
        ("127.0.0.1", True),
        ("LocalHost", True),
        ("::1", True),
        ("0.0.0.0", False),  # noqa: S104 - a name to judge
        ("localhost.example.org", False),
    ],
)
def test_local_hosts(host: str, is_local: bool) -> None:
    assert ServerAddress(host).is_local is is_local


def test_key_of_our_server() -> None:
    write(OURS, '[server]\nport = 5601\n[auth]\napi_key = "a"\n[auth-testing]\napi_key = "b"\n')
    assert key_at(5601) == "a"
    assert key_at(5600) is None
    assert key_at(5666) == "b"


def test_key_of_our_server_is_not_given_to_the_one_in_testing_mode() -> None:
    write(OURS, '[auth]\napi_key = "a"\n')
    assert (key_at(5600), key_at(5666)) == ("a", None)


def test_key_in_the_environment_comes_first_and_stays_on_this_machine() -> None:
    write(OURS, '[auth]\napi_key = "a"\n')
    assert key_at(5600, AW_SERVER_API_KEY="e") == "e"
    assert key_at(5600, "example.org", AW_SERVER_API_KEY="e") is None


def test_key_is_found_where_the_environment_moves_our_server_to_another_port() -> None:
    write(OURS, '[server]\nport = 5601\n[auth]\napi_key = "a"\n')
    assert key_at(5800, AW_SERVER_PORT="5800") == "a"
    assert key_at(5800, AW_SERVER_PORT="5801") is None


def test_where_both_modes_have_a_key_each_goes_to_its_own_server_only() -> None:
    write(OURS, '[auth]\napi_key = "a"\n[auth-testing]\napi_key = "b"\n')
    assert key_at(5666, AW_SERVER_PORT="5666") == "b"
    assert key_at(5600, AW_SERVER_PORT="5600") == "a"
    assert key_at(5800, AW_SERVER_PORT="5800") is None


def test_key_of_the_rust_server() -> None:
    write(RUST, '[auth]\napi_key = "a"\n')
    write(RUST_TESTING, 'port = 5777\n[auth]\napi_key = "b"\n')
    assert key_at(5600) == "a"
    assert key_at(5666) is None
    assert key_at(5777) == "b"


def test_our_server_comes_before_the_rust_server() -> None:
    write(OURS, '[auth]\napi_key = "ours"\n')
    write(RUST, '[auth]\napi_key = "rust"\n')
    assert key_at(5600) == "ours"


def test_key_never_goes_to_another_host() -> None:
    write(RUST, '[auth]\napi_key = "a"\n')
    assert key_at(5600, "192.168.1.5") is None


@pytest.mark.parametrize(
    "content", ["", '[auth]\napi_key = ""\n', "[auth]\napi_key = 5\n", "auth = 5\nserver = 6\n"]
)
def test_no_usable_key_is_no_key(content: str) -> None:
    write(OURS, content)
    write(RUST, content)
    assert key_at(5600) is None


@pytest.mark.parametrize("content", [b"[auth", b"\xff"])
def test_unreadable_file_is_a_warning_and_the_next_is_tried(
    content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    write(OURS, content)
    write(RUST, '[auth]\napi_key = "a"\n')
    assert key_at(5600) == "a"
    assert "aw-server.toml" in caplog.text


def test_key_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    write(RUST, '[auth]\napi_key = "hunter2"\n')
    assert key_at(5600) == "hunter2"
    assert "aw-server-rust" in caplog.text
    assert "hunter2" not in caplog.text


def test_configured_address_is_from_environment_file_or_default() -> None:
    assert configured_address({}, testing=False) == ServerAddress()
    assert configured_address({}, testing=True) == ServerAddress(port=5666)
    write(OURS, '[server]\nport = "5700"\nhost = "::1"\n[server-testing]\nport = 5701\n')
    assert configured_address({}, testing=False) == ServerAddress("::1", 5700)
    assert configured_address({}, testing=True) == ServerAddress(port=5701)
    environ = {"AW_SERVER_PORT": "5800", "AW_SERVER_HOST": "localhost"}
    assert configured_address(environ, testing=False) == ServerAddress("localhost", 5800)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "5600.5"])
def test_configured_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(ConfigError, match="port"):
        configured_address({"AW_SERVER_PORT": port}, testing=False)
