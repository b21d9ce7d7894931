"""The settings of the AFK watcher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aw_core.errors import ConfigError
from aw_core.settings import Setting
from aw_watcher_afk.signals import Reason

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
    Setting(section=NAME, name="lock", default=True, help="Count as away while the screen is locked."),
    Setting(section=NAME, name="suspend", default=True, help="Ask the system and its clocks when it slept."),
    Setting(
        section=NAME,
        name="call",
        default=True,
        help="Count as there in a call: microphone or camera in use while something sounds.",
    ),
    Setting(
        section=NAME,
        name="fullscreen",
        default=True,
        help="Count as there while a player plays in a full-screen window.",
    ),
    Setting(section=NAME, name="gamepad", default=False, help="Count as there while a gamepad is used."),
    Setting(section=NAME, name="audio", default=False, help="Count as there while anything sounds."),
    Setting(
        section=NAME,
        name="max_without_input",
        default=7200.0,
        help="Seconds after the last input for which a call, a film or sound may count.",
    ),
)

_SECONDS = ("timeout", "poll_time", "max_without_input")


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings, checked; times in seconds."""

    timeout: float
    poll_time: float
    lock: bool = True
    suspend: bool = True
    reasons: frozenset[Reason] = frozenset()
    max_without_input: float = 7200.0

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Config:
        """The settings of `SETTINGS` by name, as the config file and options gave them.

        Raises:
            ConfigError: a value makes no sense; names the setting and the value.
        """
        for name in _SECONDS:
            if not 0 < settings[name] <= MAX_SECONDS:
                raise ConfigError(
                    f"`{name}`: expected seconds above 0 and up to a day, got {settings[name]!r}"
                )
        return cls(
            **{name: settings[name] for name in (*_SECONDS, "lock", "suspend")},
            reasons=frozenset(reason for reason in Reason if settings[reason.value]),
        )
