"""How long to pause, in the words of the command line: `30m`, `until 14:00`, `until tomorrow 8:00`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from aw_manager.errors import UnclearPauseError
from aw_manager.pausing.localtime import latest

__all__ = ["how_long"]

_UNITS = {
    "days": "d|days?",
    "hours": "h|hrs?|hours?",
    "minutes": "m|mins?|minutes?",
    "seconds": "s|secs?|seconds?",
}
_SPAN = re.compile(
    r"\s*".join(rf"(?:(?P<{unit}>\d+(?:[.,]\d+)?)\s*(?:{words}))?" for unit, words in _UNITS.items()),
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?(?P<half>[ap]m)?", re.IGNORECASE)
_NOON = 12
_LONGEST = timedelta(days=366)
_EXPECTED = "such as `30m`, `2 hours`, `1h30m`, `until 14:00`, `until 2pm`, `until tomorrow 8:00` or `until 2026-12-24 18:00`"


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
    span = _span(given)
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
        numbers = found.groupdict(default="0") if found else {}
        span = timedelta(**{unit: float(number.replace(",", ".")) for unit, number in numbers.items()})
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
    first, *rest = _apart(text)
    try:
        if _is_clock(first):
            day, clocks = None, [first, *rest]
        else:
            day = today + timedelta(days=1) if first.lower() == "tomorrow" else date.fromisoformat(first)
            clocks = rest
        match clocks:
            case []:
                return day, time()
            case [clock] if _is_clock(clock):
                return day, _time(clock)
    except ValueError:
        pass
    raise UnclearPauseError(f"expected until when to pause, {_EXPECTED}; got `until {text}`")


def _apart(text: str) -> list[str]:
    """Its words: a day and a time of day, be they joined by a T as in ISO 8601, or `2 pm` in two words."""
    joined = re.sub(r"(?<=\d)\s+(?=[ap]m\b)", "", text, flags=re.IGNORECASE)
    return re.sub(r"(?<=\d)T(?=\d)", " ", joined).split()


def _is_clock(word: str) -> bool:
    """Whether it is a time of day: `14:00`, `14.00`, `2pm`, `2:30pm`; a number alone could be anything."""
    found = _CLOCK.fullmatch(word)
    return found is not None and (found["minute"] or found["half"]) is not None


def _time(word: str) -> time:
    """A time of day; raises ValueError for one that no clock shows."""
    found = _CLOCK.fullmatch(word)
    if found is None:
        raise ValueError(word)
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").lower()
    if half and not 1 <= hour <= _NOON:
        raise ValueError(word)
    if half:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    return time(hour, minute)
