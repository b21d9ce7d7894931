"""A made-up year of one person's machine, the same at every run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from aw_core.models import Event

__all__ = ["BUCKETS", "START", "events_of"]

START = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 365

BUCKETS = {
    # id -> events in the year, distinct data, type
    "aw-watcher-window_bench": (707_000, 25_000, "currentwindow"),
    "aw-watcher-afk_bench": (10_000, 2, "afkstatus"),
    "aw-watcher-web-firefox_bench": (252_000, 20_000, "web.tab.current"),
}


def events_of(bucket_id: str) -> Iterator[Event]:
    """The year's events of a bucket, oldest first: touching neither each other nor midnight, some data often."""
    number, distinct, kind = BUCKETS[bucket_id]
    chance = random.Random(bucket_id)  # noqa: S311 - made-up data needs no cryptography
    slot = timedelta(days=DAYS) / number
    for at in range(number):
        # The square makes low numbers, the windows one lives in, come up more often.
        which = int(chance.random() ** 2 * distinct)
        begin = START + slot * at
        yield Event(None, begin, slot * chance.uniform(0.1, 0.95), data_of(kind, which))


def data_of(kind: str, which: int) -> dict[str, object]:
    """The data of the event, as the watcher of that kind reports it."""
    if kind == "afkstatus":
        return {"status": "afk" if which else "not-afk"}
    title = f"Some page or document number {which} - and what else a title says"
    if kind == "currentwindow":
        return {"app": f"application-{which % 60}", "title": title}
    return {
        "url": f"https://site{which % 900}.example/section/page-{which}?q={which}",
        "title": title,
        "audible": which % 20 == 0,
        "incognito": False,
        "tabCount": which % 30,
    }
