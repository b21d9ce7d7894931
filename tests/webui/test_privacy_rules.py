"""Privacy rules are written in plain words in the Settings, tried on the history, and applied to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from commands import LiveServer
from playwright.sync_api import Locator, Page, expect
from waiting import wait_until

from webui.axe import findings
from webui.browser import Visit, answered
from webui.history import bucket, event
from webui.reading import PHONE, go_to, timeline_address
from webui.servers import import_buckets

pytestmark = pytest.mark.browser

WINDOWS = "aw-watcher-window_laptop"
START = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
REFUSED = "status of 400"


def rules_of(server: LiveServer) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = server.request("GET", "/api/0/privacy")[1]["filters"]
    return rules


def titles(server: LiveServer) -> set[str]:
    events = server.request("GET", f"/api/0/buckets/{WINDOWS}/events")[1]
    return {one["data"]["title"] for one in events}


@pytest.fixture
def recorded(empty: LiveServer) -> LiveServer:
    """A server with an hour of letters and half an hour at the bank."""
    events = [
        event(START, 3600, {"app": "Mail", "title": "Letters to Ann"}),
        event(START + timedelta(hours=1), 1800, {"app": "Firefox", "title": "My Bank: accounts"}),
    ]
    import_buckets(empty, {WINDOWS: bucket("currentwindow", "aw-watcher-window", "laptop", events)})
    return empty


def privacy(page: Page) -> Locator:
    return page.get_by_role("region", name="Privacy")


def new_rule(page: Page, text: str) -> Locator:
    privacy(page).get_by_role("button", name="New rule").click()
    dialog = page.get_by_role("dialog", name="New rule")
    dialog.get_by_label("What to look for").fill(text)
    return dialog


def test_a_rule_in_plain_words_is_tried_on_the_history_saved_and_taken_back(
    visit: Visit, recorded: LiveServer
) -> None:
    page = visit(recorded, "/settings")
    dialog = new_rule(page, "my bank:")
    expect(dialog.get_by_text("Would remove 1 event, 30 min.")).to_be_visible()
    dialog.get_by_label("put something else in its place").check()
    dialog.get_by_label("What to put in its place").fill("…")
    expect(dialog.get_by_text("Would change 1 event, 30 min.")).to_be_visible()
    expect(dialog.get_by_text("… accounts")).to_be_visible()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    said = privacy(page).get_by_text("Records “…” where the title has “my bank:” in it")
    expect(said).to_be_visible()
    kept = {"field": "title", "pattern": "my bank:", "ignore_case": True, "action": "redact"}
    assert rules_of(recorded) == [{**kept, "replacement": "…"}]
    assert "My Bank: accounts" in titles(recorded)
    page.get_by_role("button", name="Undo").click()
    expect(said).to_be_hidden()
    wait_until(lambda: not rules_of(recorded), "the rule is taken back")


def test_what_is_wrong_stands_at_its_field_in_the_words_of_the_server(
    visit: Visit, recorded: LiveServer
) -> None:
    page = visit(recorded, "/settings", bears=(REFUSED,))
    dialog = new_rule(page, "(bank")
    dialog.get_by_label("as a regular expression").check()
    field = dialog.get_by_label("What to look for")
    expect(field).to_have_value(r"\(bank")
    field.fill("(bank")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_text("expected a regular expression")).to_be_visible()
    expect(dialog.get_by_role("button", name="Save")).to_be_disabled()
    field.fill("(bank)")
    expect(field).to_have_attribute("aria-invalid", "false")
    expect(dialog.get_by_role("button", name="Save")).to_be_enabled()


def test_rules_are_switched_changed_and_deleted(visit: Visit, recorded: LiveServer) -> None:
    rule = {"name": "bank", "pattern": "bank", "action": "drop", "note": "of another program"}
    assert recorded.request("POST", "/api/0/settings/privacy_filters", [rule])[0] == 200
    page = visit(recorded, "/settings")
    timers = privacy(page).get_by_role("switch", name="Times and percentages before a title")
    expect(timers).to_be_checked()
    with answered(page, "POST", "/api/0/settings/privacy_filters"):
        timers.press("Space")
    assert rules_of(recorded) == [rule, {"name": "timers", "enabled": False}]
    with answered(page, "POST", "/api/0/settings/privacy_filters"):
        timers.press("Space")
    with answered(page, "POST", "/api/0/settings/privacy_filters"):
        privacy(page).get_by_role("switch", name="“bank”").press("Space")
    assert rules_of(recorded) == [{**rule, "enabled": False}]
    privacy(page).get_by_role("button", name="Change the rule “bank”").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Where to look").select_option("In the name of the app")
    dialog.get_by_role("button", name="Save").press("Enter")
    expect(dialog).to_be_hidden()
    assert rules_of(recorded) == [{**rule, "enabled": False, "field": "app"}]
    with answered(page, "POST", "/api/0/settings/privacy_filters"):
        privacy(page).get_by_role("button", name="Delete the rule “bank”").press("Enter")
    assert rules_of(recorded) == []


def test_a_list_that_the_server_refuses_says_why(visit: Visit, recorded: LiveServer) -> None:
    page = visit(recorded, "/settings", bears=(REFUSED,))
    page.route(
        "**/api/0/settings/privacy_filters",
        lambda route: (
            route.fulfill(status=400, json={"message": "privacy_filters, rule 0, pattern: no"})
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    dialog = new_rule(page, "bank")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("privacy_filters, rule 0, pattern: no")
    assert not rules_of(recorded)


def test_a_rule_that_is_not_applied_says_why(visit: Visit, recorded: LiveServer) -> None:
    rules = [{"name": "bank", "pattern": "bank", "action": "drop"}]
    assert recorded.request("POST", "/api/0/settings/privacy_filters", rules)[0] == 200
    answer = recorded.request("GET", "/api/0/privacy")[1]
    # As of a settings file that was changed by hand.
    answer["problems"] = ["privacy_filters, rule 0 ('bank'), pattern: expected a regular expression"]
    page = visit(recorded, "/")
    page.route("**/api/0/privacy", lambda route: route.fulfill(json=answer))
    go_to(page, "/settings")
    rule = privacy(page).get_by_role("list", name="Your rules").get_by_role("listitem")
    expect(rule).to_contain_text("This rule is not applied: pattern: expected a regular expression")


def test_rules_are_applied_to_the_history_once_a_word_is_typed(visit: Visit, recorded: LiveServer) -> None:
    rule = {"name": "bank", "pattern": "Bank", "action": "drop"}
    assert recorded.request("POST", "/api/0/settings/privacy_filters", [rule])[0] == 200
    page = visit(recorded, "/settings")
    privacy(page).get_by_role("button", name="Look what the rules would change").click()
    privacy(page).get_by_text("bank: Would remove 1 event, 30 min.").click()
    expect(privacy(page).get_by_text("My Bank: accounts")).to_be_visible()
    expect(privacy(page).get_by_text(f"{WINDOWS}: Would remove")).to_be_visible()
    privacy(page).get_by_role("button", name="Apply to the history…").click()
    dialog = page.get_by_role("dialog")
    button = dialog.get_by_role("button", name="Change the history")
    expect(button).to_be_disabled()
    assert not findings(page)
    dialog.get_by_label("to go on").fill("change")
    button.click()
    expect(dialog.get_by_text("Events changed: 0; removed: 1")).to_be_visible()
    expect(dialog.get_by_text("Nothing of what was there is left")).to_be_visible()
    assert titles(recorded) == {"Letters to Ann"}
    dialog.get_by_role("button", name="Close").last.click()
    expect(privacy(page).get_by_text("No event would be changed.")).to_be_visible()


def test_nothing_is_applied_but_what_was_shown(visit: Visit, recorded: LiveServer) -> None:
    rule = {"name": "bank", "pattern": "Bank", "action": "drop"}
    assert recorded.request("POST", "/api/0/settings/privacy_filters", [rule])[0] == 200
    page = visit(recorded, "/settings", bears=("status of 409",))
    privacy(page).get_by_role("button", name="Look what the rules would change").click()
    privacy(page).get_by_role("button", name="Apply to the history…").click()
    other = [{**rule, "pattern": "Letters"}]
    assert recorded.request("POST", "/api/0/settings/privacy_filters", other)[0] == 200
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("to go on").fill("change")
    dialog.get_by_role("button", name="Change the history").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Nothing was changed")
    expect(dialog.get_by_text("Would remove 1 event, 1 h.")).to_be_visible()
    assert titles(recorded) == {"Letters to Ann", "My Bank: accounts"}


def test_an_event_of_the_timeline_is_never_recorded_again(visit: Visit, recorded: LiveServer) -> None:
    page = visit(recorded, timeline_address(START - timedelta(hours=1), START + timedelta(hours=3)))
    page.get_by_role("button", name="As list").click()
    rows = page.get_by_role("table").get_by_role("row")
    rows.filter(has_text="Windows").get_by_role("button", name="My Bank").click()
    page.get_by_role("button", name="Never record this…").click()
    dialog = page.get_by_role("dialog", name="New rule")
    expect(dialog.get_by_label("What to look for")).to_have_value("My Bank: accounts")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    [rule] = rules_of(recorded)
    assert rule == {"field": "title", "pattern": "My Bank: accounts", "action": "drop"}


def test_the_section_can_be_used_by_everybody_on_a_phone_and_in_german(
    visit: Visit, recorded: LiveServer
) -> None:
    rule = {"name": "bank", "pattern": "a" * 200, "action": "drop"}
    assert recorded.request("POST", "/api/0/settings/privacy_filters", [rule])[0] == 200
    page = visit(recorded, "/settings", viewport=PHONE, locale="de-DE")
    section = page.get_by_role("region", name="Privatsphäre")
    expect(section.get_by_role("switch")).to_have_count(9)
    section.get_by_role("button", name="Nachsehen, was die Regeln ändern würden").click()
    expect(section.get_by_text("Kein Ereignis würde geändert.")).to_be_visible()
    assert not findings(page)
    section.get_by_role("button", name="Neue Regel").press("Enter")
    dialog = page.get_by_role("dialog", name="Neue Regel")
    dialog.get_by_label("Wonach gesucht wird").fill("Bank")
    expect(dialog.get_by_text("Entfernt würden: 1 Ereignis, 30 min.")).to_be_visible()
    assert not findings(page)
    wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
    assert not wide
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
