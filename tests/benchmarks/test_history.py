"""The made-up history is the same every time, whatever stretch of it is written, and looks like a year."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks.days import Day, make_day
from benchmarks.errors import UnusableHistoryError
from benchmarks.history import Sources, make_history, read_history

DAY = date(2025, 3, 14)


def as_lists(day: Day) -> list[list[tuple[object, ...]]]:
    return [list(map(tuple, events)) for events in (day.window, day.afk, day.web)]


def test_a_day_is_the_same_every_time_and_another_by_another_seed() -> None:
    assert as_lists(make_day(DAY, 1)) == as_lists(make_day(DAY, 1))
    assert as_lists(make_day(DAY, 1)) != as_lists(make_day(DAY, 2))


def test_events_of_a_watcher_follow_one_another_within_their_day() -> None:
    midnight = round((DAY - date(1970, 1, 1)) / timedelta(milliseconds=1))
    for events in (make_day(DAY, 1).window, make_day(DAY, 1).afk, make_day(DAY, 1).web):
        ends = [event.start + event.length for event in events]
        assert all(end <= event.start for end, event in zip(ends, events[1:], strict=False))
        assert midnight < events[0].start
        assert ends[-1] < midnight + 86_400_000


def test_thirty_days_have_a_twelfth_of_a_years_events(tmp_path: Path) -> None:
    history = make_history(tmp_path / "history.json", 30, 1, sources=Sources())
    assert 52_000 < history.counts[Sources().window] < 64_000
    assert 700 < history.counts[Sources().afk] < 950
    assert 18_000 < history.counts[Sources().web] < 24_000


def test_a_shorter_history_is_the_end_of_a_longer_one(tmp_path: Path) -> None:
    written = []
    for days in (2, 3):
        path = make_history(tmp_path / f"{days}.json", days, 1, sources=Sources()).path
        written.append(json.loads(path.read_text(encoding="utf-8"))["buckets"])
    for bucket_id, bucket in written[0].items():
        assert written[1][bucket_id]["events"][-len(bucket["events"]) :] == bucket["events"]


def test_an_export_that_is_read_is_described_as_when_it_was_made(tmp_path: Path) -> None:
    made = make_history(tmp_path / "history.json", 3, 1, sources=Sources())
    read = read_history(made.path)
    assert (read.sources, read.counts, read.start, read.end) == (
        made.sources,
        made.counts,
        made.start,
        made.end,
    )
    assert read.day(DAY) is None


def test_an_export_without_tabs_is_refused(tmp_path: Path) -> None:
    made = make_history(tmp_path / "history.json", 2, 1, sources=Sources())
    export = json.loads(made.path.read_text(encoding="utf-8"))
    del export["buckets"][Sources().web]
    made.path.write_text(json.dumps(export), encoding="utf-8")
    with pytest.raises(
        UnusableHistoryError,
        match=r"expected a bucket of type `web\.tab\.current`, found aw-watcher-window_bench",
    ):
        read_history(made.path)
