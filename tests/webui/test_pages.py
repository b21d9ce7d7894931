"""Every page opens from the menu and by its address, with data and without."""

from __future__ import annotations

import pytest
from commands import LiveServer
from playwright.sync_api import Page, expect

from webui.browser import Visit
from webui.reading import PAGES, PHONE, is_shown

pytestmark = pytest.mark.browser


def test_every_page_opens_from_the_menu(visit: Visit, year: LiveServer) -> None:
    page = visit(year)
    for name in PAGES:
        page.get_by_role("banner").get_by_role("link", name=name, exact=True).click()
        is_shown(page, name)


def test_every_page_opens_from_the_menu_of_a_phone(visit: Visit, year: LiveServer) -> None:
    page = visit(year, viewport=PHONE)
    for name in PAGES:
        page.get_by_role("button", name="Pages").click()
        page.get_by_role("menuitem", name=name, exact=True).click()
        is_shown(page, name)
        assert width_of_content(page) <= PHONE["width"], f"{name} is wider than the screen"


def width_of_content(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_by_its_address(visit: Visit, year: LiveServer, name: str) -> None:
    is_shown(visit(year, PAGES[name]), name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Activity", "No device has reported any activity yet"),
        ("Timeline", "Nothing is recorded yet"),
        ("Trends", "Nothing was recorded"),
        ("Work report", "No work was recorded"),
        ("Search", "Finds every app, title and address"),
        ("Categories", "Choose a category to change it"),
        ("Stopwatch", "Start a stopwatch for what no program can see"),
        ("Query", "Ask anything of the events"),
        ("Raw data", "Nothing is stored yet"),
        ("Settings", "Kept on the server"),
    ],
)
def test_a_page_says_what_to_do_while_nothing_was_recorded(
    visit: Visit, empty: LiveServer, name: str, text: str
) -> None:
    page = visit(empty, PAGES[name])
    is_shown(page, name)
    expect(page.get_by_role("main")).to_contain_text(text)


def test_no_script_runs_that_somebody_wrote_into_a_page(visit: Visit, empty: LiveServer) -> None:
    page = visit(empty, bears=("Content Security Policy",))
    is_shown(page, "Activity")
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))"
    )
    assert page.evaluate("window.ran") is None


def test_an_address_without_a_page_leads_back(visit: Visit, empty: LiveServer) -> None:
    page = visit(empty, "/nowhere/at/all")
    expect(page.get_by_text("There is no such page.")).to_be_visible()
    page.get_by_role("link", name="Go to Activity").click()
    is_shown(page, "Activity")


def test_a_letter_after_g_goes_to_a_page(visit: Visit, empty: LiveServer) -> None:
    page = visit(empty)
    is_shown(page, "Activity")
    for letter, name in [("t", "Timeline"), ("c", "Categories"), ("d", "Raw data")]:
        page.keyboard.press("g")
        page.keyboard.press(letter)
        is_shown(page, name)
