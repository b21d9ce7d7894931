"""Made-up histories to look at: a year of one person on two computers, or as many days as a test needs."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from benchmarks import days as own_days
from benchmarks.days import Day, Recorded, make_day
from benchmarks.history import Sources, make_history

__all__ = [
    "LATELY",
    "Buckets",
    "bucket",
    "device",
    "digest",
    "editor",
    "event",
    "export",
    "further_year",
    "stopwatches",
    "write_year",
]

Buckets = dict[str, dict[str, Any]]
"""What an export holds: bucket id -> bucket with its events."""

YEAR = 365
LATELY = 14
"""Since so many days ago there are a second computer, an editor and stopwatches."""

_SHARED = Path(os.environ.get("CONFORMANCE_DIR", Path(__file__).parents[3] / "shared" / "conformance")).parent
GENERATOR = _SHARED / "bench" / "make_history.py"
"""Makes the history that other implementations are measured with; it stands beside the conformance vectors."""

_KINDS = {"window": "currentwindow", "afk": "afkstatus", "web": "web.tab.current"}
_CLIENTS = {"window": "aw-watcher-window", "afk": "aw-watcher-afk", "web": "aw-watcher-web-firefox"}


def write_year(path: Path, last_day: date) -> None:
    """Write the export of the laptop's year up to a day, by the shared generator where that is at hand."""
    if GENERATOR.is_file():
        first_day = last_day - timedelta(days=YEAR - 1)
        options = ["--days", str(YEAR), "--host", "laptop", "--start", first_day.isoformat()]
        command = [sys.executable, str(GENERATOR), *options, str(path)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    else:
        laptop = Sources(*(f"{client}_laptop" for client in _CLIENTS.values()))
        make_history(path, YEAR, seed=1, last_day=last_day, sources=laptop)


def digest() -> str:
    """Tells the years of one maker from another's."""
    maker = GENERATOR if GENERATOR.is_file() else Path(own_days.__file__)
    return hashlib.sha256(maker.read_bytes()).hexdigest()[:12]


def further_year(now: datetime) -> Buckets:
    """What that year lacks: today up to now, a second computer, an editor and stopwatches."""
    today = now.date()
    recent = [today - timedelta(days=back) for back in range(LATELY, -1, -1)]
    return {
        **device("laptop", [today], seed=1, until=now),
        **device("desktop", recent, seed=2, until=now, later=timedelta(hours=3), kinds=("window", "afk")),
        **editor("laptop", recent, until=now),
        **stopwatches(recent[:-1]),
    }


def device(
    hostname: str,
    days: Iterable[date],
    *,
    seed: int,
    until: datetime | None = None,
    later: timedelta = timedelta(),
    kinds: Sequence[str] = ("window", "afk", "web"),
) -> Buckets:
    """The buckets of a computer's windows, presence and tabs, as they are at the moment `until`."""
    made = [make_day(day, seed) for day in days]
    return {
        f"{_CLIENTS[kind]}_{hostname}": bucket(
            _KINDS[kind], _CLIENTS[kind], hostname, _events(made, kind, until, later)
        )
        for kind in kinds
    }


def _events(days: Sequence[Day], kind: str, until: datetime | None, later: timedelta) -> list[dict[str, Any]]:
    limit = until or datetime.max.replace(tzinfo=UTC)
    recorded: Iterator[Recorded] = (one for day in days for one in getattr(day, kind))
    moved = ((datetime.fromtimestamp(one.start / 1000, UTC) + later, one) for one in recorded)
    return [
        event(start, min(one.length / 1000, (limit - start).total_seconds()), one.data)
        for start, one in moved
        if start < limit
    ]


def editor(hostname: str, days: Iterable[date], *, until: datetime | None = None) -> Buckets:
    """The bucket of an editor in which someone changes the file every five minutes of the working day."""
    chance = random.Random(3)
    limit = until or datetime.max.replace(tzinfo=UTC)
    events = []
    for day in days:
        for number in range(100):
            start = datetime.combine(day, time(8), UTC) + timedelta(minutes=5 * number)
            project = f"project{chance.randrange(4)}"
            file = f"/home/person/{project}/src/module_{chance.randrange(30)}.py"
            data = {"file": file, "project": project, "language": "python"}
            if start + timedelta(minutes=5) <= limit:
                events.append(event(start, 200 + chance.randrange(90), data))
    return {f"aw-watcher-vim_{hostname}": bucket("app.editor.activity", "aw-watcher-vim", hostname, events)}


def stopwatches(days: Iterable[date]) -> Buckets:
    """The bucket of stopwatches: half an hour at noon of each day, stopped."""
    labels = ["Meeting with Ann", "Reading", "Call", "Client workshop"]
    events = [
        event(datetime.combine(day, time(13), UTC), 1800 + 60 * (number % 20), _stopped(labels[number % 4]))
        for number, day in enumerate(days)
    ]
    return {"aw-stopwatch": bucket("general.stopwatch", "aw-webui", "unknown", events)}


def _stopped(label: str) -> dict[str, Any]:
    return {"label": label, "running": False}


def event(start: datetime, seconds: float, data: Mapping[str, Any]) -> dict[str, Any]:
    """An event as it goes over the wire."""
    return {"timestamp": start.isoformat(), "duration": seconds, "data": dict(data)}


def bucket(kind: str, client: str, hostname: str, events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A bucket with its events, as an export has it."""
    return {"type": kind, "client": client, "hostname": hostname, "events": list(events)}


def export(buckets: Buckets) -> bytes:
    """The body of an import."""
    return json.dumps({"buckets": buckets}).encode()
