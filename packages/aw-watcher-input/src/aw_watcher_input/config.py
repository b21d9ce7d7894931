"""The settings of the input watcher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aw_core.errors import ConfigError
from aw_core.settings import Setting

__all__ = ["NAME", "SETTINGS", "Config"]

NAME = "aw-watcher-input"

MAX_SECONDS = 3600.0
"""An hour."""

SETTINGS = (
    Setting(
        section=NAME,
        name="poll_time",
        default=5.0,
        testing_default=1.0,
        help="Seconds of an interval whose presses, clicks, movement and scrolls are counted together.",
    ),
)


@dataclass(frozen=True)
class Config:
    """The settings, checked; `poll_time` in seconds."""

    poll_time: float

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Config:
        """The settings of `SETTINGS` by name, as the config file and options gave them.

        Raises:
            ConfigError: a value makes no sense; names the setting and the value.
        """
        poll_time = settings["poll_time"]
        if not 0 < poll_time <= MAX_SECONDS:
            raise ConfigError(f"`poll_time`: expected seconds above 0 and up to an hour, got {poll_time!r}")
        return cls(poll_time)
