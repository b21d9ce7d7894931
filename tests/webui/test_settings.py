"""Settings are kept on the server and count at once, also in another language."""

from __future__ import annotations

from typing import Any

import pytest
from commands import LiveServer
from playwright.sync_api import expect
from waiting import wait_until

from webui.browser import Visit
from webui.reading import YESTERDAY, bars, go_to, is_titled

pytestmark = pytest.mark.browser


def stored(server: LiveServer) -> dict[str, Any]:
    found: dict[str, Any] = server.request("GET", "/api/0/settings")[1]
    return found


def test_a_setting_is_kept_on_the_server_and_counts_at_once(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/settings")
    start_of_day = page.get_by_label("A day begins at")
    start_of_day.fill("06:00")
    start_of_day.press("Tab")
    page.get_by_label("A week begins on").select_option("Sunday")
    page.get_by_label("First page").select_option("Trends")
    expected = {"startOfDay": "06:00", "startOfWeek": "Sunday", "landingpage": "/trends"}
    wait_until(lambda: expected.items() <= stored(week).items(), "the server has the settings")
    go_to(page, f"/activity/all/day/{YESTERDAY}")
    assert bars(page)[0][0].startswith("06:00")
    page.goto("about:blank")
    page.goto(f"http://127.0.0.1:{week.port}/")
    is_titled(page, "Trends")


def test_a_setting_is_taken_back_by_undo(visit: Visit, empty: LiveServer) -> None:
    page = visit(empty, "/settings")
    page.get_by_label("A week begins on").select_option("Sunday")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("A week begins on")).to_have_value("Monday")


def test_the_theme_is_chosen_and_kept(visit: Visit, empty: LiveServer) -> None:
    page = visit(empty, "/settings", color_scheme="light")
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "light")
    page.get_by_label("Colours").select_option("Dark")
    expect(html).to_have_attribute("data-theme", "dark")
    wait_until(lambda: stored(empty).get("theme") == "dark", "the server has the setting")
    page.reload()
    expect(html).to_have_attribute("data-theme", "dark")


def test_the_pages_speak_german_when_it_is_chosen(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/settings")
    page.get_by_label("Language").select_option("Deutsch")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("heading", level=1)).to_have_text("Einstellungen")
    for name, address in [("Aktivität", f"/activity/all/day/{YESTERDAY}"), ("Zeitleiste", "/timeline")]:
        go_to(page, address)
        is_titled(page, name, "Zeit")
    go_to(page, f"/activity/all/day/{YESTERDAY}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("aktiv")


def test_the_browser_says_which_language_where_none_is_chosen(visit: Visit, empty: LiveServer) -> None:
    page = visit(empty, "/settings", locale="de-DE")
    expect(page.get_by_role("heading", level=1)).to_have_text("Einstellungen")


def test_the_zone_that_is_set_outweighs_the_browsers(visit: Visit, week: LiveServer) -> None:
    week.request("POST", "/api/0/settings/timezone", "Asia/Tokyo")
    page = visit(week, f"/activity/all/day/{YESTERDAY}")
    # Work begins after eight o'clock UTC, which is seventeen o'clock there.
    early = [total for when, total, _ in bars(page) if "05:00" <= when < "17:00"]
    late = [total for when, total, _ in bars(page) if when >= "18:00"]
    assert set(early) == {"0 s"}
    assert len(late) >= 4
    assert "0 s" not in late[:4]
