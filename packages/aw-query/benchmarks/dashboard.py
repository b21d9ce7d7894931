"""Times each step of a dashboard's query over a history, in a new memory and in one that knows the payloads.

    dashboard.py [EXPORT.json] [--days 30] [--rounds 5]

Without an export of all buckets of one host, a history of so many days is made. Only the engine is timed:
the events are in memory as the store would hand them out. What is printed is processor time, which is how long
it takes on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

import aw_query
from aw_core.timestamps import parse_timestamp, to_micros
from aw_datastore import EventTable
from aw_query.functions import functions

RULES = [
    (["Work"], "Docs|Office"),
    (["Work", "Programming"], "GitHub|Stack Overflow|vim|pytest|make"),
    (["Media", "Social"], "(?i)reddit|facebook|instagram"),
    (["Comms"], "Telegram|Signal|Slack|Mail"),
    *((["Projects", f"p{number}"], rf"project{number}\b|site{number * 7}\.example") for number in range(40)),
]

Seconds = dict[str, list[float]]


def main() -> None:
    """Read or make a history, ask, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "export", nargs="?", type=Path, help="all buckets of one host, as the server exports them"
    )
    parser.add_argument("--days", type=int, default=30, help="length of the history made without an export")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is timed; medians are printed")
    arguments = parser.parse_args()
    source = Source(read(arguments.export) if arguments.export else make(arguments.days))
    gc.freeze()  # the history stays, so the garbage collector need not look at it
    print(", ".join(f"{len(table)} events in {bucket}" for bucket, table in source.tables.items()))
    query = dashboard(*(source.bucket_of(kind) for kind in ("currentwindow", "afkstatus", "web.tab.current")))
    first, again = measured(query, source, arguments.rounds)
    print(f"{'milliseconds':32}{'first':>9}{'again':>9}")
    for step in first:
        print(f"{step:32}{statistics.median(first[step]):9.2f}{statistics.median(again[step]):9.2f}")


class Source:
    """Buckets of events in memory."""

    def __init__(self, buckets: dict[str, Any]) -> None:
        self._buckets = buckets
        self.tables = {bucket_id: table_of(bucket.pop("events")) for bucket_id, bucket in buckets.items()}

    def bucket_of(self, kind: str) -> str:
        """The id of the first bucket of a type."""
        return next(bucket_id for bucket_id, bucket in self._buckets.items() if bucket["type"] == kind)

    def buckets(self) -> Mapping[str, Mapping[str, Any]]:
        """What is known of each bucket."""
        return self._buckets

    def table(
        self, bucket_id: str, _start: datetime | None = None, _end: datetime | None = None
    ) -> EventTable:
        """All events of a bucket; the dicts are the same each time, the list of them is not."""
        table = self.tables[bucket_id]
        return EventTable(table.start, table.end, table.payload, table.id, list(table.payloads))

    def eventcount(self, bucket_id: str, _start: datetime | None = None, _end: datetime | None = None) -> int:
        """How many they are."""
        return len(self.tables[bucket_id])


def table_of(events: list[dict[str, Any]]) -> EventTable:
    """The events as columns, the newest first, equal data once."""
    numbers: dict[str, int] = {}
    payloads: list[dict[str, Any]] = []
    rows = []
    for event in events:
        number = numbers.setdefault(json.dumps(event["data"]), len(numbers))
        if number == len(payloads):
            payloads.append(event["data"])
        start = to_micros(parse_timestamp(event["timestamp"]))
        rows.append((start, start + round(event["duration"] * 1e6), number, event.get("id") or 0))
    columns = np.array(rows, np.int64).reshape(-1, 4)
    start, end, payload, ids = columns[np.argsort(-columns[:, 0], kind="stable")].T.copy()
    return EventTable(start, end, payload.astype(np.int32), ids, payloads)


def measured(query: str, source: Source, rounds: int) -> tuple[Seconds, Seconds]:
    """Milliseconds of each step, with a new memory each time and with one that has seen the query."""
    period = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
    timed = {name: Timed(function) for name, function in functions.items()}
    functions.update(timed)  # type: ignore[arg-type] # it does what a function does
    first: Seconds = defaultdict(list)
    again: Seconds = defaultdict(list)
    for _ in range(rounds):
        memory = aw_query.Memory()
        for seconds in (first, again):
            Timed.steps = []
            began = time.thread_time()
            aw_query.run("benchmark", query, *period, source, memory)
            seconds["the whole query"].append((time.thread_time() - began) * 1000)
            for number, (name, took) in enumerate(Timed.steps, 1):
                seconds[f"{number:3} {name}"].append(took * 1000)
    return first, again


