"""How long to pause, in the words of the command line: `30m`, `until 14:00`, `until tomorrow 8:00`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from aw_manager.errors import UnclearPauseError
from aw_manager.pausing.localtime import latest

__all__ = ["how_long"]

_SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s)?", re.IGNORECASE)
_UNITS = ("days", "hours", "minutes", "seconds")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)")
_LONGEST = timedelta(days=366)
_EXPECTED = "such as `30m`, `1h30m`, `until 14:00`, `until tomorrow 8:00` or `until 2026-12-24 18:00`"


def how_long(words: Sequence[str], now: datetime, zone: tzinfo | None = None) -> timedelta | datetime | None:
    """For how long or until when (aware, UTC), None for as long as nobody resumes.

    Args:
        words: what was typed.
        now: aware.
        zone: whose clock a time of day is of; None is this machine's.

    Raises:
        UnclearPauseError: they say nothing of the kind, or a moment that has passed.
    """
    if not words:
        return None
    given = " ".join(words)
    if words[0].lower() == "until" and len(words) > 1:
        moment = _moment(" ".join(words[1:]), now, zone)
        _check_length(given, moment - now)
        return moment
    span = _span("".join(words))
    _check_length(given, span)
    return span


def _check_length(given: str, length: timedelta) -> None:
    if length > _LONGEST:
        raise UnclearPauseError(
            f"`{given}` is more than {_LONGEST.days} days; without a time it is paused until you resume"
        )


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text)
    try:
        numbers = [int(number or 0) for number in found.groups()] if found else []
        span = timedelta(**dict(zip(_UNITS, numbers, strict=False)))
    except OverflowError:
        span = timedelta.max
    if not span:
        raise UnclearPauseError(f"expected how long to pause, {_EXPECTED}; got `{text}`")
    return span


def _moment(text: str, now: datetime, zone: tzinfo | None) -> datetime:
    today = now.astimezone(zone).date()
    day, clock = _day(text, today)
    moment = latest(datetime.combine(day or today, clock), zone)
    if moment > now:
        return moment
    hint = f"; for tomorrow say `until tomorrow {clock:%H:%M}`" if day is None else ""
    raise UnclearPauseError(f"`until {text}` has passed already{hint}")


def _day(text: str, today: date) -> tuple[date | None, time]:
    """The day, None where none is named, and the time of day."""
    first, *rest = text.replace("T", " ").split()
    try:
        if found := _CLOCK.fullmatch(first):
            day, clocks = None, [found, *rest]
        else:
            day = today + timedelta(days=1) if first.lower() == "tomorrow" else date.fromisoformat(first)
            clocks = [_CLOCK.fullmatch(word) for word in rest]
        match clocks:
            case []:
                return day, time()
            case [re.Match() as clock]:
                return day, time(int(clock[1]), int(clock[2]))
    except ValueError:
        pass
    raise UnclearPauseError(f"expected until when to pause, {_EXPECTED}; got `until {text}`")
