"""Recording is paused and resumed in the dashboard, and every page says that it is paused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from commands import LiveServer
from playwright.sync_api import Page, expect
from waiting import wait_until

from webui.browser import Visit
from webui.history import bucket, event
from webui.reading import timeline_address
from webui.servers import import_buckets

pytestmark = pytest.mark.browser

HOUR = timedelta(hours=1)


def pause_of(server: LiveServer) -> dict[str, Any]:
    status, pause = server.request("GET", "/api/0/pause")
    assert status == 200
    return dict(pause)


def choose(page: Page, name: str) -> None:
    page.get_by_role("button", name="Pause recording").click()
    page.get_by_role("menuitem", name=name, exact=True).click()


def test_a_pause_is_begun_seen_on_every_page_and_ended(visit: Visit, empty: LiveServer) -> None:
    page = visit(empty, "/settings")
    choose(page, "For an hour")
    strip = page.get_by_role("status").filter(has_text="Recording is paused until")
    expect(strip).to_be_visible()
    pause = pause_of(empty)
    length = datetime.fromisoformat(pause["until"]) - datetime.fromisoformat(pause["since"])
    assert HOUR - timedelta(seconds=1) < length < HOUR + timedelta(seconds=1)
    for address in ("/timeline", "/raw"):
        page.goto(f"{page.url.split('#')[0]}#{address}")
        expect(strip).to_be_visible()
    strip.get_by_role("button", name="Resume").click()
    expect(strip).to_have_count(0)
    assert not pause_of(empty)["paused"]


@pytest.mark.parametrize(
    ("choice", "said"),
    [("Until I resume it", "paused until you resume it"), ("Until tomorrow", "paused until")],
)
def test_a_pause_may_last_until_tomorrow_or_have_no_end(
    visit: Visit, empty: LiveServer, choice: str, said: str
) -> None:
    page = visit(empty, "/settings")
    choose(page, choice)
    expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()
    until = pause_of(empty)["until"]
    assert (until is None) == (choice == "Until I resume it")
    choose(page, "Resume")
    wait_until(lambda: not pause_of(empty)["paused"], "it is resumed")


@pytest.mark.parametrize(
    ("by", "said"),
    [("schedule", "The schedule says so."), ("unreadable", "The file of the pause could not be read")],
)
def test_why_it_is_paused_is_said_where_that_was_nobodys_hand(
    visit: Visit, empty: LiveServer, by: str, said: str
) -> None:
    assert empty.request("POST", "/api/0/pause", {"by": by})[0] == 200
    page = visit(empty, "/settings")
    expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()


def test_sources_are_not_blamed_for_what_is_paused(visit: Visit, empty: LiveServer) -> None:
    start, end = (datetime.now(UTC) - timedelta(hours=hours) for hours in (3, 1))
    length = (end - start).total_seconds()
    import_buckets(
        empty,
        {
            "aw-watcher-window_laptop": bucket(
                "currentwindow",
                "aw-watcher-window",
                "laptop",
                [event(start, length, {"app": "a", "title": "t"})],
            ),
            "aw-watcher-afk_laptop": bucket(
                "afkstatus", "aw-watcher-afk", "laptop", [event(start, length + 3600, {"status": "not-afk"})]
            ),
        },
    )
    page = visit(empty, "/settings")
    trouble = page.get_by_role("region", name="State of the recording")
    expect(trouble).to_contain_text("Windows: nothing since")
    choose(page, "Until I resume it")
    expect(page.get_by_role("status").filter(has_text="paused until you resume it")).to_be_visible()
    expect(trouble).to_have_count(0)


def test_the_timeline_shows_when_it_was_paused(visit: Visit, empty: LiveServer) -> None:
    empty.request("POST", "/api/0/pause", {})
    empty.request("DELETE", "/api/0/pause")
    wait_until(
        lambda: any("aw-pause" in name for name in empty.request("GET", "/api/0/buckets/")[1]), "its mark"
    )
    now = datetime.now(UTC)
    page = visit(empty, timeline_address(now - HOUR, now + HOUR))
    page.get_by_role("button", name="Lanes").click()
    expect(page.get_by_text("Pauses").first).to_be_visible()
