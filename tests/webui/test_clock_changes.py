"""A day on which the clocks change has 23 or 25 hours, and they add up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from commands import LiveServer

from webui.browser import Visit
from webui.history import bucket, event
from webui.reading import bars, shows_active
from webui.servers import import_buckets

pytestmark = pytest.mark.browser

HOUR = 3600


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2025, 3, 30), 23),
        ("Europe/Berlin", date(2025, 10, 26), 25),
        ("America/New_York", date(2025, 3, 9), 23),
        ("America/New_York", date(2025, 11, 2), 25),
    ],
)
def test_a_day_of_changed_clocks_adds_up(
    visit: Visit, empty: LiveServer, zone: str, day: date, hours: int
) -> None:
    record_days_and_nights(empty, around=day)
    empty.request("POST", "/api/0/settings/startOfDay", "00:00")
    page = visit(empty, f"/activity/all/day/{day}", timezone_id=zone)
    shows_active(page, hours * HOUR)
    assert [total for _, total, _ in bars(page)] == ["1 h"] * hours


def test_the_days_of_a_week_of_changed_clocks_add_up_to_it(visit: Visit, empty: LiveServer) -> None:
    record_days_and_nights(empty, around=date(2025, 10, 23))
    empty.request("POST", "/api/0/settings/startOfDay", "00:00")
    page = visit(empty, "/activity/all/week/2025-10-23", timezone_id="Europe/Berlin")
    shows_active(page, (6 * 24 + 25) * HOUR)
    assert [total for _, total, _ in bars(page)] == ["24 h"] * 6 + ["25 h"]


def record_days_and_nights(server: LiveServer, *, around: date) -> None:
    """Somebody who never sleeps, from a week before a day to a week after it, an app an hour."""
    start = datetime.combine(around - timedelta(days=7), datetime.min.time(), UTC)
    hours = [start + timedelta(hours=number) for number in range(14 * 24)]
    windows = [event(hour, HOUR, {"app": f"app{hour.hour}", "title": "work"}) for hour in hours]
    present = [event(start, len(hours) * HOUR, {"status": "not-afk"})]
    import_buckets(
        server,
        {
            "aw-watcher-window_laptop": bucket("currentwindow", "aw-watcher-window", "laptop", windows),
            "aw-watcher-afk_laptop": bucket("afkstatus", "aw-watcher-afk", "laptop", present),
        },
    )
