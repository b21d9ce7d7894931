"""Measures the web UI in Chromium on a year of data and prints a table: `python -m webui.measure`.

Nothing here fails by time: machines differ.
"""

from __future__ import annotations

import gzip
import itertools
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from benchmarks.rows import Row, Unit, percentile
from benchmarks.table import print_table
from commands import LiveServer
from playwright.sync_api import Browser, Page

from aw_webui import static_dir
from webui.browser import run_chromium
from webui.reading import YESTERDAY, timeline_address
from webui.servers import year_server

__all__ = ["main"]

TIMES = 5

# Milliseconds since the navigation began, or since the address was changed, until the answer is painted.
_UNTIL_SHOWN = """
([from, address]) => new Promise((resolve) => {
  const start = from === 'here' ? performance.now() : 0
  if (from === 'here') location.hash = address
  const look = () => {
    const answer = document.querySelector('main h1')?.textContent ?? ''
    const bars = document.querySelectorAll('main figure table tbody tr').length
    if (answer.includes(' active') && bars === 12) requestAnimationFrame(() => resolve(performance.now() - start))
    else requestAnimationFrame(look)
  }
  look()
})
"""

_WATCH_FRAMES = """
() => {
  window.frames_seen = []
  const see = (now) => { window.frames_seen.push(now); window.watching = requestAnimationFrame(see) }
  window.watching = requestAnimationFrame(see)
}
"""

_FRAMES_SEEN = "() => { cancelAnimationFrame(window.watching); return window.frames_seen }"

_SPANS = {
    "a year": timedelta(days=365),
    "a month": timedelta(days=30),
    "a day": timedelta(days=1),
    "an hour": timedelta(hours=1),
    "a minute": timedelta(minutes=1),
}


def main() -> None:
    """Measure everything and print the table."""
    with tempfile.TemporaryDirectory() as name, run_chromium() as browser:
        folder = Path(name)
        with year_server(folder, folder) as server:
            rows = [*measure_size(), *measure_year(server, browser), *measure_timeline(server, browser)]
    print_table(rows, title="The web UI on 365 days", with_peer=False)


def measure_size() -> Iterator[Row]:
    """What a browser must load before it can show the first page."""
    folder = Path(static_dir())
    index = (folder / "index.html").read_text(encoding="utf-8")
    scripts = set(re.findall(r'(?:src|href)="\./([^"]+\.js)"', index))
    size = sum(len(gzip.compress((folder / script).read_bytes())) for script in scripts)
    yield Row(what="initial scripts, gzip", unit=Unit.BYTES, ours=[size], target=250e3)


def measure_year(server: LiveServer, browser: Browser) -> Iterator[Row]:
    """How long until the year is on screen."""
    address = f"/activity/all/year/{YESTERDAY}"
    cold, warm, here = [], [], []
    for _ in range(TIMES):
        server.stop()
        server.start()
        cold.append(_seconds_to_open(server, browser, address))
        warm.append(_seconds_to_open(server, browser, address))
        with _page(server, browser, "/settings") as page:
            page.wait_for_load_state("networkidle")
            here.append(page.evaluate(_UNTIL_SHOWN, ["here", address]) / 1000)
    target = 1.5
    yield Row(what="year, opened after a start of the server", unit=Unit.SECONDS, ours=cold, target=target)
    yield Row(what="year, opened again in a new window", unit=Unit.SECONDS, ours=warm, target=target)
    yield Row(what="year, from another page", unit=Unit.SECONDS, ours=here, target=target)


def _seconds_to_open(server: LiveServer, browser: Browser, address: str) -> float:
    with _page(server, browser, address) as page:
        milliseconds: float = page.evaluate(_UNTIL_SHOWN, ["navigation", address])
        return milliseconds / 1000


def measure_timeline(server: LiveServer, browser: Browser) -> Iterator[Row]:
    """How smoothly the timeline moves under hand and wheel."""
    noon = datetime.combine(YESTERDAY, time(12), UTC)
    for name, span in _SPANS.items():
        end = noon + span / 2 if span < timedelta(days=2) else noon
        with _page(server, browser, timeline_address(end - span, end)) as page:
            page.locator("canvas").first.wait_for()
            page.wait_for_load_state("networkidle")
            yield _frames_row(f"timeline, dragging {name}", _gaps_while_dragging(page))
            yield _frames_row(f"timeline, zooming from {name}", _gaps_while_zooming(page))


def _gaps_while_dragging(page: Page) -> list[float]:
    x, y = _middle(page)
    page.mouse.move(x, y)
    page.evaluate(_WATCH_FRAMES)
    for direction in (-1, 1, -1):
        page.mouse.down()
        page.mouse.move(x + direction * 300, y, steps=40)
        page.mouse.up()
        page.mouse.move(x, y)
    return _gaps(page)


def _gaps_while_zooming(page: Page) -> list[float]:
    x, y = _middle(page)
    page.mouse.move(x, y)
    page.evaluate(_WATCH_FRAMES)
    for turn in [-120] * 25 + [120] * 25:
        page.mouse.wheel(0, turn)
    return _gaps(page)


def _middle(page: Page) -> tuple[float, float]:
    box = page.locator("canvas").first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 200)


def _gaps(page: Page) -> list[float]:
    """Seconds from each frame to the next."""
    frames: list[float] = page.evaluate(_FRAMES_SEEN)
    return [(after - before) / 1000 for before, after in itertools.pairwise(frames)]


def _frames_row(what: str, gaps: list[float]) -> Row:
    """Frames a second over the whole movement, and in its worst twentieth."""
    worst = percentile(gaps, 95)
    rates = [len(gaps) / sum(gaps)]
    return Row(what=f"{what} (worst 5 %: {1 / worst:.0f}/s)", unit=Unit.RATE, ours=rates, target=30)


@contextmanager
def _page(server: LiveServer, browser: Browser, address: str) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as window:
        page = window.new_page()
        page.goto(f"http://127.0.0.1:{server.port}/#{address}")
        yield page


if __name__ == "__main__":
    main()
