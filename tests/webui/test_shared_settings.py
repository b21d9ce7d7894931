"""Several tabs change the same setting: none of them takes back what another one did."""

from __future__ import annotations

from typing import Any

import pytest
from commands import LiveServer
from playwright.sync_api import Page, expect
from waiting import wait_until

from webui.browser import Visit

pytestmark = pytest.mark.browser


def saved(server: LiveServer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] | None = server.request("GET", "/api/0/settings/saved_queries")[1]
    return found or []


def keep_query(page: Page, name: str) -> None:
    page.get_by_role("button", name="Save this query").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Save", exact=True).click()


def test_categories_saved_in_one_window_are_not_overwritten_by_another_unasked(
    visit: Visit, week: LiveServer
) -> None:
    theirs = [{"id": 1, "name": ["Theirs"], "rule": {"type": "none"}}]
    page = visit(week, "/categories")
    page.get_by_role("treeitem", name="Work").first.click()
    page.get_by_label("Rule: a regular expression").fill("mine")
    week.request("POST", "/api/0/settings/classes", theirs)
    page.get_by_role("button", name="Save as version").click()
    expect(page.get_by_text("The categories were changed elsewhere meanwhile.")).to_be_visible()
    assert classes(week) == theirs
    page.get_by_role("button", name="Keep mine").click()
    page.get_by_role("button", name="Save as version").click()
    wait_until(lambda: len(classes(week)) > 1, "the own categories are saved")
    earlier = week.request("GET", "/api/0/settings/classes_versions")[1]
    assert earlier[-2]["classes"] == theirs
    page.get_by_role("button", name="Undo").click()
    wait_until(lambda: classes(week) == theirs, "theirs are back")


def classes(server: LiveServer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.request("GET", "/api/0/settings/classes")[1]
    return found


def test_a_query_saved_in_one_tab_stays_when_another_tab_saves_one(visit: Visit, empty: LiveServer) -> None:
    foreign = [{"name": "old", "query": "RETURN = 1;", "id": 7}, {"title": "strange"}]
    page = visit(empty, "/query")
    expect(page.get_by_role("button", name="Save this query")).to_be_visible()
    # What another tab or front end keeps meanwhile.
    empty.request("POST", "/api/0/settings/saved_queries", foreign)
    keep_query(page, "mine")
    wait_until(lambda: len(saved(empty)) == 3, "the query is saved")
    assert saved(empty)[:2] == foreign
    empty.request("POST", "/api/0/settings/saved_queries", [*saved(empty), {"name": "later", "query": "x"}])
    page.get_by_role("button", name="Undo").click()
    wait_until(lambda: len(saved(empty)) == 3, "the query is gone again")
    assert [one.get("name") for one in saved(empty)] == ["old", None, "later"]
