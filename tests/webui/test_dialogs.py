"""Dialogs fit the window, however long what they name is, and Back closes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, time

import pytest
from commands import LiveServer
from playwright.sync_api import FilePayload, Locator, Page, expect

from webui.browser import Visit
from webui.history import bucket, event
from webui.reading import PHONE, TODAY, YESTERDAY
from webui.servers import import_buckets

pytestmark = pytest.mark.browser

LONG = "https://example.org/" + "x" * 280
"""Without a place where a line may break."""

WIDE = {"width": 1280, "height": 900}
BUCKET = "aw-watcher-window_" + "y" * 180
QUERY = "RETURN = 1;"


@pytest.fixture
def long_names(empty: LiveServer) -> LiveServer:
    """A server of the test's own on which everything has a long name."""
    noon = datetime.combine(YESTERDAY, time(12), UTC)
    events = [event(noon, 3600, {"app": LONG, "title": LONG})]
    import_buckets(empty, {BUCKET: bucket("currentwindow", "aw-watcher-window", "laptop", events)})
    classes = [{"id": 0, "name": [LONG], "rule": {"type": "regex", "regex": "example"}}]
    settings = {
        "classes": classes,
        "category_sets": [{"name": LONG, "classes": []}],
        "classes_versions": [{"number": 1, "saved": noon.isoformat(), "classes": []}],
        "saved_queries": [{"name": LONG, "query": QUERY}],
    }
    for name, value in settings.items():
        empty.request("POST", f"/api/0/settings/{name}", value)
    return empty


def events_behind(page: Page) -> None:
    page.get_by_role("region", name="Top window titles").get_by_role("button").first.click()
    row = page.get_by_role("dialog").get_by_role("listitem").get_by_role("button").first
    row.click()
    expect(page.get_by_role("dialog").get_by_role("table")).to_be_visible()


def new_view(page: Page) -> None:
    page.get_by_role("button", name="View", exact=True).click()


def event_editor(page: Page) -> None:
    page.get_by_role("button", name="Edit the event of").first.click()


def deletion(page: Page) -> None:
    page.get_by_role("button", name=f"Delete {BUCKET}").click()


def menu_entry(name: str) -> Callable[[Page], None]:
    def choose(page: Page) -> None:
        page.get_by_role("button", name="More", exact=True).click()
        page.get_by_role("menuitem", name=name).click()

    return choose


def category_file(page: Page) -> None:
    text = json.dumps({"categories": [{"name": [LONG], "rule": {"type": "none"}}]})
    file: FilePayload = {"name": "file.json", "mimeType": "application/json", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)


def saving(page: Page) -> None:
    page.get_by_role("button", name="Save this query").click()


def renaming(page: Page) -> None:
    page.get_by_role("button", name="Rename").first.click()


def keys(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("?")


DIALOGS = [
    (f"/activity/all/day/{YESTERDAY}", events_behind),
    (f"/activity/all/day/{YESTERDAY}", new_view),
    (f"/buckets/{BUCKET}", event_editor),
    ("/buckets", deletion),
    ("/categories", menu_entry("Sets")),
    ("/categories", menu_entry("Versions")),
    ("/categories", category_file),
    ("/query", saving),
    ("/query", renaming),
    ("/settings", keys),
]


@pytest.mark.parametrize("window", [PHONE, WIDE], ids=["phone", "desktop"])
def test_a_dialog_is_no_wider_than_its_window(
    visit: Visit, long_names: LiveServer, window: dict[str, int]
) -> None:
    page = visit(long_names, viewport=window)
    for address, opens in DIALOGS:
        page.goto("about:blank")
        page.goto(f"http://127.0.0.1:{long_names.port}/#{address}")
        opens(page)
        fits(page.get_by_role("dialog"), window)
        expect(page.get_by_role("dialog").get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)


def fits(dialog: Locator, window: dict[str, int]) -> None:
    """Nothing of it is beyond its own edge, or beyond the window's."""
    expect(dialog).to_be_visible()
    scrolled, shown = dialog.evaluate("(one) => [one.scrollWidth, one.clientWidth]")
    assert scrolled <= shown, dialog.get_by_role("heading").first.inner_text()
    assert shown <= window["width"]


def test_back_closes_a_dialog_and_then_leaves_the_page(visit: Visit, week: LiveServer) -> None:
    page = visit(week, f"/activity/all/day/{TODAY}")
    page.get_by_role("button", name="Previous").click()
    expect(page).to_have_url(f"http://127.0.0.1:{week.port}/#/activity/all/day/{YESTERDAY}")
    new_view(page)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(f"http://127.0.0.1:{week.port}/#/activity/all/day/{YESTERDAY}")
    page.go_back()
    expect(page).to_have_url(f"http://127.0.0.1:{week.port}/#/activity/all/day/{TODAY}")


def test_back_is_to_stay_where_changes_are_not_saved(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/settings")
    page.get_by_role("banner").get_by_role("link", name="Categories").click()
    page.get_by_role("treeitem", name="Work").first.click()
    page.get_by_label("Rule: a regular expression").fill("other")
    page.go_back()
    expect(page.get_by_role("dialog")).to_contain_text("not saved")
    # The browser has gone back by then, and is sent forward again.
    expect(page).to_have_url(f"http://127.0.0.1:{week.port}/#/categories")
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Categories")
