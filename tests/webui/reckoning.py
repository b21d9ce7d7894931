"""What the pages must show, reckoned from the raw events by the plain definitions, without asking a query."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from commands import LiveServer

from aw_client.classes import default_classes
from aw_client.queries import browser_appnames, browsersWithBuckets
from aw_core.models import Event
from aw_transform import (
    Rule,
    categorize,
    concat,
    filter_keyvals,
    filter_period_intersect,
    flood,
    period_union,
    sort_by_timestamp,
    split_url_events,
    without_overlaps,
)

__all__ = ["Reckoner", "duration_text", "exact_text", "path_text", "seconds_by", "seconds_of"]

Period = tuple[datetime, datetime]


class Reckoner:
    """Sums up what a server recorded. Days begin at four o'clock in the zone, as they do by default."""

    def __init__(
        self, server: LiveServer, zone: str, rules: Sequence[tuple[list[str], dict[str, Any]]] = ()
    ) -> None:
        self.server = server
        self.zone = ZoneInfo(zone)
        self.rules = [(path, Rule(rule)) for path, rule in rules or default_classes]
        self._answers: dict[tuple[Period, tuple[str, ...], bool], list[Event]] = {}
        self._in_front_of: dict[tuple[Period, str, bool], list[Event]] = {}

    def period(self, first: date, last: date | None = None) -> Period:
        """From the start of a day to the end of it, or of another."""
        return self._start_of(first), self._start_of((last or first) + timedelta(days=1))

    def _start_of(self, day: date) -> datetime:
        return datetime.combine(day, time(4), self.zone).astimezone(UTC)

    @cached_property
    def buckets(self) -> dict[str, dict[str, Any]]:
        """The server's buckets by id."""
        status, buckets = self.server.request("GET", "/api/0/buckets/")
        assert status == 200, buckets
        found: dict[str, dict[str, Any]] = buckets
        return found

    @property
    def hosts(self) -> tuple[str, ...]:
        """The computers by name: a moment at two of them belongs to the first."""
        buckets = self.buckets.values()
        return tuple(sorted({one["hostname"] for one in buckets if one["type"] != "general.stopwatch"}))

    def active(self, period: Period, hosts: Sequence[str] = (), *, away: bool = False) -> list[Event]:
        """What was in front while someone was there, or was entered by hand, each with its category.

        `away` adds what was in front while nobody was there.
        """
        asked = period, tuple(hosts), away
        if asked not in self._answers:
            self._answers[asked] = self._reckon(period, hosts or self.hosts, away=away)
        return self._answers[asked]

    def _reckon(self, period: Period, hosts: Sequence[str], *, away: bool) -> list[Event]:
        events: list[Event] = []
        for host in hosts:
            asked = period, host, away
            if asked not in self._in_front_of:
                self._in_front_of[asked] = self._in_front(period, host, away=away)
            events = _laid_over(events, self._in_front_of[asked])
        for bucket_id in self._ids("general.stopwatch"):
            entered = [_as_window(one) for one in self.raw(bucket_id, period) if not one.data["running"]]
            events = _laid_over(entered, events)
        return categorize(events, self.rules)

    def _in_front(self, period: Period, host: str, *, away: bool) -> list[Event]:
        """The windows of a computer while someone was there; a sounding tab in front counts as someone.

        Of windows reported for the same moment the one that began first has it.
        """
        windows = self._flooded(self._ids("currentwindow", host), period)
        if away:
            return without_overlaps(windows)
        present = filter_keyvals(self._flooded(self._ids("afkstatus", host), period), "status", ["not-afk"])
        sounding = filter_keyvals(self._tabs(windows, period, host), "audible", [True])
        return without_overlaps(filter_period_intersect(windows, period_union(present, sounding)))

    def tabs(self, period: Period, host: str) -> list[Event]:
        """The tabs of a computer's browsers while the browser was in front, with `$domain` and the like."""
        return self._tabs(self._flooded(self._ids("currentwindow", host), period), period, host)

    def _tabs(self, windows: list[Event], period: Period, host: str) -> list[Event]:
        tabs: list[Event] = []
        for browser, bucket_id in browsersWithBuckets(self._ids("web.tab.current", host)):
            in_front = filter_keyvals(windows, "app", browser_appnames[browser])
            tabs = concat(tabs, filter_period_intersect(self._flooded([bucket_id], period), in_front))
        return sort_by_timestamp(split_url_events(tabs))

    def _ids(self, kind: str, host: str | None = None) -> list[str]:
        return [
            bucket_id
            for bucket_id, bucket in self.buckets.items()
            if bucket["type"] == kind and host in (None, bucket["hostname"])
        ]

    def _flooded(self, bucket_ids: Iterable[str], period: Period) -> list[Event]:
        return [one for bucket_id in bucket_ids for one in flood(self.raw(bucket_id, period))]

    def raw(self, bucket_id: str, period: Period) -> list[Event]:
        """The events of a bucket in a period, cut to it."""
        start, end = (moment.isoformat().replace("+", "%2B") for moment in period)
        path = f"/api/0/buckets/{bucket_id}/events?limit=-1&start={start}&end={end}"
        status, events = self.server.request("GET", path)
        assert status == 200, events
        return [Event(**one) for one in events]


def _as_window(entry: Event) -> Event:
    label = entry.data["label"]
    return Event(entry.id, entry.timestamp, entry.duration, {**entry.data, "app": label, "title": label})


def _laid_over(above: list[Event], below: list[Event]) -> list[Event]:
    """Both lists as one; where they overlap the time belongs to the first."""
    taken = period_union(above, above)
    return sort_by_timestamp([*above, *(part for one in below for part in _outside(one, taken))])


def _outside(event: Event, taken: Sequence[Event]) -> Iterator[Event]:
    """The parts of an event outside of others, which stand in order and apart."""
    start = event.timestamp
    for other in taken[bisect_right(taken, start, key=lambda one: one.end) :]:
        if other.timestamp >= event.end:
            break
        if start < other.timestamp:
            yield Event(None, start, other.timestamp - start, event.data)
        start = max(start, other.end)
    if start < event.end:
        yield Event(None, start, event.end - start, event.data)


def seconds_of(events: Iterable[Event]) -> float:
    """How long all of them last together."""
    return sum((one.duration for one in events), timedelta()).total_seconds()


def seconds_by(events: Iterable[Event], name: Callable[[Event], Any]) -> dict[Any, float]:
    """How long those of each name last together, longest first."""
    seconds: dict[Any, float] = defaultdict(float)
    for one in events:
        seconds[name(one)] += one.duration.total_seconds()
    return dict(sorted(seconds.items(), key=lambda item: -item[1]))


def path_text(category: Sequence[str]) -> str:
    """A category as the pages write it: from the widest name to the narrowest."""
    return " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ".join(category)


def exact_text(seconds: float) -> str:
    """As pages write a duration of a minute or more to the second."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min {rest:02} s" if hours else f"{minutes} min {rest:02} s"


def duration_text(seconds: float) -> str:
    """A time as the pages write it: `6 h 12 min`, `41 min`, `8 s`."""
    whole = _half_up(seconds)
    if whole < 60:
        return f"{whole} s"
    hours, minutes = divmod(_half_up(whole / 60), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def _half_up(number: float) -> int:
    return int(number + 0.5)
