"""Where the server is: host, port and key, said in this one place."""

from __future__ import annotations

import logging
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError

__all__ = [
    "API_PATH",
    "DEFAULT_HOST",
    "DEFAULT_PORT",
    "TESTING_PORT",
    "ServerAddress",
    "configured_address",
    "default_port",
    "local_api_key",
]

logger = logging.getLogger(__name__)

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 5600
TESTING_PORT = 5666
API_PATH = "/api/0"

_HIGHEST_PORT = 65535
_NOT_IN_HOSTS = re.compile(r"[\s\x00-\x1f/?#@\\]")
_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class ServerAddress:
    """Protocol, host and port of a server; the host of IPv6 with or without its brackets.

    Raises:
        ConfigError: the host has characters that no host has.
    """

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    protocol: str = "http"

    def __post_init__(self) -> None:
        host = self.host.strip()
        if _NOT_IN_HOSTS.search(host):
            raise ConfigError(f"the host of aw-server: expected a name or an IP address, got {self.host!r}")
        object.__setattr__(self, "host", host[1:-1] if host.startswith("[") and host.endswith("]") else host)

    @property
    def url(self) -> str:
        """The address as a browser shows it, without a trailing slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.protocol}://{host}:{self.port}"

    @property
    def api_url(self) -> str:
        """The root of the REST API, without a trailing slash."""
        return self.url + API_PATH

    @property
    def is_local(self) -> bool:
        """Whether it names this machine."""
        return self.host.lower() in _LOCAL_HOSTS


def default_port(*, testing: bool) -> int:
    """5600, or 5666 in testing mode."""
    return TESTING_PORT if testing else DEFAULT_PORT


def configured_address(environ: Mapping[str, str], *, testing: bool) -> ServerAddress:
    """Where the server of this machine listens: its environment variables, its config file, or the default.

    Raises:
        ConfigError: the port is not a number from 1 to 65535, or the host cannot be one.
    """
    section = "server-testing" if testing else "server"
    server = _table(_read(_own_config()) or {}, section)
    host = environ.get("AW_SERVER_HOST") or server.get("host", DEFAULT_HOST)
    port = environ.get("AW_SERVER_PORT") or server.get("port", default_port(testing=testing))
    if not str(port).isdecimal() or not 0 < int(port) <= _HIGHEST_PORT:
        raise ConfigError(f"the port of aw-server: expected a number from 1 to {_HIGHEST_PORT}, got {port!r}")
    return ServerAddress(str(host), int(port))


def _own_config() -> Path:
    return Path(get_config_dir()) / "aw-server" / "aw-server.toml"


def local_api_key(address: ServerAddress, environ: Mapping[str, str]) -> str | None:
    """The API key the server at a local address asks for: AW_SERVER_API_KEY, or what its config file has.

    Looks at this project's server, then at the Rust server's files, in production and in testing mode;
    the first file whose port is the address's and that has a key wins. Where AW_SERVER_PORT has moved this
    project's server to the address, the one key in its file is meant. A key never goes to another host.
    """
    if not address.is_local:
        return None
    if environ.get("AW_SERVER_API_KEY"):
        return environ["AW_SERVER_API_KEY"]
    for path, config in _server_configs():
        if config.key and config.port == str(address.port):
            logger.debug("using the API key of %s", path)
            return config.key
    return _only_own_key() if environ.get("AW_SERVER_PORT") == str(address.port) else None


def _only_own_key() -> str | None:
    """The key of our server where its file has one; None where the two modes have one each: which is unknown."""
    keys = {_own(_own_config(), suffix, 0).key for suffix in ("", "-testing")} - {None, ""}
    return keys.pop() if len(keys) == 1 else None


@dataclass(frozen=True)
class _ServerConfig:
    """What a server's config file says of its port and key."""

    port: str
    key: str | None


def _server_configs() -> Iterator[tuple[Path, _ServerConfig]]:
    """The config files of servers on this machine: this project's, then the Rust server's."""
    own, rust = _own_config(), Path(get_config_dir()) / "aw-server-rust"
    yield own, _own(own, "", DEFAULT_PORT)
    yield own, _own(own, "-testing", TESTING_PORT)
    yield rust / "config.toml", _rust(rust / "config.toml", DEFAULT_PORT)
    yield rust / "config-testing.toml", _rust(rust / "config-testing.toml", TESTING_PORT)


def _own(path: Path, suffix: str, port: int) -> _ServerConfig:
    """Our server has `[server]` and `[auth]`; in testing mode `[server-testing]` and `[auth-testing]`."""
    config = _read(path) or {}
    return _config(_table(config, f"server{suffix}"), _table(config, f"auth{suffix}"), port)


def _rust(path: Path, port: int) -> _ServerConfig:
    """The Rust server has the port at the top and `[auth]`, one file per mode."""
    config = _read(path) or {}
    return _config(config, _table(config, "auth"), port)


def _config(server: dict[str, Any], auth: dict[str, Any], port: int) -> _ServerConfig:
    key = auth.get("api_key")
    return _ServerConfig(str(server.get("port", port)), key if isinstance(key, str) else None)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        logger.warning("cannot read the server's config %s: %s", path, error)
        return None


def _table(config: dict[str, Any], name: str) -> dict[str, Any]:
    """A table of a config; an empty one where it is missing or something else."""
    table = config.get(name)
    return table if isinstance(table, dict) else {}
