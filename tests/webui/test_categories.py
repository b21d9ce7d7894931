"""What a change of the rules would move is shown before it is saved, and can be taken back after."""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from commands import LiveServer
from playwright.sync_api import Locator, Page, expect

from aw_client.classes import default_classes
from webui.browser import ZONE, Visit, answered
from webui.reading import TODAY, go_to
from webui.reckoning import Reckoner, duration_text, path_text

pytestmark = pytest.mark.browser

PROGRAMMING = ["Work", "Programming"]
ALL = TODAY - timedelta(days=8), TODAY


def rules_with(path: list[str], more: str) -> list[tuple[list[str], dict[str, Any]]]:
    """The default rules, one of which finds more."""
    rules = deepcopy(default_classes)
    for name, rule in rules:
        if name == path:
            rule["regex"] += f"|{more}"
    return rules


def moves(server: LiveServer, rules: list[tuple[list[str], dict[str, Any]]]) -> dict[tuple[str, str], float]:
    """From which category to which other one new rules would move how many seconds."""
    before, after = Reckoner(server, ZONE), Reckoner(server, ZONE, rules)
    period = before.period(*ALL)
    moved: dict[tuple[str, str], float] = defaultdict(float)
    for old, new in zip(before.active(period), after.active(period), strict=True):
        way = path_text(old.data["$category"]), path_text(new.data["$category"])
        if way[0] != way[1]:
            moved[way] += old.duration.total_seconds()
    return moved


def edit_programming(page: Page, more: str) -> None:
    page.get_by_role("treeitem", name="Programming").click()
    rule = page.get_by_label("Rule: a regular expression")
    rule.fill(f"{rule.input_value()}|{more}")


def change(page: Page) -> Locator:
    return page.get_by_role("region", name="What moves")


def save(page: Page, button: str = "Save as version") -> None:
    """Save the rules, and wait until the server has them: the page shows the change before it sends it."""
    with answered(page, "POST", "/api/0/settings/classes"):
        page.get_by_role("button", name=button).click()
    expect(change(page)).to_have_count(0)


def stored(server: LiveServer) -> Any:
    return server.request("GET", "/api/0/settings/classes")[1]


def test_a_change_shows_what_it_moves_on_real_history_before_it_is_saved(
    visit: Visit, week: LiveServer
) -> None:
    page = visit(week, "/categories")
    edit_programming(page, "Slack|Firefox")
    expected = moves(week, rules_with(PROGRAMMING, "Slack|Firefox"))
    assert len(expected) > 1
    expect(change(page)).to_contain_text(f"moves {duration_text(sum(expected.values()))}")
    for (old, new), seconds in expected.items():
        line = change(page).get_by_role("button").filter(has_text=f"{old} → {new}")
        expect(line).to_contain_text(duration_text(seconds))
    assert stored(week) is None


def test_what_was_saved_counts_and_an_earlier_version_can_be_brought_back(
    visit: Visit, week: LiveServer
) -> None:
    page = visit(week, "/categories")
    # Version 1 is what was in use before anything was saved.
    for number, more in enumerate(["Firefox", "Slack"], start=2):
        edit_programming(page, more)
        save(page, f"Save as version {number}")
    both = stored(week)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Versions").click()
    page.get_by_role("row", name="Version 2").get_by_role("button", name="Bring back").click()
    expect(change(page)).to_contain_text("moves")
    save(page, "Save as version 4")
    first = stored(week)
    assert rule_of(both).endswith("|Firefox|Slack")
    assert rule_of(first).endswith("|Firefox")


def rule_of(classes: list[dict[str, Any]]) -> str:
    (rule,) = (one["rule"]["regex"] for one in classes if one["name"] == PROGRAMMING)
    assert isinstance(rule, str)
    return rule


