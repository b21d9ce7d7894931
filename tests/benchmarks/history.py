"""A history on disk as an export that any server can import, and what is in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TextIO

from benchmarks.days import Day, Recorded, make_day
from benchmarks.errors import UnusableHistoryError

__all__ = ["LAST_DAY", "History", "Sources", "make_history", "read_history"]

LAST_DAY = date(2025, 12, 31)
"""The last day of every made-up history: a longer one goes further back."""

_TYPES = {"window": "currentwindow", "afk": "afkstatus", "web": "web.tab.current"}
_CLIENTS = {"window": "aw-watcher-window", "afk": "aw-watcher-afk", "web": "aw-watcher-web-firefox"}


@dataclass(frozen=True)
class Sources:
    """The ids of the buckets a dashboard is made from."""

    window: str = f"{_CLIENTS['window']}_bench"
    afk: str = f"{_CLIENTS['afk']}_bench"
    web: str = f"{_CLIENTS['web']}_bench"

    def items(self) -> Iterator[tuple[str, str]]:
        """Kind and bucket id of each."""
        yield from (("window", self.window), ("afk", self.afk), ("web", self.web))


@dataclass(frozen=True)
class History:
    """An export: its file, how many events each bucket has, and the days it covers (`end` is not in it).

    `seed` is what it was made from; None for an export somebody brought.
    """

    path: Path
    sources: Sources
    counts: Mapping[str, int]
    start: datetime
    end: datetime
    seed: int | None = None

    @property
    def events(self) -> int:
        """How many events all buckets have together."""
        return sum(self.counts.values())

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.end - self.start).days

    def day(self, day: date) -> Day | None:
        """What was made up for a day; None in an export somebody brought."""
        return None if self.seed is None else make_day(day, self.seed)


def make_history(path: Path, days: int, seed: int, *, last_day: date = LAST_DAY, sources: Sources) -> History:
    """Write the history of the days up to `last_day`, one day in memory at a time."""
    first_day = last_day - timedelta(days=days - 1)
    counts = dict.fromkeys(dict(sources.items()).values(), 0)
    parts = {bucket_id: path.with_suffix(f".{kind}") for kind, bucket_id in sources.items()}
    with ExitStack() as stack:
        files = {name: stack.enter_context(part.open("w", encoding="utf-8")) for name, part in parts.items()}
        for number in range(days):
            day = make_day(first_day + timedelta(days=number), seed)
            for kind, bucket_id in sources.items():
                events: list[Recorded] = getattr(day, kind)
                _write_events(files[bucket_id], events, is_first=counts[bucket_id] == 0)
                counts[bucket_id] += len(events)
    _join(path, sources, parts, first_day)
    return History(path, sources, counts, _midnight(first_day), _midnight(last_day) + timedelta(days=1), seed)


def _write_events(file: TextIO, events: list[Recorded], *, is_first: bool) -> None:
    if events:
        file.write(("" if is_first else ",\n") + ",\n".join(map(_wire, events)))


def _wire(event: Recorded) -> str:
    moment = datetime.fromtimestamp(event.start / 1000, UTC).isoformat()
    data = json.dumps(event.data)
    return f'{{"timestamp": "{moment}", "duration": {event.length / 1000}, "data": {data}}}'


def _join(path: Path, sources: Sources, parts: Mapping[str, Path], created: date) -> None:
    """Put the buckets' events into one export, and remove their own files."""
    with path.open("w", encoding="utf-8") as export:
        opening = '{"buckets": {'
        for kind, bucket_id in sources.items():
            bucket = json.dumps(_bucket(kind, bucket_id, created))
            export.write(f'{opening}{json.dumps(bucket_id)}: {bucket[:-1]}, "events": [\n')
            with parts[bucket_id].open(encoding="utf-8") as part:
                shutil.copyfileobj(part, export)
            parts[bucket_id].unlink()
            export.write("]}")
            opening = ",\n"
        export.write("}}\n")


def _bucket(kind: str, bucket_id: str, created: date) -> dict[str, Any]:
    return {
        "id": bucket_id,
        "type": _TYPES[kind],
        "client": _CLIENTS[kind],
        "hostname": bucket_id.rpartition("_")[2],
        "created": _midnight(created).isoformat(),
        "data": {},
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def read_history(path: Path) -> History:
    """Describe an export somebody brought; it is read into memory once.

    Raises:
        UnusableHistoryError: it has not one bucket at least of windows, presence and tabs each, or no events.
    """
    buckets = json.loads(path.read_bytes())["buckets"]
    sources = Sources(**{kind: _id_of(buckets, wanted, path) for kind, wanted in _TYPES.items()})
    windows = buckets[sources.window]["events"]
    if not windows:
        raise UnusableHistoryError(f"{path}: expected events in {sources.window}, found none")
    moments = [event["timestamp"] for event in windows]
    return History(
        path,
        sources,
        {bucket_id: len(bucket["events"]) for bucket_id, bucket in buckets.items()},
        _midnight(datetime.fromisoformat(min(moments)).date()),
        _midnight(datetime.fromisoformat(max(moments)).date() + timedelta(days=1)),
    )


def _id_of(buckets: Mapping[str, Any], wanted: str, path: Path) -> str:
    ids = [bucket_id for bucket_id, bucket in buckets.items() if bucket["type"] == wanted]
    if not ids:
        raise UnusableHistoryError(
            f"{path}: expected a bucket of type `{wanted}`, found {', '.join(buckets)}"
        )
    return max(ids, key=lambda bucket_id: len(buckets[bucket_id]["events"]))
