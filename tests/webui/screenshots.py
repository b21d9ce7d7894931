"""Makes pictures of every view of the web UI on made-up data: `python -m webui.screenshots [FOLDER]`.

Without a folder it makes anew those that the docs show.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from commands import LiveServer
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from webui.browser import ZONE, run_chromium
from webui.reading import YESTERDAY
from webui.servers import year_server

__all__ = ["main"]

SHOWN = Path(__file__).parents[2] / "docs" / "screenshots"

VIEWS = {
    "activity": f"/activity/all/day/{YESTERDAY}",
    "activity-year": f"/activity/all/year/{YESTERDAY}",
    "timeline": f"/timeline?start={YESTERDAY}T06:00:00Z&end={YESTERDAY}T20:00:00Z",
    "trends": "/trends",
    "report": "/report",
    "search": "/search?q=project3",
    "categories": "/categories",
    "stopwatch": "/stopwatch",
    "query": "/query",
    "raw": "/buckets",
    "settings": "/settings",
}
SIZES = {"": ViewportSize(width=1280, height=900), "-phone": ViewportSize(width=390, height=844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Make every picture, or those that the docs show."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else SHOWN
    wanted = None if sys.argv[1:] else {path.name for path in SHOWN.glob("*.png")}
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as name,
        run_chromium() as browser,
        year_server(Path(name), Path(name)) as server,
    ):
        for scheme, (suffix, size) in itertools.product(SCHEMES, SIZES.items()):
            with browser.new_context(
                viewport=size, color_scheme=scheme, locale="en-GB", timezone_id=ZONE
            ) as window:
                for view, page in _views(server, window):
                    file = f"{view}{suffix}-{scheme}.png"
                    if wanted is None or file in wanted:
                        page.screenshot(path=folder / file)


def _views(server: LiveServer, window: BrowserContext) -> Iterator[tuple[str, Page]]:
    """Each view's name, and the page that shows it."""
    for view, address in VIEWS.items():
        page = window.new_page()
        page.goto(f"http://127.0.0.1:{server.port}/#{address}")
        expect(page.get_by_role("heading", level=1).first).to_be_attached()
        page.wait_for_load_state("networkidle")
        expect(page.get_by_text("Loading…")).to_have_count(0)
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        yield view, page
        page.close()


if __name__ == "__main__":
    main()
