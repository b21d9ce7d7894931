"""Stopwatches run side by side, outlast a reload, and count in Activity; so do entries made by hand."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from commands import LiveServer
from playwright.sync_api import Page, expect
from waiting import wait_until

from webui.browser import ZONE, Visit
from webui.history import bucket, event
from webui.reading import YESTERDAY, go_to, ranked, shows_active
from webui.reckoning import Reckoner, seconds_of
from webui.servers import import_buckets

pytestmark = pytest.mark.browser


def entries(server: LiveServer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.request("GET", "/api/0/buckets/aw-stopwatch/events?limit=-1")[1]
    return found


def start(page: Page, label: str) -> None:
    page.get_by_label("What you are doing").fill(label)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("button", name=f"Stop {label}")).to_be_visible()


def headline_says(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def test_stopwatches_run_side_by_side_outlast_a_reload_and_are_stopped_one_by_one(
    visit: Visit, empty: LiveServer
) -> None:
    page = visit(empty, "/stopwatch")
    start(page, "Planning")
    start(page, "Call")
    headline_says(page, "2 stopwatches are running")
    page.reload()
    headline_says(page, "2 stopwatches are running")
    wait_until(lambda: now_is_past(entries(empty), seconds=2), "the stopwatches have run for two seconds")
    for label in ("Planning", "Call"):
        page.get_by_role("button", name=f"Stop {label}").click()
    headline_says(page, "No stopwatch is running")
    taken = {one["data"]["label"]: one for one in entries(empty)}
    assert {label: one["data"]["running"] for label, one in taken.items()} == {
        "Planning": False,
        "Call": False,
    }


def now_is_past(started: list[dict[str, Any]], *, seconds: float) -> bool:
    latest = max(datetime.fromisoformat(one["timestamp"]) for one in started)
    return datetime.now(UTC) > latest + timedelta(seconds=seconds)


def test_a_stopwatch_that_was_stopped_counts_in_activity(visit: Visit, empty: LiveServer) -> None:
    page = visit(empty, "/stopwatch")
    start(page, "Planning")
    wait_until(lambda: now_is_past(entries(empty), seconds=2), "the stopwatch has run for two seconds")
    page.get_by_role("button", name="Stop Planning").click()
    headline_says(page, "No stopwatch is running")
    (entry,) = entries(empty)
    go_to(page, "/activity")
    shows_active(page, entry["duration"])


def test_time_of_two_stopwatches_at_once_counts_once(visit: Visit, empty: LiveServer) -> None:
    morning = datetime.combine(YESTERDAY, time(9), UTC)
    half = timedelta(minutes=30)
    both = [
        event(morning, 3600, {"label": "Planning", "running": False}),
        event(morning + half, 3600, {"label": "Call", "running": False}),
    ]
    import_buckets(empty, {"aw-stopwatch": bucket("general.stopwatch", "aw-webui", "unknown", both)})
    page = visit(empty, f"/activity/all/day/{YESTERDAY}")
    shows_active(page, 5400)


def test_an_entry_for_a_past_time_counts_in_activity(visit: Visit, week: LiveServer) -> None:
    reckoned = Reckoner(week, ZONE)
    before = seconds_of(reckoned.active(reckoned.period(YESTERDAY)))
    page = visit(week, "/stopwatch")
    page.get_by_role("button", name="Add an entry").click()
    editor = page.get_by_role("dialog")
    editor.get_by_label("Start").fill(f"{YESTERDAY}T05:10")
    editor.get_by_label("End").fill(f"{YESTERDAY}T06:40")
    editor.get_by_label("label", exact=True).fill("Long walk")
    editor.get_by_role("button", name="Save").click()
    expect(editor).to_have_count(0)
    go_to(page, f"/activity/all/day/{YESTERDAY}")
    shows_active(page, before + 5400)
    assert ranked(page.get_by_role("region", name="Top applications"))["Long walk"] == "1 h 30 min"


def test_an_entry_cannot_end_before_it_starts(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/stopwatch")
    page.get_by_role("button", name="Add an entry").click()
    editor = page.get_by_role("dialog")
    editor.get_by_label("Start").fill(f"{YESTERDAY}T06:40")
    editor.get_by_label("End").fill(f"{YESTERDAY}T05:10")
    editor.get_by_role("button", name="Save").click()
    expect(editor.get_by_role("alert")).to_contain_text("ends before it begins")
    assert len(entries(week)) == 8


def test_a_deleted_entry_comes_back_by_undo(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/stopwatch")
    page.get_by_role("button", name="Delete ").first.click()
    wait_until(lambda: len(entries(week)) == 7, "the entry is gone from the server")
    page.get_by_role("button", name="Undo").click()
    wait_until(lambda: len(entries(week)) == 8, "the entry is back on the server")


def test_a_double_click_starts_one_stopwatch(visit: Visit, empty: LiveServer) -> None:
    page = visit(empty, "/stopwatch")
    page.get_by_label("What you are doing").fill("Planning")
    page.get_by_role("button", name="Start", exact=True).dblclick()
    headline_says(page, "1 stopwatch is running")
    expect(page.get_by_text("counts in Activity and the other pages once it is stopped")).to_be_visible()
    assert len(entries(empty)) == 1
