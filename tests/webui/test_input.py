"""What is typed, clicked and scrolled, as a view of Activity shows it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from commands import LiveServer
from playwright.sync_api import expect

from webui.browser import Visit
from webui.history import bucket, event
from webui.servers import import_buckets

pytestmark = pytest.mark.browser

DAY = date(2025, 6, 10)
VIEWS = [{"id": "mine", "name": "Mine", "elements": [{"type": "input"}]}]


def counted(second: int, presses: int) -> dict[str, object]:
    """Five seconds of input."""
    start = datetime.combine(DAY, datetime.min.time(), UTC) + timedelta(hours=9, seconds=second)
    data = {"presses": presses, "clicks": 2, "deltaX": 30, "deltaY": 40, "scrollX": 0, "scrollY": 1}
    return event(start, 5, data)


def test_presses_and_clicks_of_the_period_are_added_up(visit: Visit, empty: LiveServer) -> None:
    start = datetime.combine(DAY, datetime.min.time(), UTC)
    windows = [event(start, 86_400, {"app": "Editor", "title": "main.py"})]
    inputs = [counted(second, presses=1200) for second in range(0, 50, 5)]
    import_buckets(
        empty,
        {
            "aw-watcher-window_laptop": bucket("currentwindow", "aw-watcher-window", "laptop", windows),
            "aw-watcher-input_laptop": bucket("os.hid.input", "aw-watcher-input", "laptop", inputs),
        },
    )
    empty.request("POST", "/api/0/settings/views", VIEWS)
    page = visit(empty, f"/activity/all/day/{DAY}", timezone_id="UTC")
    card = page.get_by_role("region", name="Input")
    expect(card.get_by_role("definition")).to_have_text(["12,000", "20", "10", "700"])
    page.get_by_role("button", name="Previous").click()
    expect(card.get_by_role("definition")).to_have_text(["0", "0", "0", "0"])
