"""A dashboard's totals are, to the microsecond, what `aw_transform` makes of the same events.

The history is made here; DASHBOARD_HISTORY may name an export of one host to take instead, of any size.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import aw_query
import aw_transform
from aw_core import Event
from aw_core.timestamps import parse_timestamp, to_micros
from aw_datastore import EventTable

CLASSES: list[tuple[list[str], dict[str, Any]]] = [
    (["Work"], {"type": "regex", "regex": "Docs|Office"}),
    (["Work", "Programming"], {"type": "regex", "regex": "GitHub|Stack Overflow|vim|pytest|make|\\.py"}),
    (["Work", "Tracker"], {"type": "regex", "regex": "(?i)activity|aw-"}),
    (["Media"], {"type": "regex", "regex": "REDDIT|spotify", "ignore_case": True}),
    (["Browser"], {"type": "regex", "regex": "^Firefox$", "select_keys": ["app"]}),
    *(
        (
            ["Projects", f"p{number}"],
            {"type": "regex", "regex": rf"project{number}\b|site{number * 7}\.example"},
        )
        for number in range(40)
    ),
]
KINDS = {"window": "currentwindow", "afk": "afkstatus", "web": "web.tab.current"}
DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}

Lists = dict[str, list[Event]]


def dashboard(window: str, afk: str, web: str) -> str:
    classes = json.dumps(CLASSES).replace("\\\\", "\\")
    return f"""
        events = flood(query_bucket("{window}"));
        present = filter_keyvals(flood(query_bucket("{afk}")), "status", ["not-afk"]);
        browser = filter_keyvals(events, "app", ["Firefox", "firefox"]);
        pages = split_url_events(filter_period_intersect(flood(query_bucket("{web}")), browser));
        pages = sort_by_timestamp(concat([], pages));
        present = period_union(present, filter_keyvals(pages, "audible", [true]));
        events = categorize(filter_period_intersect(events, present), {classes});
        titles = sort_by_duration(merge_events_by_keys(events, ["app", "title"]));
        RETURN = {{
            "titles": titles,
            "apps": sort_by_duration(merge_events_by_keys(titles, ["app"])),
            "categories": sort_by_duration(merge_events_by_keys(events, ["$category"])),
            "urls": sort_by_duration(merge_events_by_keys(pages, ["url"])),
            "domains": sort_by_duration(merge_events_by_keys(pages, ["$domain"])),
            "present": present,
            "duration": [sum_durations(events), sum_durations(pages)]
        }};
    """


def plain_dashboard(window: list[Event], afk: list[Event], web: list[Event]) -> dict[str, Any]:
    events = aw_transform.flood(window)
    present = aw_transform.filter_keyvals(aw_transform.flood(afk), "status", ["not-afk"])
    browser = aw_transform.filter_keyvals(events, "app", ["Firefox", "firefox"])
    pages = aw_transform.filter_period_intersect(aw_transform.flood(web), browser)
    pages = aw_transform.sort_by_timestamp(aw_transform.split_url_events(pages))
    present = aw_transform.period_union(present, aw_transform.filter_keyvals(pages, "audible", [True]))
    events = aw_transform.filter_period_intersect(events, present)
    rules = [(name, aw_transform.Rule(rule)) for name, rule in CLASSES]
    events = aw_transform.categorize(events, rules)
    titles = merged(events, ["app", "title"])
    return {
        "titles": titles,
        "apps": merged(titles, ["app"]),
        "categories": merged(events, ["$category"]),
        "urls": merged(pages, ["url"]),
        "domains": merged(pages, ["$domain"]),
        "present": present,
        "duration": [aw_transform.sum_durations(each).total_seconds() for each in (events, pages)],
    }


def merged(events: list[Event], keys: list[str]) -> list[Event]:
    return aw_transform.sort_by_duration(aw_transform.merge_events_by_keys(events, keys))


class History:
    """Buckets in memory, each payload one object, read as from a datastore."""

    def __init__(self, buckets: Mapping[str, Any]) -> None:
        self._buckets = buckets
        self._tables = {bucket_id: table_of(bucket.pop("events")) for bucket_id, bucket in buckets.items()}
        self.ids = {
            name: next(bucket_id for bucket_id, bucket in buckets.items() if bucket["type"] == kind)
            for name, kind in KINDS.items()
        }
        self.start = min(int(table.start.min()) for table in self._tables.values())

    def buckets(self) -> Mapping[str, Any]:
        return self._buckets

    def table(self, bucket_id: str, start: datetime | None = None, end: datetime | None = None) -> EventTable:
        assert start is not None
        assert end is not None
        table, first, last = self._tables[bucket_id], to_micros(start), to_micros(end)
        return table.take((table.end >= first) & (table.start <= last)).clip(first, last)

    def eventcount(self, bucket_id: str, start: datetime | None = None, end: datetime | None = None) -> int:
        return len(self.table(bucket_id, start, end))


def table_of(events: list[dict[str, Any]]) -> EventTable:
    numbers: dict[str, int] = {}
    rows = []
    for event in events:
        start = to_micros(parse_timestamp(event["timestamp"])) // 1000 * 1000
        payload = numbers.setdefault(json.dumps(event["data"]), len(numbers))
        rows.append((start, start + round(event["duration"] * 1e6), payload, event.get("id") or 0))
    columns = np.array(rows, np.int64).reshape(-1, 4)
    start, end, payload, ids = columns[np.argsort(-columns[:, 0], kind="stable")].T.copy()
    return EventTable(start, end, payload.astype(np.int32), ids, [json.loads(text) for text in numbers])


@pytest.fixture(name="history", scope="module")
def _history() -> History:
    path = os.environ.get("DASHBOARD_HISTORY")
    return History(json.loads(Path(path).read_bytes())["buckets"] if path else made())


@pytest.fixture(name="memory", scope="module")
def _memory() -> aw_query.Memory:
    return aw_query.Memory()


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS)
def test_a_dashboards_totals_are_those_of_the_definition(
    history: History, memory: aw_query.Memory, days: int
) -> None:
    query = dashboard(**history.ids)
    begin = datetime.fromtimestamp(history.start / 1e6, UTC).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    # Not the first days, so that a day begins in the midst of events and the year has days before and after.
    start = begin + timedelta(days=0 if days == DAYS["year"] else 8)
    end = start + timedelta(days=days)
    first, again = (aw_query.run("dashboard", query, start, end, history, memory) for _ in ("first", "again"))
    lists = {
        name: history.table(bucket_id, start, end).to_events() for name, bucket_id in history.ids.items()
    }
    expected = plain_dashboard(**lists)
    assert expected["duration"][0] > 0
    for answer in (first, again):
        for name, value in expected.items():
            assert aw_query.wire_value(answer[name]) == wired(value), name


def wired(value: list[Any]) -> list[Any]:
    return [event.to_json_dict() if isinstance(event, Event) else event for event in value]


def made(days: int = 40) -> Mapping[str, Any]:
    """The weeks of someone whose watchers leave gaps, overlaps, equal neighbours and lengths in microseconds."""
    chance = random.Random(7)
    buckets: dict[str, Any] = {
        name: {"id": name, "type": kind, "hostname": "desk", "events": []} for name, kind in KINDS.items()
    }
    for day in range(days):
        at = datetime(2024, 1, 1, 22, tzinfo=UTC) + timedelta(days=day)  # into the next day
        for _ in range(250):
            length = chance.choice([0, 1, 1.000001, chance.expovariate(0.05)])
            for name, data in (("window", window(chance)), ("web", page(chance))):
                shift = timedelta(milliseconds=chance.choice([0, 0, 30, -50, 700, -700]))
                event = {"timestamp": (at + shift).isoformat(), "duration": round(length, 6), "data": data}
                buckets[name]["events"].append(event)
            at += timedelta(
                milliseconds=int(length * 1000) + chance.choice([0, 0, 400, 1000, 4999, 5001, 60_000])
            )
        for hour in range(3):
            for status, minute in (("not-afk", 0), ("afk", 47)):
                moment = at.replace(hour=(22 + hour) % 24, minute=minute)
                event = {"timestamp": moment.isoformat(), "duration": 2810.000007, "data": {"status": status}}
                buckets["afk"]["events"].append(event)
    return buckets


def window(chance: random.Random) -> dict[str, Any]:
    app = chance.choice(["Firefox", "Editor", "Ünïcode 日本"])
    title = chance.choice(
        [f"file_{chance.randrange(9)}.py - project{chance.randrange(50)}", "ACTIVITY", "reddit.com"]
    )
    return {"app": app, "title": title}


def page(chance: random.Random) -> dict[str, Any]:
    url = chance.choice(
        ["https://www.site{}.example:80/p;a?q=1#x", "about:blank{}", "http://[{}", "HTTP://x/{}"]
    )
    return {"url": url.format(chance.randrange(9)), "audible": chance.choice([True, False, 1])}
