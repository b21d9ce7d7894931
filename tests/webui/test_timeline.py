"""The timeline shows every event of its range, and what a selected range adds up to."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from commands import LiveServer
from playwright.sync_api import Locator, Page, expect

from webui.browser import Visit
from webui.reading import YESTERDAY, timeline_address
from webui.reckoning import Reckoner, duration_text, seconds_of

pytestmark = pytest.mark.browser

START = datetime.combine(YESTERDAY, time(12), UTC)
END = START + timedelta(minutes=20)


def canvas(page: Page) -> Locator:
    return page.get_by_role("application")


def test_the_list_has_every_event_in_view(visit: Visit, year: LiveServer, reckoned: Reckoner) -> None:
    page = visit(year, timeline_address(START, END))
    page.get_by_role("button", name="As list").click()
    windows = page.get_by_role("table").get_by_role("row").filter(has_text="Windows laptop")
    raw = reckoned.raw("aw-watcher-window_laptop", (START, END))
    expect(windows).to_have_count(sum(one.duration > timedelta() for one in raw))


def test_a_selected_range_says_how_much_of_it_was_active(
    visit: Visit, year: LiveServer, reckoned: Reckoner
) -> None:
    end = START + timedelta(hours=2)
    page = visit(year, timeline_address(START, end))
    page.get_by_role("button", name="Select", exact=True).click()
    box = canvas(page).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 1, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + 60, steps=5)
    page.mouse.up()
    active = seconds_of(reckoned.active((START, end)))
    # A pixel of the picture is some seconds, and one at each end was left out.
    possible = {re.escape(duration_text(active - less)) for less in range(25)}
    expect(page.get_by_role("region", name="Selected range")).to_contain_text(
        re.compile(f"({'|'.join(possible)}) active")
    )


def test_the_wheel_zooms_and_dragging_pans_and_the_address_follows(visit: Visit, year: LiveServer) -> None:
    page = visit(year, timeline_address(START, END))
    canvas(page).hover()
    at_first = page.url
    page.mouse.wheel(0, -300)
    expect(page).not_to_have_url(at_first)
    zoomed = page.url
    drag(page, -200)
    expect(page).not_to_have_url(zoomed)
    assert "start=" in page.url


def drag(page: Page, pixels: int) -> None:
    canvas(page).hover()
    page.mouse.down()
    box = canvas(page).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2 + pixels, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()


def test_an_event_opens_with_its_bucket_and_can_be_edited(visit: Visit, week: LiveServer) -> None:
    start = datetime.combine(YESTERDAY, time(13), UTC)
    page = visit(week, timeline_address(start, start + timedelta(hours=1)))
    page.get_by_role("button", name="As list").click()
    page.get_by_role("table").get_by_role("row").filter(has_text="Stopwatches").get_by_role("button").click()
    detail = page.get_by_role("region", name="Chosen event")
    expect(detail).to_contain_text("aw-stopwatch")
    detail.get_by_role("button", name="Edit").click()
    editor = page.get_by_role("dialog")
    editor.get_by_label("label", exact=True).fill("Another label")
    editor.get_by_role("button", name="Save").click()
    expect(page.get_by_role("table")).to_contain_text("Another label")


def test_lanes_can_be_hidden(visit: Visit, year: LiveServer) -> None:
    page = visit(year, timeline_address(START, END))
    page.get_by_role("button", name="As list").click()
    windows = page.get_by_role("row").filter(has_text="Windows laptop")
    expect(windows.first).to_be_visible()
    page.get_by_role("button", name="Lanes").click()
    page.get_by_role("group", name="laptop").get_by_role("checkbox", name="Windows").uncheck()
    page.keyboard.press("Escape")
    expect(windows).to_have_count(0)
