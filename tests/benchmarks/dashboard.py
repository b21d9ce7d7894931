"""The query a dashboard asks: time by app, title, category and site, while someone was there; 51 category rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from aw_client.queries import DesktopQueryParams
from aw_client.queries.canonical import summary_query
from benchmarks.history import History, Sources

__all__ = ["PERIODS", "dashboard", "middle", "period", "totals"]

PERIODS = {"day": 1, "week": 7, "month": 30, "year": 365}
"""Days in the periods of the table."""

_LONGEST_LISTS = 100
_PATTERNS = {
    ("Work",): "LibreOffice|Google Docs|予定",
    ("Work", "Programming"): r"\.py\b|GitHub|GitLab|Stack Overflow|vim|make|pytest",
    ("Work", "Programming", "Tracker"): r"(?i)\bactivity|aw-",
    ("Work", "Design"): "Figma|GIMP|Inkscape",
    ("Work", "Notes"): "Obsidian|Note \\d+",
    ("Media", "Games"): "Steam|Minecraft",
    ("Media", "Video"): "YouTube|VLC|Netflix",
    ("Media", "Music"): "(?i)spotify|deezer",
    ("Media", "Social"): "(?i)reddit|mastodon|facebook",
    ("Comms", "Chat"): "Slack|Signal|Telegram|Zoom",
    ("Comms", "Mail"): r"Mail|Thunderbird|Re: ",
} | {("Projects", f"Project {n}"): rf"project{n}\b|site{n * 7}\.example" for n in range(40)}


def dashboard(sources: Sources, start: datetime, end: datetime) -> dict[str, Any]:
    """The body of the request for a period."""
    rules: list[tuple[tuple[str, ...], dict[str, Any]]] = [
        (path, {"type": "regex", "regex": pattern}) for path, pattern in _PATTERNS.items()
    ]
    params = DesktopQueryParams(
        bid_window=sources.window, bid_afk=sources.afk, bid_browsers=[sources.web], classes=rules
    )
    query = summary_query(params, None, _LONGEST_LISTS)
    return {"query": query.split("\n"), "timeperiods": [f"{start.isoformat()}/{end.isoformat()}"]}


def middle(history: History) -> datetime:
    """The midnight before the middle of a history: far from its newest events."""
    moment = history.start + (history.end - history.start) / 2
    return datetime.combine(moment.date(), time(), UTC)


def period(history: History, name: str) -> tuple[datetime, datetime]:
    """Start and end of a period around the middle of a history, no more than it has."""
    begin = middle(history) - timedelta(days=PERIODS[name] // 2)
    first = max(history.start, min(begin, history.end - timedelta(days=PERIODS[name])))
    return first, min(history.end, first + timedelta(days=PERIODS[name]))


def totals(result: Mapping[str, Any]) -> tuple[float, float]:
    """Seconds in windows and in the browser, of what a dashboard is answered."""
    return result["window"]["duration"], result["browser"]["duration"]
