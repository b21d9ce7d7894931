"""The pages, and what stands on them as a person or a screen reader would read it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from webui.reckoning import duration_text

__all__ = [
    "PAGES",
    "PHONE",
    "TODAY",
    "YESTERDAY",
    "bars",
    "go_to",
    "is_shown",
    "is_titled",
    "ranked",
    "shows_active",
    "timeline_address",
]

TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)

PHONE = {"width": 360, "height": 740}

PAGES = {
    "Activity": "/activity",
    "Timeline": "/timeline",
    "Trends": "/trends",
    "Work report": "/report",
    "Search": "/search",
    "Categories": "/categories",
    "Stopwatch": "/stopwatch",
    "Query": "/query",
    "Raw data": "/buckets",
    "Settings": "/settings",
}
"""The addresses of the pages in the menu."""


def is_shown(page: Page, name: str) -> None:
    """The page of that name is there, with a heading, and waits for nothing any more."""
    is_titled(page, name)
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Loading…")).to_have_count(0)


def is_titled(page: Page, name: str, site: str = "Time") -> None:
    """The tab of the browser bears that name."""
    expect(page).to_have_title(f"{name} \N{EN DASH} {site}")


def shows_active(page: Page, seconds: float) -> None:
    """The page's first line says that so much time was active."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{duration_text(seconds)} active")


def ranked(part: Locator) -> dict[str, str]:
    """The names in a list with the time of each."""
    expect(part.get_by_role("listitem").first).to_be_visible()
    lines = [text.strip().splitlines() for text in part.get_by_role("listitem").all_inner_texts()]
    return {line[0].strip(): line[-1].strip() for line in lines}


def bars(part: Page | Locator, name: str = "Time by category") -> list[tuple[str, str, str]]:
    """The bars of a chart: when, how long, and what each is made up of, from the table beside it."""
    rows = part.get_by_role("table", name=name).locator("tbody").get_by_role("row")
    expect(rows.first).to_be_attached()
    cells = [re.split(r"\s*\t\s*", text) for text in rows.all_inner_texts()]
    return [(when, total, split) for when, total, split in cells]


def go_to(page: Page, address: str) -> None:
    """Change the address as a link on the page would: without loading it anew."""
    page.evaluate("(address) => { location.hash = address }", address)


def timeline_address(start: datetime, end: datetime) -> str:
    """The address of the timeline of a range in UTC."""
    return f"/timeline?start={start:%Y-%m-%dT%H:%M:%SZ}&end={end:%Y-%m-%dT%H:%M:%SZ}"
