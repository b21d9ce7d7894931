"""What a person sees when the server is gone, or asks for a key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from commands import LiveServer, live_server
from playwright.sync_api import expect

from webui.browser import Visit
from webui.reading import YESTERDAY, is_shown

pytestmark = pytest.mark.browser

KEY = "a key of many letters"


def test_a_page_says_that_the_server_is_gone_and_goes_on_when_it_is_back(
    visit: Visit, week: LiveServer
) -> None:
    page = visit(week, bears=("ERR_CONNECTION_REFUSED",))
    is_shown(page, "Activity")
    page.wait_for_load_state("networkidle")
    week.kill()
    page.get_by_role("button", name="Previous").click()
    gone = page.get_by_text("does not answer").first
    expect(gone).to_be_visible()
    week.start()
    expect(gone).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_contain_text("active")


@pytest.fixture
def locked(home: Path) -> Iterator[LiveServer]:
    """A server that asks for a key."""
    with live_server(home, variables={"AW_SERVER_API_KEY": KEY}) as server:
        yield server


def test_a_page_asks_for_the_key_and_keeps_it_for_its_tab(visit: Visit, locked: LiveServer) -> None:
    page = visit(locked, bears=("401",))
    page.get_by_label("API key").fill("a wrong one")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This key is wrong")).to_be_visible()
    page.get_by_label("API key").fill("ключ")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("cannot be right")).to_be_visible()
    page.get_by_label("API key").fill(KEY)
    page.get_by_role("button", name="Save").click()
    is_shown(page, "Activity")
    page.reload()
    is_shown(page, "Activity")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_key_in_the_address_is_used_and_taken_out_of_it(visit: Visit, locked: LiveServer) -> None:
    page = visit(locked, query=f"?token={KEY}")
    is_shown(page, "Activity")
    assert "token" not in page.url
    page.reload()
    is_shown(page, "Activity")


def test_a_key_that_is_lost_meanwhile_is_asked_for(visit: Visit, locked: LiveServer) -> None:
    page = visit(locked, query=f"?token={KEY}", bears=("401",))
    is_shown(page, "Activity")
    page.evaluate("sessionStorage.clear()")
    page.get_by_role("button", name="Previous").click()
    page.get_by_label("API key").fill(KEY)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    is_shown(page, "Activity")


def test_the_numbers_of_a_day_never_stand_under_the_name_of_another(visit: Visit, week: LiveServer) -> None:
    page = visit(week, f"/activity/all/day/{YESTERDAY}", bears=("500",))
    headline = page.get_by_role("heading", level=1)
    expect(headline).to_contain_text("active")
    page.route("**/api/0/query/", lambda route: route.fulfill(status=500, json={"message": "a disk is full"}))
    page.goto(page.url.replace(str(YESTERDAY), str(YESTERDAY - timedelta(days=40))))
    expect(page.get_by_text("a disk is full")).to_be_visible()
    expect(headline).not_to_contain_text("active")
    page.unroute("**/api/0/query/")


def test_an_address_that_names_no_period_leads_nowhere(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/activity/all/day/2026-13-45")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page.")


def test_a_page_whose_script_is_gone_is_shown_after_the_page_was_loaded_again(
    visit: Visit, week: LiveServer
) -> None:
    """So it is after the server was updated: what a tab has open names files that are no longer there."""
    page = visit(week, bears=("404", "Failed to fetch dynamically imported module", "Failed to load"))
    is_shown(page, "Activity")
    page.route("**/TrendsPage-*.js", lambda route: route.fulfill(status=404), times=1)
    page.get_by_role("link", name="Trends").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("active")
    expect(page).to_have_url(re.compile("#/trends"))


def test_a_date_that_is_typed_is_shown_once_it_is_left(visit: Visit, week: LiveServer) -> None:
    page = visit(week, f"/activity/all/day/{YESTERDAY}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("active")
    before = page.evaluate("history.length")
    # The same in whatever order a browser has them: it writes dates in its own language.
    day = f"{YESTERDAY.year - 1}-06-06"
    page.get_by_label("Date", exact=True).focus()
    page.keyboard.type(f"0606{YESTERDAY.year - 1}")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{day}$"))
    assert page.evaluate("history.length") == before + 1
