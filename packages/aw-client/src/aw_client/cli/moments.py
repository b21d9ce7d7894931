"""Dates and times as a person types them, in a zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from aw_client.cli.failures import WrongInput

__all__ = ["day_around", "moment_in", "zone_named"]

_DAY = timedelta(days=1)


def moment_in(text: str, zone: tzinfo | None, now: datetime) -> datetime:
    """The aware instant that a text names in a zone (None: this machine's).

    Takes ISO 8601 with or without time and offset, and `now`, `today`, `yesterday`, `tomorrow` (at midnight).

    Raises:
        WrongInput: it names none.
    """
    days = {"yesterday": -1, "today": 0, "tomorrow": 1}
    if text == "now":
        return now
    if text in days:
        day = now.astimezone(zone).date() + days[text] * _DAY
        return _in_zone(datetime.combine(day, time()), zone)
    try:
        return _in_zone(datetime.fromisoformat(text), zone)
    except (ValueError, OverflowError) as error:
        raise WrongInput(
            f"expected a date or time such as 2026-11-22, 2026-11-22T09:30 or today, got {text!r}"
        ) from error


def day_around(now: datetime, start_of_day: time) -> tuple[datetime, datetime]:
    """The local day an instant falls in, when days begin at `start_of_day`: its start and its end."""
    local = now.astimezone()
    day = local.date() if local.time() >= start_of_day else local.date() - _DAY
    start, end = (datetime.combine(date, start_of_day).astimezone() for date in (day, day + _DAY))
    return start, end


def zone_named(_ctx: click.Context, _param: click.Parameter, name: str | None) -> tzinfo | None:
    """The time zone of an option's value, an IANA name.

    Raises:
        WrongInput: there is none of that name.
    """
    try:
        return None if name is None else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise WrongInput(f"expected a time zone such as Europe/Berlin, got {name!r}") from error


def _in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    if moment.tzinfo is not None:
        return moment
    return moment.astimezone() if zone is None else moment.replace(tzinfo=zone)
