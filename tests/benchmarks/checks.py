"""Whether the answers are right: speed counts only then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from aw_core import Event
from aw_transform import filter_keyvals, filter_period_intersect, flood, period_union, sum_durations
from benchmarks.dashboard import dashboard, middle, totals
from benchmarks.days import Day, Recorded
from benchmarks.errors import WrongAnswerError
from benchmarks.history import History
from benchmarks.servers import Server
from benchmarks.web import bucket_path

__all__ = ["check_counts", "check_day", "check_equal", "without_ids"]

_BROWSER = "Firefox"
_MICROSECONDS = 1e6


def check_equal(what: str, expected: object, got: object) -> None:
    """Raise `WrongAnswerError` where an answer is not the expected one."""
    if expected != got:
        raise WrongAnswerError(f"{what}: expected {str(expected)[:500]}, got {str(got)[:500]}")


def without_ids(value: Any) -> Any:
    """A JSON value without the ids in it, which count in one database alone."""
    match value:
        case list():
            return [without_ids(item) for item in value]
        case dict():
            return {key: without_ids(item) for key, item in value.items() if key != "id"}
    return value


def check_counts(server: Server, history: History, times: int = 1) -> None:
    """Check how many events each bucket has."""
    for bucket_id, count in history.counts.items():
        got = int(server.web.get(bucket_path(bucket_id, "/events/count")).body)
        check_equal(f"events in {bucket_id}", count * times, got)


def check_day(server: Server, history: History) -> None:
    """Check a day's dashboard against the transforms' definition, to the microsecond, where the day is known."""
    start = middle(history)
    day = history.day(start.date())
    if day is None:
        return
    request = dashboard(history.sources, start, start + timedelta(days=1))
    [result] = server.web.post("query/", request).json
    got = tuple(round(seconds * _MICROSECONDS) for seconds in totals(result))
    check_equal(f"microseconds in windows and in the browser on {start:%F}", _defined_totals(day), got)


def _defined_totals(day: Day) -> tuple[int, int]:
    """Microseconds in windows and in the browser, by the plain definition on the day's events."""
    windows = flood(_events(day.window))
    present = filter_keyvals(flood(_events(day.afk)), "status", ["not-afk"])
    in_browser = filter_keyvals(windows, "app", [_BROWSER])
    tabs = filter_period_intersect(flood(_events(day.web)), in_browser)
    present = period_union(present, filter_keyvals(tabs, "audible", [True]))
    active = filter_period_intersect(windows, present)
    return _micros(active), _micros(tabs)


def _events(recorded: Sequence[Recorded]) -> list[Event]:
    return [
        Event(None, _moment(item.start), timedelta(milliseconds=item.length), item.data) for item in recorded
    ]


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)


def _micros(events: list[Event]) -> int:
    return sum_durations(events) // timedelta(microseconds=1)
