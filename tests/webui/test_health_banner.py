"""The banner names a source that stopped, and is silent otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from commands import LiveServer, hasty, live_server
from playwright.sync_api import Browser, Locator, Page, expect
from waiting import wait_until

from webui.browser import Visit, answered, shows_answers
from webui.history import Buckets, bucket, event
from webui.servers import import_buckets, production

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


def banner(page: Page, name: str = "State of the recording") -> Locator:
    return page.get_by_role("region", name=name)


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


def say(server: LiveServer, watcher: str, host: str = "laptop", /, **data: Any) -> None:
    """Have a bucket hold what its watcher says of itself."""
    bucket_id = f"{watcher}_{host}"
    assert server.request("PUT", f"/api/0/buckets/{bucket_id}", {"data_changes": data})[0] == 200


def ago(time: timedelta) -> str:
    return (datetime.now(UTC) - time).isoformat()


@pytest.fixture
def hasty_server(home: Path) -> Iterator[LiveServer]:
    """A server that does not wait minutes until it takes a watcher for silent."""
    with live_server(home, *production(home / "events.db"), program=hasty("aw-server", home)) as server:
        yield server


def test_a_watcher_that_died_is_named_with_how_it_sensed(visit: Visit, hasty_server: LiveServer) -> None:
    record(hasty_server, window=timedelta(minutes=1), afk=NOW)
    say(hasty_server, "aw-watcher-window", backend="x11", sensed=ago(timedelta(minutes=1)))

    def state() -> str:
        health = hasty_server.request("GET", "/api/0/health")[1]
        return str(health["sources"]["aw-watcher-window_laptop"]["state"])

    wait_until(lambda: state() == "silent", "the server knows that it is silent")
    page = visit(hasty_server)
    expect(banner(page)).to_contain_text("(aw-watcher-window on laptop, x11)")
    expect(banner(page)).to_contain_text("The watcher is not heard any more")


@pytest.mark.parametrize(
    ("locale", "name", "said"),
    [
        ("en-GB", "State of the recording", "The watcher ended, saying: "),
        ("de-DE", "Zustand der Aufzeichnung", "Der Watcher hat sich beendet und meldet: "),
    ],
)
def test_a_watcher_that_ended_is_named_with_its_reason_at_once(
    visit: Visit, empty: LiveServer, locale: str, name: str, said: str
) -> None:
    record(empty, window=NOW, afk=timedelta(seconds=30))
    say(empty, "aw-watcher-afk", backend="x11", ended=ago(NOW), why="the X display is gone")
    page = visit(empty, locale=locale)
    expect(banner(page, name)).to_contain_text(f"{said}the X display is gone")


def test_a_watcher_that_looks_and_has_nothing_to_record_is_not_called_silent(
    visit: Visit, empty: LiveServer
) -> None:
    host = empty.request("GET", "/api/0/info")[1]["hostname"]
    record(empty, host, window=NOW, afk=2 * HOUR)
    say(empty, "aw-watcher-afk", host, backend="wayland", sensed=ago(NOW))
    page = visit(empty, "/buckets")
    page.wait_for_load_state("networkidle")
    row = page.get_by_role("listitem").filter(has_text=f"aw-watcher-afk_{host}")
    expect(row).to_contain_text("wayland · last looked")
    expect(row).not_to_contain_text("Silent")
    expect(banner(page)).to_have_count(0)
    row.get_by_role("link").click()
    expect(page.get_by_text("wayland · last looked")).to_be_visible()


def test_a_finding_stays_hidden_once_it_was_hidden(visit: Visit, empty: LiveServer) -> None:
    record(empty, window=HOUR, afk=NOW)
    page = visit(empty)
    banner(page).get_by_role("button", name="Hide for 1 h").click()
    expect(banner(page)).to_have_count(0)
    reload(page)
    expect(banner(page)).to_have_count(0)
