"""Lengths of time as people say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

__all__ = ["age", "span", "until_text"]

_STEPS = ((86400, "d"), (3600, "h"), (60, "min"))

_MINUTE = timedelta(minutes=1)


def age(moment: datetime) -> str:
    """How long ago a moment was, in its largest unit: `3 min`."""
    return span(datetime.now(UTC) - moment)


def until_text(moment: datetime | None) -> str:
    """Until when a pause lasts, as the clock on the wall shows it, with the day unless that is today.

    With the seconds, too, where it is less than a minute away.
    """
    if moment is None:
        return "until it is resumed"
    here, now = moment.astimezone(), datetime.now().astimezone()
    clock = f"{here:%H:%M:%S}" if here - now < _MINUTE else f"{here:%H:%M}"
    return f"until {clock}" if here.date() == now.date() else f"until {here:%A %Y-%m-%d} {clock}"


def span(length: timedelta) -> str:
    """A length of time in its largest unit, such as `3 min`; a negative one is `0 s`."""
    seconds = max(0, int(length.total_seconds()))
    for size, unit in _STEPS:
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
