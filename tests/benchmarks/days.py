"""One made-up day of one person at a computer: the same for the same date and seed, whatever days are around it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

__all__ = ["Day", "Recorded", "make_day"]

_MINUTE = 60_000
_HOUR = 60 * _MINUTE
_LONGEST_STAY = 10 * _MINUTE
_LONGEST_BREAK = 2 * _HOUR


class Recorded(NamedTuple):
    """An event: its start (milliseconds since 1970, UTC), its length (milliseconds) and its data."""

    start: int
    length: int
    data: dict[str, Any]


@dataclass(frozen=True)
class Day:
    """What the three watchers recorded in one day, oldest first."""

    window: list[Recorded] = field(default_factory=list)
    afk: list[Recorded] = field(default_factory=list)
    web: list[Recorded] = field(default_factory=list)


@dataclass(frozen=True)
class _App:
    """A program: how often it comes to the front, how many things can be open in it, and their titles."""

    name: str
    weight: int
    documents: int
    title: str


_APPS = (
    _App("Firefox", 39, 14_500, "Page {0} of site{1}.example — Mozilla Firefox"),
    _App("Code", 26, 9_500, "module_{0}.py - project{2} - Visual Studio Code"),
    _App("Terminal", 15, 400, "vim ~/project{2}/notes-{0}"),
    _App("Slack", 8, 300, "channel-{0} - Team Größe {2} - Slack"),
    _App("Mail", 5, 900, "Re: 予定 {0} - Mail"),
    _App("Obsidian", 4, 500, "Note {0} ✏️ - Obsidian"),
    _App("Figma", 3, 80, "Frame {0} - Figma"),
    _App("Zoom", 3, 20, "Zoom Meeting {0}"),
    _App("Files", 3, 150, "/home/person/folder-{0}"),
    _App("Spotify", 2, 400, "Song {0} - Spotify"),
    _App("Steam", 1, 10, "Steam {0}"),
)
_WEIGHTS = [app.weight for app in _APPS]


def make_day(day: date, seed: int) -> Day:
    """A day of some 2,000 windows, with breaks, and a tab under each of the browser's windows."""
    chance = random.Random(f"{seed}/{day.isoformat()}")
    recorded = Day()
    now = _midnight(day) + 8 * _HOUR + chance.randrange(_HOUR)
    evening = now + 9 * _HOUR + chance.randrange(2 * _HOUR)
    while now < evening:
        stretch_end = min(evening, now + _MINUTE + _wait(chance, 35 * _MINUTE))
        _work(recorded, chance, now, stretch_end)
        now = _pause(recorded, chance, now, stretch_end)
    return recorded


def _midnight(day: date) -> int:
    return round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def _wait(chance: random.Random, mean: float) -> int:
    return round(chance.expovariate(1 / mean))


def _work(recorded: Day, chance: random.Random, now: int, end: int) -> None:
    """Fill a stretch with windows, one after another, as a watcher that looks once a second sees them."""
    while now < end:
        length = min(_wait(chance, 14_000), _LONGEST_STAY, end - now)
        app = chance.choices(_APPS, weights=_WEIGHTS)[0]
        # A power of a random number: the few documents one lives in come up often, most of them rarely.
        number = int(app.documents ** chance.random())
        title = app.title.format(number, number % 400, number % 40)
        recorded.window.append(Recorded(now, length, {"app": app.name, "title": title}))
        if app.name == "Firefox":
            recorded.web.append(Recorded(now, max(0, length - 300), _tab(number, title, chance)))
        gap = 0 if chance.random() < 0.2 else chance.randrange(1200)
        now += length + gap


def _pause(recorded: Day, chance: random.Random, start: int, end: int) -> int:
    """Record the stretch as activity and a break after it, with the last window open; the break's end."""
    away = min(3 * _MINUTE + _wait(chance, 8 * _MINUTE), _LONGEST_BREAK)
    recorded.afk.append(Recorded(start, end - start, {"status": "not-afk"}))
    recorded.afk.append(Recorded(end, away - 1000, {"status": "afk"}))
    recorded.window.append(Recorded(end, away - 2000, recorded.window[-1].data))
    return end + away


def _tab(number: int, title: str, chance: random.Random) -> dict[str, Any]:
    return {
        "url": f"https://site{number % 400}.example/section/{number}?q={number % 977}",
        "title": title,
        "audible": chance.random() < 0.05,
        "incognito": False,
        "tabCount": chance.randrange(1, 10),
    }