def test_a_saved_rule_counts_in_activity(visit: Visit, week: LiveServer) -> None:
    reckoned = Reckoner(week, ZONE, rules_with(PROGRAMMING, "Firefox"))
    page = visit(week, "/categories")
    edit_programming(page, "Firefox")
    save(page)
    day = TODAY - timedelta(days=1)
    go_to(page, f"/activity/all/day/{day}")
    work = sum(
        one.duration.total_seconds()
        for one in reckoned.active(reckoned.period(day))
        if one.data["$category"][0] == "Work"
    )
    expect(page.get_by_role("main")).to_contain_text(f"Work {duration_text(work)}")


def test_who_removes_all_categories_has_none(visit: Visit, week: LiveServer) -> None:
    week.request("POST", "/api/0/settings/classes", [{"name": ["Only"], "rule": {"type": "none"}}])
    page = visit(week, "/categories")
    page.get_by_role("treeitem", name="Only").click()
    page.get_by_role("button", name="Delete category").click()
    save(page)
    expect(page.get_by_text("There are no categories.")).to_be_visible()
    assert stored(week) == []
    go_to(page, f"/activity/all/day/{TODAY - timedelta(days=1)}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("active")
    expect(page.get_by_role("region", name="Top categories").get_by_role("listitem")).to_have_count(1)


def test_the_work_report_follows_a_category_that_is_renamed(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/categories")
    page.get_by_role("treeitem", name="Work").first.click()
    page.get_by_label("Name", exact=True).fill("Job")
    page.get_by_label("Name", exact=True).press("Enter")
    save(page)
    go_to(page, "/report/last7/")
    expect(page.get_by_role("button", name="Job", exact=False)).to_be_visible()
    expect(page.get_by_text("there no more")).to_have_count(0)
    week.request("POST", "/api/0/settings/classes", [{"name": ["Other"], "rule": {"type": "none"}}])
    page.reload()
    expect(page.get_by_text("a category that is there no more: Job")).to_be_visible()
    page.get_by_role("button", name="Leave out what is gone").click()
    expect(page.get_by_text("there no more")).to_have_count(0)


def test_categories_may_be_many_levels_deep(visit: Visit, week: LiveServer) -> None:
    name = [f"Level {depth}" for depth in range(60)]
    week.request("POST", "/api/0/settings/classes", [{"name": name, "rule": {"type": "regex", "regex": "."}}])
    page = visit(week, f"/activity/all/day/{TODAY - timedelta(days=1)}")
    expect(page.get_by_role("region", name="Top categories")).to_contain_text("Level 59")
    go_to(page, "/categories")
    expect(page.get_by_role("treeitem").first).to_be_visible()
    page.get_by_role("treeitem").first.click()
    expect(page.get_by_label("Rule: a regular expression")).to_be_visible()


def test_a_rule_of_another_front_end_that_looks_at_no_list_of_fields_stops_no_page(
    visit: Visit, week: LiveServer
) -> None:
    rule = {"type": "regex", "regex": "project", "select_keys": "title"}
    week.request("POST", "/api/0/settings/classes", [{"name": ["Strange"], "rule": rule}])
    page = visit(week, f"/activity/all/day/{TODAY - timedelta(days=1)}")
    expect(page.get_by_role("region", name="Top categories")).to_contain_text("Strange")
    go_to(page, "/categories")
    page.get_by_role("treeitem", name="Strange").click()
    expect(page.get_by_label("Rule: a regular expression")).to_have_value("project")


def test_a_change_can_be_undone_before_it_is_saved(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/categories")
    edit_programming(page, "Firefox")
    expect(change(page)).to_contain_text("moves")
    page.get_by_role("button", name="Undo").click()
    expect(change(page)).to_have_count(0)


def test_leaving_with_unsaved_changes_asks_first(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/categories")
    edit_programming(page, "Firefox")
    page.get_by_role("banner").get_by_role("link", name="Activity").click()
    page.get_by_role("dialog").get_by_role("button", name="Stay").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Categories")


def test_a_rule_the_server_cannot_use_is_told_and_not_saved(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/categories", bears=("400",))
    edit_programming(page, "(unclosed")
    expect(page.get_by_role("main")).to_contain_text("cannot use this rule")
    expect(page.get_by_role("button", name="Save as version")).to_be_disabled()
