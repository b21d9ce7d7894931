"""Trends and the work report show what the raw events add up to."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from commands import LiveServer
from playwright.sync_api import Page, expect

from aw_core.models import Event
from webui.browser import ZONE, Visit, answered
from webui.reading import TODAY, YESTERDAY, bars
from webui.reckoning import Reckoner, duration_text, exact_text, seconds_of

pytestmark = pytest.mark.browser

LAST_WEEK = f"range/{TODAY - timedelta(days=7)}..{YESTERDAY}"
DAYS = [TODAY - timedelta(days=back) for back in range(7, 0, -1)]


def test_trends_compares_a_period_with_the_one_before(
    visit: Visit, year: LiveServer, reckoned: Reckoner
) -> None:
    now = seconds_of(reckoned.active(reckoned.period(YESTERDAY)))
    before = seconds_of(reckoned.active(reckoned.period(YESTERDAY - timedelta(days=1))))
    page = visit(year, f"/trends/day/{YESTERDAY}")
    headline = page.get_by_role("heading", level=1)
    expect(headline).to_contain_text(f"{duration_text(now)} active")
    expect(headline).to_contain_text(
        f"{duration_text(abs(now - before))} {'more' if now > before else 'less'} than"
    )


def test_the_days_of_trends_add_up_to_the_period(visit: Visit, week: LiveServer) -> None:
    reckoned = Reckoner(week, ZONE)
    page = visit(week, f"/trends/{LAST_WEEK}")
    by_day = [seconds_of(reckoned.active(reckoned.period(day))) for day in DAYS]
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{duration_text(sum(by_day))} active")
    assert [total for _, total, _ in bars(page)] == [duration_text(seconds) for seconds in by_day]


def work(event: Event) -> bool:
    is_work: bool = event.data["$category"][0] == "Work"
    return is_work


def test_the_report_has_the_hours_of_a_category_day_by_day(visit: Visit, week: LiveServer) -> None:
    reckoned = Reckoner(week, ZONE)
    page = visit(week, f"/report/{LAST_WEEK}")
    breaks = page.get_by_role("slider", name="Breaks count up to")
    breaks.focus()
    breaks.press("Home")
    expect(page.get_by_role("main")).to_contain_text("0 min")
    hours = [seconds_of(filter(work, reckoned.active(reckoned.period(day)))) for day in DAYS]
    expect(page.get_by_role("heading", level=1)).to_contain_text(duration_text(sum(hours)))
    table = page.get_by_role("table", name="Hours by day")
    for day, seconds in zip(DAYS, hours, strict=True):
        row = table.get_by_role("row").filter(has_text=f"{day:%a} {day.day} {day:%b}")
        expect(row.get_by_role("button", name=duration_text(seconds), exact=True)).to_be_visible()


def breaks_between(events: list[Event], longest: timedelta) -> float:
    """Seconds away between pieces of work that are at most so far apart."""
    seconds = 0.0
    ordered = sorted(events, key=lambda one: one.timestamp)
    at_work = [one for one in ordered if work(one)]
    for before, after in pairwise(at_work):
        if timedelta() < after.timestamp - before.end <= longest:
            between = [one for one in ordered if before.end <= one.timestamp < after.timestamp]
            seconds += (after.timestamp - before.end).total_seconds() - seconds_of(between)
    return seconds


def test_of_the_time_between_work_only_time_away_counts(visit: Visit, week: LiveServer) -> None:
    reckoned = Reckoner(week, ZONE)
    page = visit(week, f"/report/{LAST_WEEK}")
    table = page.get_by_role("table", name="Hours by day")
    expect(table).to_be_visible()
    by_day = {day: reckoned.active(reckoned.period(day)) for day in DAYS}
    worked = {day: seconds_of(filter(work, events)) for day, events in by_day.items()}
    breaks = {day: breaks_between(events, timedelta(minutes=10)) for day, events in by_day.items()}
    assert sum(breaks.values()) > 0
    for day in DAYS:
        cells = table.get_by_role("row").filter(has_text=f"{day:%a} {day.day} {day:%b}").get_by_role("cell")
        expect(cells.nth(2)).to_have_text(duration_text(worked[day]))
        expect(cells.nth(3)).to_have_text(duration_text(breaks[day]) if breaks[day] >= 0.5 else "")
        expect(cells.nth(4)).to_have_text(duration_text(worked[day] + breaks[day]))
    headline = page.get_by_role("heading", level=1)
    expect(headline).to_contain_text(f"{duration_text(sum(worked.values()))} worked")
    expect(headline).to_contain_text(f"{duration_text(sum(breaks.values()))} of breaks")
    table.get_by_role("button", name=duration_text(worked[YESTERDAY]), exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text(exact_text(worked[YESTERDAY]))


def test_the_report_is_written_as_csv_and_json(visit: Visit, week: LiveServer, tmp_path: Path) -> None:
    page = visit(week, f"/report/{LAST_WEEK}")
    rate = page.get_by_role("spinbutton", name="Rate for an hour", exact=True)
    rate.fill("80")
    rate.press("Tab")
    note = page.get_by_role("textbox", name="Note").first
    note.fill('=1+1, "quoted"')
    with answered(page, "POST", "/api/0/settings/report_notes"):
        note.press("Tab")
    expect(page.get_by_role("table", name="Hours by day")).to_contain_text("Amount")
    rows = list(csv.reader(io.StringIO(downloaded(page, "CSV", tmp_path).read_text(encoding="utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert any('1+1, "quoted"' in cell and not cell.startswith("=") for row in rows for cell in row)
    assert json.loads(downloaded(page, "JSON", tmp_path).read_text(encoding="utf-8"))
    page.reload()
    expect(page.get_by_role("textbox", name="Note").first).to_have_value('=1+1, "quoted"')


def test_a_note_that_is_being_typed_stays_while_something_else_is_kept(
    visit: Visit, week: LiveServer
) -> None:
    page = visit(week, f"/report/{LAST_WEEK}")
    notes = page.get_by_role("textbox", name="Note")
    rate = page.get_by_role("spinbutton", name="Rate for an hour", exact=True)
    with answered(page, "POST", "/api/0/settings/report_options"):
        rate.fill("80")
        rate.press("Tab")
        notes.first.press_sequentially("worked on ")
    notes.first.press_sequentially("the numbers")
    with answered(page, "POST", "/api/0/settings/report_notes"):
        notes.first.press("Tab")
        notes.nth(1).press_sequentially("with ")
    notes.nth(1).press_sequentially("the auditors")
    with answered(page, "POST", "/api/0/settings/report_notes"):
        notes.nth(1).press("Tab")
    kept = week.request("GET", "/api/0/settings/report_notes")[1]
    assert list(kept.values()) == ["worked on the numbers", "with the auditors"]


def downloaded(page: Page, button: str, folder: Path) -> Path:
    """What a button gives to keep."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path
