"""The settings of the window watcher."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aw_core.errors import ConfigError
from aw_core.settings import Setting
from aw_watcher_window.filters import TitleFilter
from aw_watcher_window.select import BACKENDS, Factory, to_try

__all__ = ["NAME", "SETTINGS", "Config"]

NAME = "aw-watcher-window"

MAX_POLL_TIME = 3600.0
"""An hour, in seconds: a power cut loses up to this much."""

SETTINGS = (
    Setting(
        section=NAME,
        name="poll_time",
        default=1.0,
        help="Seconds between two reports of an unchanged window, and the least between two titles of one window.",
    ),
    Setting(
        section=NAME,
        name="exclude_title",
        default=False,
        help="Record every title as `excluded`; applications are still recorded.",
    ),
    Setting(
        section=NAME,
        name="exclude_titles",
        default=[],
        help="Record titles in which one of these regular expressions is found (in any case) as `excluded`.",
    ),
    Setting(
        section=NAME,
        name="backend",
        default="",
        help="See windows this way alone, by its name in `--list-backends`, instead of the first way that works.",
    ),
)


@dataclass(frozen=True)
class Config:
    """The settings, checked: seconds between reports, what titles to keep out, and the backends to try."""

    poll_time: float
    keep_out: TitleFilter
    backends: Mapping[str, Factory] = field(default_factory=lambda: BACKENDS)

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Config:
        """The settings of `SETTINGS` by name, as the config file and options gave them.

        Raises:
            ConfigError: a value makes no sense; names the setting and the value.
        """
        poll_time = settings["poll_time"]
        if not 0 < poll_time <= MAX_POLL_TIME:
            raise ConfigError(
                f"`poll_time`: expected seconds above 0 and up to {MAX_POLL_TIME}, got {poll_time!r}"
            )
        patterns = tuple(_patterns(settings["exclude_titles"]))
        keep_out = TitleFilter(everything=settings["exclude_title"], patterns=patterns)
        return cls(poll_time, keep_out, to_try(settings["backend"]))


def _patterns(texts: Iterable[Any]) -> Iterable[re.Pattern[str]]:
    for text in texts:
        if not isinstance(text, str):
            raise ConfigError(f"`exclude_titles`: expected regular expressions as texts, got {text!r}")
        try:
            yield re.compile(text, re.IGNORECASE)
        except re.error as error:
            raise ConfigError(f"`exclude_titles`: {text!r} is no regular expression: {error}") from error
