"""What a person sees when the server is gone, or asks for a key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import LiveServer, live_server
from playwright.sync_api import expect

from webui.browser import Visit
from webui.reading import is_shown

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
    expect(page.get_by_role("dialog")).to_be_visible()
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