class Timed:
    """A function of the language, timed."""

    steps: list[tuple[str, float]]

    def __init__(self, function: Any) -> None:
        self._function = function
        self.check_arity, self.take = function.check_arity, function.take

    def __call__(self, *arguments: Any) -> Any:
        """What the function answers."""
        began = time.thread_time()
        value = self._function(*arguments)
        self.steps.append((self._function.name, time.thread_time() - began))
        return value


def dashboard(window: str, afk: str, web: str) -> str:
    """What a dashboard asks for: time while present by application, title, category, page and domain."""
    classes = json.dumps([[name, {"type": "regex", "regex": regex}] for name, regex in RULES])
    classes = classes.replace("\\\\", "\\")
    return f"""
        events = flood(query_bucket("{window}"));
        present = filter_keyvals(flood(query_bucket("{afk}")), "status", ["not-afk"]);
        browser = filter_keyvals(events, "app", ["Firefox", "firefox"]);
        pages = split_url_events(filter_period_intersect(flood(query_bucket("{web}")), browser));
        present = period_union(present, filter_keyvals(pages, "audible", [true]));
        events = categorize(filter_period_intersect(events, present), {classes});
        titles = sort_by_duration(merge_events_by_keys(events, ["app", "title"]));
        RETURN = {{
            "titles": limit_events(titles, 100),
            "apps": sort_by_duration(merge_events_by_keys(titles, ["app"])),
            "categories": sort_by_duration(merge_events_by_keys(events, ["$category"])),
            "urls": limit_events(sort_by_duration(merge_events_by_keys(pages, ["url"])), 100),
            "domains": limit_events(sort_by_duration(merge_events_by_keys(pages, ["$domain"])), 100),
            "present": present,
            "duration": sum_durations(events)
        }};
    """


def read(path: Path) -> dict[str, Any]:
    """The buckets of an export."""
    buckets: dict[str, Any] = json.loads(path.read_bytes())["buckets"]
    return buckets


def make(days: int) -> dict[str, Any]:
    """The buckets of someone who spends eight hours of each day with a few applications and many titles."""
    chance = random.Random(1)
    buckets: dict[str, Any] = {
        kind: {"id": kind, "type": kind, "hostname": "desk", "events": []}
        for kind in ("currentwindow", "afkstatus", "web.tab.current")
    }
    for day in range(days):
        morning = datetime(2024, 1, 1, 9, tzinfo=UTC) + timedelta(days=day)
        seconds = 0.0
        while seconds < 8 * 3600:
            length = chance.expovariate(1 / 15)
            add_event(buckets["currentwindow"], morning, seconds, length, window_data(chance))
            add_event(buckets["web.tab.current"], morning, seconds, length, page_data(chance))
            seconds += length + chance.choice([0, 0.3, 1, 1, 1, 30])
        for hour in range(8):
            add_event(buckets["afkstatus"], morning, hour * 3600, 3000, {"status": "not-afk"})
            add_event(buckets["afkstatus"], morning, hour * 3600 + 3000, 600, {"status": "afk"})
    return buckets


def add_event(bucket: dict[str, Any], morning: datetime, seconds: float, length: float, data: Any) -> None:
    """An event some seconds after the morning."""
    begin = morning + timedelta(milliseconds=int(seconds * 1000))
    bucket["events"].append({"timestamp": begin.isoformat(), "duration": round(length, 3), "data": data})


def window_data(chance: random.Random) -> dict[str, Any]:
    """A window as a watcher reports it."""
    app = chance.choice(["Firefox", "Editor", "Terminal", "Mail"])
    return {"app": app, "title": f"file_{chance.randrange(300)}.py - project{chance.randrange(50)} - {app}"}


def page_data(chance: random.Random) -> dict[str, Any]:
    """A page as a browser reports it."""
    site, page = chance.randrange(60), chance.randrange(300)
    url = f"https://www.site{site}.example/p/{page}"
    return {
        "url": url,
        "title": f"page {page}",
        "audible": chance.choice([True, *[False] * 9]),
        "incognito": False,
    }


if __name__ == "__main__":
    main()
