"""The settings of the AFK watcher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aw_core.errors import ConfigError
from aw_core.settings import Setting

__all__ = ["NAME", "SETTINGS", "Config"]

NAME = "aw-watcher-afk"

MAX_SECONDS = 86400.0
"""A day."""

SETTINGS = (
    Setting(
        section=NAME,
        name="timeout",
        default=180.0,
        testing_default=20.0,
        help="Seconds without input after which you count as away, from the last input on.",
    ),
    Setting(
        section=NAME,
        name="poll_time",
        default=5.0,
        testing_default=1.0,
        help="Seconds between two looks at when the last input was.",
    ),
)


@dataclass(frozen=True)
class Config:
    """The settings, checked; both in seconds."""

    timeout: float
    poll_time: float

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Config:
        """The settings of `SETTINGS` by name, as the config file and options gave them.

        Raises:
            ConfigError: a value makes no sense; names the setting and the value.
        """
        for name in ("timeout", "poll_time"):
            if not 0 < settings[name] <= MAX_SECONDS:
                raise ConfigError(
                    f"`{name}`: expected seconds above 0 and up to a day, got {settings[name]!r}"
                )
        return cls(settings["timeout"], settings["poll_time"])
