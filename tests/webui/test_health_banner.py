"""The banner names a source that stopped, and is silent otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from commands import LiveServer
from playwright.sync_api import Browser, Locator, Page, expect

from webui.browser import Visit, answered, shows_answers
from webui.history import Buckets, bucket, event
from webui.servers import import_buckets

pytestmark = pytest.mark.browser

HOUR = timedelta(hours=1)
NOW = timedelta()


def record(
    server: LiveServer,
    host: str = "laptop",
    /,
    *,
    window: timedelta,
    afk: timedelta,
    web: timedelta | None = None,
) -> None:
    """Three hours of one computer; each source stopped so long ago."""
    end = datetime.now(UTC)
    start = end - 3 * HOUR
    buckets: Buckets = {
        f"aw-watcher-window_{host}": bucket(
            "currentwindow",
            "aw-watcher-window",
            host,
            [event(start, (end - window - start).total_seconds(), {"app": "Firefox", "title": "A page"})],
        ),
        f"aw-watcher-afk_{host}": bucket(
            "afkstatus",
            "aw-watcher-afk",
            host,
            [event(start, (end - afk - start).total_seconds(), {"status": "not-afk"})],
        ),
    }
    if web is not None:
        tab = {"url": "https://page.example/", "title": "A page", "audible": False, "incognito": False}
        buckets[f"aw-watcher-web-firefox_{host}"] = bucket(
            "web.tab.current",
            "aw-watcher-web-firefox",
            host,
            [event(start, (end - web - start).total_seconds(), tab)],
        )
    import_buckets(server, buckets)


def banner(page: Page) -> Locator:
    return page.get_by_role("region", name="State of the recording")


@pytest.mark.parametrize(
    ("stopped", "title"),
    [
        ({"window": HOUR, "afk": NOW}, "Windows"),
        ({"window": NOW, "afk": HOUR}, "Presence"),
        ({"window": NOW, "afk": NOW, "web": HOUR}, "Browser tabs"),
    ],
)
def test_a_source_that_stopped_is_named_on_every_page(
    visit: Visit, empty: LiveServer, stopped: dict[str, timedelta], title: str
) -> None:
    record(empty, **stopped)
    page = visit(empty)
    for address in ("/activity", "/timeline", "/settings"):
        page.goto(f"{page.url.split('#')[0]}#{address}")
        expect(banner(page)).to_contain_text(f"{title}: nothing since")
    banner(page).get_by_text("What to do").click()
    expect(banner(page).get_by_role("listitem").first).to_be_visible()


@pytest.mark.parametrize(
    "stopped",
    [
        pytest.param({"window": NOW, "afk": NOW, "web": NOW}, id="all go on"),
        pytest.param({"window": HOUR, "afk": HOUR, "web": HOUR}, id="the computer is off"),
    ],
)
def test_nothing_is_said_of_sources_that_go_on_and_of_computers_that_are_off(
    visit: Visit, empty: LiveServer, stopped: dict[str, timedelta]
) -> None:
    record(empty, **stopped)
    page = visit(empty)
    reload(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(banner(page)).to_have_count(0)


def reload(page: Page) -> None:
    """Load the page anew, until it shows what its banner is made of."""
    with answered(page, "GET", "/api/0/health", "/api/0/buckets/"):
        page.reload()
    page.wait_for_load_state("networkidle")
    shows_answers(page)


def test_the_servers_own_computer_is_on_while_it_answers(chromium: Browser, empty: LiveServer) -> None:
    _, info = empty.request("GET", "/api/0/info")
    record(empty, info["hostname"], window=HOUR, afk=HOUR)
    # A clock that the test moves: the page waits a minute, and ten after the computer slept.
    with chromium.new_context(locale="en-GB") as window:
        page = window.new_page()
        page.clock.install()
        page.goto(f"http://127.0.0.1:{empty.port}/#/settings")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(banner(page)).to_have_count(0)
        page.clock.run_for(90_000)
        expect(banner(page)).to_contain_text(f"Nothing has been recorded on {info['hostname']} since")
        page.clock.fast_forward("02:00:00")
        expect(banner(page)).to_have_count(0)
        page.clock.run_for(11 * 60_000)
        expect(banner(page)).to_contain_text("Nothing has been recorded")


def test_a_finding_stays_hidden_once_it_was_hidden(visit: Visit, empty: LiveServer) -> None:
    record(empty, window=HOUR, afk=NOW)
    page = visit(empty)
    banner(page).get_by_role("button", name="Hide for 1 h").click()
    expect(banner(page)).to_have_count(0)
    reload(page)
    expect(banner(page)).to_have_count(0)
