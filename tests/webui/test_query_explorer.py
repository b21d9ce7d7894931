"""The query explorer runs any query, marks mistakes where they are, and keeps queries."""

from __future__ import annotations

import pytest
from commands import LiveServer
from playwright.sync_api import Page, expect

from aw_transform import flood
from webui.browser import ZONE, Visit, answered
from webui.reading import YESTERDAY
from webui.reckoning import Reckoner, duration_text, seconds_of

pytestmark = pytest.mark.browser


def write(page: Page, query: str) -> None:
    page.get_by_role("textbox", name="Query").fill(query)
    page.keyboard.press("Control+Enter")


def test_a_query_runs_on_the_period_that_is_shown(visit: Visit, week: LiveServer) -> None:
    reckoned = Reckoner(week, ZONE)
    page = visit(week, "/query")
    page.get_by_label("Date").fill(str(YESTERDAY))
    write(page, 'RETURN = sum_durations(flood(query_bucket("aw-watcher-window_laptop")));')
    window = flood(reckoned.raw("aw-watcher-window_laptop", reckoned.period(YESTERDAY)))
    expect(page.get_by_role("region", name="Result")).to_contain_text(duration_text(seconds_of(window)))


def test_a_mistake_is_marked_where_the_server_says_it_is(visit: Visit, week: LiveServer) -> None:
    query = 'events = query_bucket("aw-watcher-window_laptop");\nRETURN = sort_by_nothing(events);'
    status, mistake = week.request(
        "POST", "/api/0/query/", {"query": [query], "timeperiods": ["2026-01-01/2026-01-02"]}
    )
    assert status == 400
    line, column = mistake["position"]["line"], mistake["position"]["column"]
    assert line == 2
    page = visit(week, "/query", bears=("400",))
    write(page, query)
    expect(page.get_by_role("alert")).to_contain_text(mistake["message"].splitlines()[0])
    expect(page.get_by_role("alert")).to_contain_text(f"line {line}, column {column}")
    expect(page.locator(".cm-lintRange-error")).to_have_text("sort_by_nothing")


def test_a_saved_query_is_there_again(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/query")
    write(page, "RETURN = 6 * 7;")
    expect(page.get_by_role("region", name="Result")).to_contain_text("42")
    page.get_by_role("button", name="Save this query…").click()
    page.get_by_role("dialog").get_by_label("Name").fill("The answer")
    with answered(page, "POST", "/api/0/settings/saved_queries"):
        page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.goto("about:blank")
    page.goto(f"http://127.0.0.1:{week.port}/#/query")
    page.get_by_role("button", name="The answer", exact=True).click()
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("region", name="Result")).to_contain_text("42")


def test_escape_leaves_the_editor_for_the_keyboard(visit: Visit, empty: LiveServer) -> None:
    page = visit(empty, "/query")
    editor = page.get_by_role("textbox", name="Query")
    editor.focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
