"""What can be set about the server, and the settings one server runs with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aw_core.address import DEFAULT_HOST, DEFAULT_PORT, TESTING_PORT
from aw_core.errors import ConfigError
from aw_core.settings import Setting
from aw_datastore.care import parse_age
from aw_datastore.errors import InvalidAgeError

__all__ = [
    "PROGRAM",
    "SETTINGS",
    "STORAGES",
    "ServerSettings",
    "parse_folder",
    "parse_origins",
    "parse_pages",
    "parse_patterns",
    "parse_retention",
]

PROGRAM = "aw-server"

_HIGHEST_PORT = 65535

STORAGES = ("sqlite", "peewee", "memory")
"""Where events can be kept; `peewee` is the older name of `sqlite`."""

SETTINGS = (
    Setting(
        section="server",
        name="host",
        default=DEFAULT_HOST,
        help="The address to listen on. Anything but this machine's own lets others in: set an API key then.",
    ),
    Setting(
        section="server",
        name="port",
        default=DEFAULT_PORT,
        testing_default=TESTING_PORT,
        help="The port to listen on; 0 takes a free one.",
    ),
    Setting(
        section="server",
        name="storage",
        default="sqlite",
        help="Where events are kept: `sqlite` (`peewee` means the same), or `memory`, which forgets them on exit.",
    ),
    Setting(
        section="server",
        name="dbpath",
        default="",
        help="The database file; empty means `events.db` (testing: `events-testing.db`) in the data folder.",
    ),
    Setting(
        section="server",
        name="legacy_import",
        default=True,
        help="Whether the first start takes over what older servers kept on this machine.",
    ),
    Setting(
        section="server",
        name="backups",
        default=True,
        help="Whether a backup of the database is made every day; 7 daily and 4 weekly ones are kept.",
    ),
    Setting(
        section="server",
        name="backup_dir",
        default="",
        help="The folder of the backups; empty means `backups` beside the database.",
    ),
    Setting(
        section="server",
        name="retention",
        default="",
        help="Delete events older than this, such as `2y` or `18months`, every day; empty means never.",
    ),
    Setting(
        section="server",
        name="webpath",
        default="",
        help="The folder of the web UI to serve; empty means the installed one.",
    ),
    Setting(
        section="server",
        name="cors_origins",
        default="",
        help="Web pages of other origins that may use the API: exact origins such as `http://localhost:8080`, separated by commas.",
    ),
    Setting(
        section="server",
        name="cors_regex",
        default=[],
        help="The same as regular expressions, each of which must match the whole origin.",
    ),
    Setting(
        section="server",
        name="custom_static",
        default={},
        help='Folders with pages of your own, by name: `name = "folder"` is served at `/pages/name/`.',
    ),
    Setting(
        section="auth",
        name="api_key",
        default="",
        help="The key every request to the API must carry; empty means none is asked for.",
    ),
)
"""Everything that can be set in the config file and the environment."""


@dataclass(frozen=True, kw_only=True)
class ServerSettings:
    """What one running server was told.

    - `device_id`: identifies this machine in exports and to clients;
    - `hostname`: what `!local` stands for in a new bucket;
    - `settings_file`: where the settings of the web UI are kept;
    - `cors_origins`, `cors_patterns`: the origins that may use the API besides the built-in ones;
    - `custom_static`: folders to serve as pages, by name;
    - `webpath`: the folder of a web UI to serve in the place of the installed one;
    - `web_ui`: the folder of the installed web UI, None where there is none;
    - `api_key`: None where no key is asked for.
    """

    device_id: str
    hostname: str
    settings_file: Path
    testing: bool = False
    host: str = DEFAULT_HOST
    cors_origins: frozenset[str] = frozenset()
    cors_patterns: tuple[re.Pattern[str], ...] = ()
    custom_static: Mapping[str, Path] = field(default_factory=dict)
    webpath: Path | None = None
    web_ui: Path | None = None
    # Left out of the repr, so that it cannot get into a log.
    api_key: str | None = field(default=None, repr=False)

    @property
    def pause_file(self) -> Path:
        """Where the state of the pause is kept: beside the settings, which any client may change as it likes."""
        name = self.settings_file.name.removeprefix("settings")
        return self.settings_file.with_name(f"pause{name}")


def parse_port(port: int) -> int:
    """A port to listen on.

    Raises:
        ConfigError: it is none.
    """
    if not 0 <= port <= _HIGHEST_PORT:
        raise ConfigError(f"port: expected a number from 0 to {_HIGHEST_PORT}, got {port}")
    return port


def parse_retention(text: str) -> str:
    """The age above which events are deleted, as it was given; empty if none are.

    Raises:
        ConfigError: it is no age.
    """
    try:
        if text:
            parse_age(text, datetime.now(UTC))
    except InvalidAgeError as error:
        raise ConfigError(f"retention: {error}") from error
    return text


def parse_key(key: str) -> str | None:
    """The API key; None where it is empty, so that none is asked for.

    Raises:
        ConfigError: it cannot stand in a header as every client would send it; the key is not told.
    """
    if not (key.isascii() and key.isprintable() and key == key.strip()):
        raise ConfigError(
            "api_key: expected printable ASCII characters without spaces around them, got others"
        )
    return key or None


def parse_origins(text: str) -> frozenset[str]:
    """The origins in a list separated by commas.

    Raises:
        ConfigError: one of them is `*`: no list of origins lets every web page read what a person did.
    """
    origins = frozenset(origin.strip().rstrip("/") for origin in text.split(",") if origin.strip())
    if "*" in origins:
        raise ConfigError("cors_origins: expected origins such as `http://localhost:8080`, got `*`")
    return origins


def parse_patterns(patterns: list[Any]) -> tuple[re.Pattern[str], ...]:
    """The patterns, compiled.

    Raises:
        ConfigError: one of them is no regular expression.
    """
    try:
        return tuple(re.compile(pattern) for pattern in patterns)
    except (re.error, TypeError) as error:
        raise ConfigError(f"cors_regex: expected a list of regular expressions: {error}") from error


def parse_pages(pages: Mapping[str, Any]) -> dict[str, Path]:
    """The folders of custom pages by name.

    Raises:
        ConfigError: a name cannot stand in an address, or a folder is none.
    """
    for name in pages:
        if not name or "/" in name:
            raise ConfigError(f"custom_static: expected a name without slashes, got {name!r}")
    return {name: parse_folder(f"custom_static, `{name}`", folder) for name, folder in pages.items()}


def parse_folder(where: str, path: Any) -> Path:
    """A folder, whole.

    Raises:
        ConfigError: there is none of that path.
    """
    if not isinstance(path, str) or not path or not Path(path).expanduser().is_dir():
        raise ConfigError(f"{where}: expected a folder, got {path!r}")
    return Path(path).expanduser().resolve()
