"""Search finds what the raw events hold, and says how long it took."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from commands import LiveServer
from playwright.sync_api import expect

from aw_core.models import Event
from webui.browser import ZONE, Visit
from webui.history import bucket, event
from webui.reading import TODAY, YESTERDAY, go_to
from webui.reckoning import Reckoner, duration_text, seconds_of
from webui.servers import import_buckets

pytestmark = pytest.mark.browser


def seconds_with(
    server: LiveServer, pattern: str, *fields: str, flags: re.RegexFlag = re.IGNORECASE
) -> float:
    """How long anything was active in whose fields a pattern is found."""
    reckoned = Reckoner(server, ZONE)
    hit = re.compile(pattern, flags)
    found = [
        one
        for one in reckoned.active(reckoned.period(TODAY - timedelta(days=8), TODAY))
        if any(hit.search(text) for text in texts(one, fields))
    ]
    return seconds_of(found)


def texts(event: Event, fields: tuple[str, ...]) -> list[str]:
    return [str(event.data[field]) for field in fields if field in event.data]


def test_a_search_says_how_long_its_hits_took(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/search")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    field.fill("project3")
    field.press("Enter")
    total = duration_text(seconds_with(week, "project3", "app", "title"))
    expect(page.get_by_role("main")).to_contain_text(f"{total} in the last 30 days")
    expect(page).to_have_url(re.compile(r"#/search\?.*q=project3"))


def test_every_row_has_its_count_however_long_its_title_is(visit: Visit, week: LiveServer) -> None:
    noon = datetime.combine(YESTERDAY, time(12), UTC)
    titles = ["needle? " * 15_000, "needle* " * 125 + "\\", "needle in a short title"]
    events = [
        event(noon + timedelta(minutes=number), 30, {"app": "Editor", "title": title})
        for number, title in enumerate([*titles, *titles])
    ]
    import_buckets(week, {"aw-watcher-window_long": bucket("currentwindow", "test", "long", events)})
    page = visit(week, "/search?q=needle&hosts=long")
    expect(page.get_by_role("row").filter(has_text="needle").locator("td:nth-child(3)")).to_have_text(
        ["2", "2", "2"]
    )


def test_going_back_shows_the_search_before_in_the_field_too(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/search?q=project3")
    expect(page.get_by_role("searchbox")).to_be_focused()
    go_to(page, "/search?q=project4")
    expect(page.get_by_role("searchbox")).to_have_value("project4")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("project3")


def test_a_search_by_a_regular_expression_in_one_field(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/search?q=^(Slack|Mail)$&regex=1")
    page.get_by_role("combobox", name="Where").select_option("Apps")
    total = duration_text(seconds_with(week, "^(Slack|Mail)$", "app"))
    expect(page.get_by_role("main")).to_contain_text(f"{total} in the last 30 days")


def test_a_broken_expression_is_told_at_the_field(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/search", bears=("400",))
    page.get_by_role("button", name="Regular expression").click()
    page.get_by_role("searchbox").fill("(unclosed")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("cannot use this expression")
    expect(page.get_by_role("searchbox")).to_have_attribute("aria-invalid", "true")


def test_a_search_leads_to_a_rule(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/search?q=project3")
    page.get_by_role("link", name="Make a category rule from this").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Categories")
    expect(page.get_by_role("main")).to_contain_text("project3")
