"""The client's settings: where the server is, and how often a stretched heartbeat is sent."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, cast

from aw_core.address import DEFAULT_HOST, DEFAULT_PORT, TESTING_PORT, ServerAddress, local_api_key
from aw_core.settings import Setting, default_toml, load_settings

__all__ = ["SETTINGS", "ClientSettings", "load_client_settings", "load_config", "load_local_server_api_key"]

_PROGRAM = "aw-client"

SETTINGS = (
    Setting(section="server", name="hostname", default=DEFAULT_HOST, help="Name or address of the server."),
    Setting(
        section="server",
        name="port",
        default=DEFAULT_PORT,
        testing_default=TESTING_PORT,
        help="Port the server listens on.",
    ),
    Setting(
        section="client",
        name="commit_interval",
        default=10.0,
        testing_default=5.0,
        help="Seconds an unchanged event may grow before it is sent to the server again.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class ClientSettings:
    """What the config file and the environment say: server host and port, commit interval in seconds."""

    hostname: str
    port: int
    commit_interval: float


def load_client_settings(*, testing: bool, write_missing: bool = False) -> ClientSettings:
    """The settings for one mode; a missing config file is written only when asked.

    Raises:
        ConfigError: the file is no TOML, or a value is not of its setting's type.
    """
    values = load_settings(_PROGRAM, SETTINGS, os.environ, testing=testing, write_missing=write_missing)
    return ClientSettings(
        hostname=cast("str", values["hostname"]),
        port=cast("int", values["port"]),
        commit_interval=cast("float", values["commit_interval"]),
    )


def load_config() -> dict[str, Any]:
    """The whole config, both modes, as a TOML document: defaults overridden by the user's file."""
    from aw_core.config import load_config_toml  # noqa: PLC0415 - what keeps comments takes 3 MB in every watcher

    return load_config_toml(_PROGRAM, default_toml(SETTINGS), write_missing=False)


def load_local_server_api_key(host: str, port: int | str) -> str | None:
    """The API key of the server on this machine that listens on the port; None for any other host."""
    return local_api_key(ServerAddress(host=host, port=int(port)), os.environ)
