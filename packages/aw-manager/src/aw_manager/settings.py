"""What a user can set of the manager: the declared table and the values in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from aw_core.errors import ConfigError
from aw_core.settings import Setting, load_settings
from aw_manager.pausing.schedule import NEVER, Schedule

_Number = TypeVar("_Number", int, float)

__all__ = ["PROGRAM", "SETTINGS", "ManagerSettings", "load_manager_settings"]

PROGRAM = "aw-manager"

SETTINGS = (
    Setting(
        section=PROGRAM,
        name="autostart_modules",
        default=["aw-server", "aw-watcher-afk", "aw-watcher-window"],
        help="The modules to start, by the name of their command.",
    ),
    Setting(
        section=PROGRAM,
        name="crash_limit",
        default=8,
        help="After so many quick crashes in a row a module is left alone.",
    ),
    Setting(
        section=PROGRAM,
        name="retry_unavailable",
        default=60.0,
        help="A module that cannot work here, or has a wrong setting, is asked again soon, then less often, up to five times so many seconds apart.",
    ),
    Setting(
        section=PROGRAM,
        name="server_timeout",
        default=30.0,
        help="Seconds to the server's first answer until you are told; after ten times that it is started anew.",
    ),
    Setting(
        section=PROGRAM,
        name="stop_timeout",
        default=10.0,
        help="Seconds a module has to end when asked, before it is killed.",
    ),
    Setting(
        section=PROGRAM,
        name="pause_schedule",
        default=[],
        help='When recording is paused by itself: "Sat-Sun", "Mon-Fri 18:00-08:00", "daily 12:00-12:30".',
    ),
    Setting(
        section=PROGRAM,
        name="arguments",
        default={},
        help='More arguments for a module: aw-watcher-afk = ["--timeout", "60"]',
    ),
)


@dataclass(frozen=True, kw_only=True)
class ManagerSettings:
    """The settings in use; times are seconds."""

    autostart_modules: tuple[str, ...]
    crash_limit: int
    retry_unavailable: float
    server_timeout: float
    stop_timeout: float
    arguments: Mapping[str, tuple[str, ...]]
    pause_schedule: Schedule = NEVER


def load_manager_settings(environ: Mapping[str, str], *, testing: bool) -> ManagerSettings:
    """The settings from environment, config file and defaults.

    Raises:
        ConfigError: the file is no TOML, or a value is not what it must be.
    """
    values: dict[str, Any] = load_settings(PROGRAM, SETTINGS, environ, testing=testing)
    return ManagerSettings(
        autostart_modules=_texts("autostart_modules", values["autostart_modules"]),
        crash_limit=_positive("crash_limit", values["crash_limit"]),
        retry_unavailable=_positive("retry_unavailable", values["retry_unavailable"]),
        server_timeout=_positive("server_timeout", values["server_timeout"]),
        stop_timeout=_positive("stop_timeout", values["stop_timeout"]),
        pause_schedule=Schedule(_texts("pause_schedule", values["pause_schedule"])),
        arguments={name: _texts(f"arguments.{name}", given) for name, given in values["arguments"].items()},
    )


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ConfigError(f"`{name}` of {PROGRAM}: expected a list of texts, got {value!r}")


def _positive(name: str, value: _Number) -> _Number:
    if value > 0:
        return value
    raise ConfigError(f"`{name}` of {PROGRAM}: expected a number above 0, got {value!r}")
