"""Durations, times and data as a person reads them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, tzinfo
from typing import Any

__all__ = ["data_text", "duration_text", "moment_text", "printable"]

_MINUTE = 60
_HOUR = 3600
_TENTHS_BELOW = 10


def duration_text(duration: timedelta | float) -> str:
    """A length in its two largest units: `6 h 12 min`, `3 min 20 s`, `45 s`, `2.5 s`."""
    seconds = duration.total_seconds() if isinstance(duration, timedelta) else duration
    if 0 < seconds < _TENTHS_BELOW and round(seconds, 1) != round(seconds):
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole >= _HOUR:
        return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE} min"
    if whole >= _MINUTE:
        return f"{whole // _MINUTE} min {whole % _MINUTE} s"
    return f"{whole} s"


def moment_text(moment: datetime, zone: tzinfo | None = None) -> str:
    """An instant to the second in a zone (None: this machine's) with its offset: `2026-11-22 09:15:00+01:00`."""
    return moment.astimezone(zone).isoformat(sep=" ", timespec="seconds")


def data_text(data: dict[str, Any]) -> str:
    """An event's data on one line: `app: Firefox, title: Inbox`."""
    return ", ".join(f"{key}: {_value_text(value)}" for key, value in data.items())


def printable(text: str) -> str:
    """The text with what could steer a terminal (control characters) made visible as `�`."""
    return "".join(character if character.isprintable() else "�" for character in text)


def _value_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
