"""Activity, Categories and Timeline can be used with the keyboard alone, and the focus is always seen."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from commands import LiveServer
from playwright.sync_api import Locator, Page, expect
from waiting import wait_until

from webui.browser import Visit
from webui.reading import YESTERDAY, timeline_address

pytestmark = pytest.mark.browser

MOST_STOPS = 120
NOON = datetime.combine(YESTERDAY, time(12), UTC)

_SEEN = """
() => {
  const focused = document.activeElement
  if (!focused || focused === document.body) return 'nothing has the focus'
  const box = focused.getBoundingClientRect()
  if (!box.width || !box.height) return `${focused.outerHTML.slice(0, 120)} has no size`
  // The browser itself marks the part of a date that has the focus.
  if (focused.matches('input[type=date], input[type=datetime-local], input[type=time]')) return ''
  const style = getComputedStyle(focused)
  const marked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
  return marked ? '' : `${focused.outerHTML.slice(0, 120)} does not show that it has the focus`
}
"""


def tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until the element has the focus; every stop on the way must be seen."""
    expect(goal).to_be_attached()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert not (fault := page.evaluate(_SEEN)), fault
        if goal.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"{MOST_STOPS} stops did not lead to {goal}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_activity(visit: Visit, year: LiveServer) -> None:
    page = visit(year, f"/activity/all/day/{YESTERDAY}")
    apps = page.get_by_role("region", name="Top applications").get_by_role("listitem").get_by_role("button")
    expect(apps.first).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Previous"))
    press(page, "Enter")
    expect(page).to_have_url(re.compile(f"{YESTERDAY - timedelta(days=1)}$"))
    tab_to(page, page.get_by_role("application", name="Time by category"))
    press(page, *["ArrowRight"] * 10, "Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    tab_to(page, page.get_by_role("tab", name="Summary"))
    press(page, "ArrowRight", "Enter")
    expect(page.get_by_role("tab", name="Window")).to_have_attribute("aria-selected", "true")
    tab_to(page, apps.first)
    press(page, "Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "Escape")
    expect(apps.first).to_be_focused()


def test_categories(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/categories")
    tab_to(page, page.get_by_role("treeitem").first)
    press(page, "ArrowDown", "ArrowDown", "Enter")
    rule = page.get_by_label("Rule: a regular expression")
    expect(rule).to_be_visible()
    if not rule.evaluate("(element) => element === document.activeElement"):
        tab_to(page, rule)
    press(page, "End")
    page.keyboard.type("|Firefox")
    change = page.get_by_role("region", name="What moves")
    expect(change).to_contain_text("→")
    tab_to(page, page.get_by_role("button", name="Save as version"))
    press(page, "Enter")
    expect(change).to_have_count(0)
    # The page shows the change at once, and sends it then.
    stored = wait_until(lambda: week.request("GET", "/api/0/settings/classes")[1], "the rules are stored")
    (terminal,) = (one for one in stored if one["name"] == ["Work", "Terminal"])
    assert terminal["rule"]["regex"].endswith("|Firefox")


def test_timeline(visit: Visit, year: LiveServer) -> None:
    page = visit(year, timeline_address(NOON, NOON + timedelta(minutes=20)))
    tab_to(page, page.get_by_role("application"))
    for key in ("+", "ArrowRight"):
        before = page.url
        press(page, key)
        expect(page).not_to_have_url(before)
    detail = page.get_by_role("region", name="Chosen event")
    # Past the categories and who was present, to the windows, which are events that can be opened.
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", ".")
    expect(detail).to_be_visible()
    press(page, "Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    tab_to(page, detail.get_by_role("button", name="Close"))
    press(page, "Enter")
    expect(detail).to_have_count(0)
