"""The times of the week at which recording is paused by itself, as `aw-manager.toml` lists them.

Times are those of a clock on the wall. In the nights in which it is set, a pause is never shorter than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from aw_core.errors import ConfigError
from aw_manager.pausing.localtime import earliest, latest

__all__ = ["NEVER", "Schedule"]

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK = 7
_FAR = 9
"""Days around today whose periods are looked at: one can last six, and join another."""

_ENTRY = re.compile(r"(?P<days>\S+)(?:\s+(?P<start>\d{1,2}:\d\d)\s*-\s*(?P<end>\d{1,2}:\d\d))?")
_EXPECTED = 'days such as "Sat-Sun", or days and times such as "Mon-Fri 18:00-08:00" or "daily 12:00-12:30"'


class Period(NamedTuple):
    """A time in which to pause: its start belongs to it, its end does not."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class _Entry:
    """A line of the schedule: so many days from a first one, whole, or on each of them from a time to another."""

    first: int
    days: int
    times: tuple[time, time] | None

    def on(self, day: date, zone: tzinfo | None) -> Period | None:
        """The period that begins on a day, if one does."""
        behind = (day.weekday() - self.first) % _WEEK
        if self.times is None:
            return _period(day, time(), self.days, time(), zone) if behind == 0 else None
        if behind >= self.days:
            return None
        start, end = self.times
        return _period(day, start, 0 if start < end else 1, end, zone)


class Schedule:
    """When to pause.

    Args:
        entries: as in the settings.
        zone: whose clock is meant; None is this machine's.

    Raises:
        ConfigError: an entry is none; names it.
    """

    def __init__(self, entries: Sequence[str], zone: tzinfo | None = None) -> None:
        self._entries = [_parse(entry) for entry in entries]
        self._zone = zone

    def until(self, now: datetime, resumed: datetime | None = None) -> datetime | None:
        """Until when to pause, None if now is no time to.

        Args:
            now: aware.
            resumed: when a person last resumed recording: the period that was then does not count any more.
        """
        periods = sorted(self._around(now))
        ends = [
            period.end
            for period in periods
            if period.start <= now < period.end
            and not (resumed is not None and period.start <= resumed <= now)
        ]
        if not ends:
            return None
        until = max(ends)
        for period in periods:
            if period.start <= until < period.end:
                until = period.end
        return until

    def next_start(self, now: datetime) -> datetime | None:
        """When the next period begins, None if there is none."""
        return min((period.start for period in self._around(now) if period.start > now), default=None)

    def _around(self, now: datetime) -> Iterator[Period]:
        today = now.astimezone(self._zone).date()
        for days in range(-_FAR, _FAR + 1):
            for entry in self._entries:
                period = entry.on(today + timedelta(days=days), self._zone)
                if period is not None:
                    yield period


NEVER = Schedule(())
"""The schedule of who wants none."""


def _period(day: date, start: time, days: int, end: time, zone: tzinfo | None) -> Period:
    return Period(
        earliest(datetime.combine(day, start), zone),
        latest(datetime.combine(day + timedelta(days=days), end), zone),
    )


def _parse(entry: str) -> _Entry:
    try:
        (first, days), times = _read(entry)
    except ValueError as error:
        raise ConfigError(f"`pause_schedule`, {entry!r}: expected {_EXPECTED}") from error
    if times is None and days == _WEEK:
        raise ConfigError(
            f"`pause_schedule`, {entry!r}: expected times, as otherwise nothing is ever recorded"
        )
    if times is not None and times[0] == times[1]:
        raise ConfigError(f"`pause_schedule`, {entry!r}: expected two different times")
    return _Entry(first, days, times)


def _read(entry: str) -> tuple[tuple[int, int], tuple[time, time] | None]:
    """The days of an entry, and its times if it has any."""
    found = _ENTRY.fullmatch(entry.strip())
    if found is None:
        raise ValueError(entry)
    days = _days(found["days"].lower())
    return days, None if found["start"] is None else (_time(found["start"]), _time(found["end"]))


def _days(text: str) -> tuple[int, int]:
    """The first day of the week, and how many."""
    if text == "daily":
        return 0, _WEEK
    first, _, last = text.partition("-")
    start = _DAYS.index(first)
    return start, 1 + (_DAYS.index(last or first) - start) % _WEEK


def _time(text: str) -> time:
    hours, _, minutes = text.partition(":")
    return time(int(hours), int(minutes))
