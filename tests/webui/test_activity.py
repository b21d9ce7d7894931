"""Activity shows what the raw events add up to: whole, by app, title, site, category and hour."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from commands import LiveServer
from playwright.sync_api import Locator, Page, expect

from aw_client.queries import DesktopQueryParams, canonicalEvents
from aw_core.models import Event
from webui.browser import Visit, answered
from webui.history import LATELY, stopwatches
from webui.reading import TODAY, YESTERDAY, bars, go_to, ranked, shows_active
from webui.reckoning import Reckoner, duration_text, exact_text, seconds_by, seconds_of
from webui.servers import import_buckets

pytestmark = pytest.mark.browser

WEEK = YESTERDAY - timedelta(days=YESTERDAY.weekday()), YESTERDAY - timedelta(days=YESTERDAY.weekday() - 6)
FIRST_SHOWN = 8
VIEWS = "/api/0/settings/views"


def app(event: Event) -> str:
    name: str = event.data["app"]
    return name


def title(event: Event) -> str:
    name: str = event.data["title"]
    return name


def top_category(event: Event) -> str:
    name: str = event.data["$category"][0]
    return name


def longest(seconds: dict[str, float]) -> dict[str, str]:
    """What a list shows at first."""
    return {name: duration_text(time) for name, time in list(seconds.items())[:FIRST_SHOWN]}


@pytest.mark.parametrize("back", [1, 3, 100])
def test_a_day_is_what_its_raw_events_add_up_to(
    visit: Visit, year: LiveServer, reckoned: Reckoner, back: int
) -> None:
    day = TODAY - timedelta(days=back)
    events = reckoned.active(reckoned.period(day))
    page = visit(year, f"/activity/all/day/{day}")
    shows_active(page, seconds_of(events))
    assert ranked(page.get_by_role("region", name="Top applications")) == longest(seconds_by(events, app))
    assert ranked(page.get_by_role("region", name="Top window titles")) == longest(seconds_by(events, title))


def test_the_hours_of_a_day_are_made_up_of_its_categories(
    visit: Visit, year: LiveServer, reckoned: Reckoner
) -> None:
    page = visit(year, f"/activity/all/day/{YESTERDAY}")
    shows_active(page, seconds_of(reckoned.active(reckoned.period(YESTERDAY))))
    start, _ = reckoned.period(YESTERDAY)
    shown = bars(page)
    assert len(shown) == 24
    for number, (_, total, split) in enumerate(shown):
        hour = start + timedelta(hours=number), start + timedelta(hours=number + 1)
        events = cut(reckoned.active(reckoned.period(YESTERDAY)), *hour)
        assert total == duration_text(seconds_of(events))
        for name, seconds in seconds_by(events, top_category).items():
            if seconds >= 60:
                assert name in split


def cut(events: list[Event], start: datetime, end: datetime) -> list[Event]:
    """The parts of events in a period."""
    return [
        Event(None, max(one.timestamp, start), min(one.end, end) - max(one.timestamp, start), one.data)
        for one in events
        if one.timestamp < end and one.end > start
    ]


def test_a_week_of_two_devices_counts_no_moment_twice(
    visit: Visit, year: LiveServer, reckoned: Reckoner
) -> None:
    period = reckoned.period(*WEEK)
    both = seconds_of(reckoned.active(period))
    one_by_one = {host: seconds_of(reckoned.active(period, [host])) for host in reckoned.hosts}
    assert max(one_by_one.values()) < both < sum(one_by_one.values())
    page = visit(year, f"/activity/all/week/{WEEK[0]}")
    shows_active(page, both)
    page.get_by_role("button", name="Devices: All devices").click()
    page.get_by_role("menuitemcheckbox", name="laptop").click()
    page.keyboard.press("Escape")
    shows_active(page, one_by_one["laptop"])
    go_to(page, f"/activity/desktop/week/{WEEK[0]}")
    shows_active(page, one_by_one["desktop"])


def test_a_year_is_what_the_canonical_query_and_the_raw_events_add_up_to(
    visit: Visit, year: LiveServer, reckoned: Reckoner
) -> None:
    first, last = date(YESTERDAY.year, 1, 1), date(YESTERDAY.year, 12, 31)
    lately = max(first, TODAY - timedelta(days=LATELY + 1))
    seconds = seconds_of(reckoned.active(reckoned.period(lately, last)))
    if first < lately:
        # In these days there is one computer alone and nothing was entered by hand.
        seconds += canonical_seconds(year, reckoned.period(first, lately - timedelta(days=1)))
    page = visit(year, f"/activity/all/year/{YESTERDAY}")
    shows_active(page, seconds)
    assert len(bars(page)) == 12


def canonical_seconds(server: LiveServer, period: tuple[datetime, datetime]) -> float:
    """Active time of the laptop by the queries of the Python client."""
    params = DesktopQueryParams(
        bid_window="aw-watcher-window_laptop",
        bid_afk="aw-watcher-afk_laptop",
        bid_browsers=["aw-watcher-web-firefox_laptop"],
        classes=[(["Anything"], {"type": "regex", "regex": "."})],
    )
    query = f"{canonicalEvents(params)}\nRETURN = sum_durations(without_overlaps(events));"
    timeperiod = "/".join(moment.isoformat() for moment in period)
    status, answer = server.request("POST", "/api/0/query/", {"query": [query], "timeperiods": [timeperiod]})
    assert status == 200, answer
    return float(answer[0])


def test_what_is_behind_a_number_adds_up_to_it(visit: Visit, year: LiveServer, reckoned: Reckoner) -> None:
    events = [one for one in reckoned.active(reckoned.period(YESTERDAY)) if app(one) == "Slack"]
    page = visit(year, f"/activity/all/day/{YESTERDAY}")
    page.get_by_role("region", name="Top applications").get_by_role("button", name="Slack").click()
    behind = page.get_by_role("dialog")
    expect(behind).to_contain_text("Slack")
    expect(behind).to_contain_text(exact_text(seconds_of(events)))


def test_the_period_steps_by_buttons_and_keys_and_stands_in_the_address(
    visit: Visit, year: LiveServer
) -> None:
    page = visit(year, f"/activity/all/day/{YESTERDAY}")
    page.get_by_role("button", name="Previous").click()
    expect(page).to_have_url(address_ending(f"day/{YESTERDAY - timedelta(days=1)}"))
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(address_ending(f"day/{YESTERDAY}"))
    page.get_by_role("combobox", name="Length").select_option("Month")
    expect(page).to_have_url(address_ending(f"month/{YESTERDAY}"))
    page.go_back()
    expect(page).to_have_url(address_ending(f"day/{YESTERDAY}"))


def address_ending(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text) + "$")


def test_a_category_in_the_address_leaves_out_all_others(
    visit: Visit, year: LiveServer, reckoned: Reckoner
) -> None:
    events = reckoned.active(reckoned.period(YESTERDAY))
    work = seconds_of(one for one in events if top_category(one) == "Work")
    page = visit(year, f"/activity/all/day/{YESTERDAY}?category=Work")
    shows_active(page, work)
    expect(page.get_by_role("main")).to_contain_text(
        f"{duration_text(seconds_of(events) - work)} in other categories"
    )


def test_time_away_counts_when_the_filter_is_off(visit: Visit, year: LiveServer, reckoned: Reckoner) -> None:
    page = visit(year, f"/activity/laptop/day/{YESTERDAY}")
    shows_active(page, seconds_of(reckoned.active(reckoned.period(YESTERDAY), ["laptop"])))
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("menuitemcheckbox", name="Leave out time away").click()
    shows_active(page, seconds_of(reckoned.active(reckoned.period(YESTERDAY), ["laptop"], away=True)))


def test_what_an_address_names_and_nobody_knows_is_told(visit: Visit, week: LiveServer) -> None:
    page = visit(week, f"/activity/laptop,nope/day/{YESTERDAY}?category=Gone")
    expect(page.get_by_text("Of a device named nope no activity is known here.")).to_be_visible()
    expect(page.get_by_text("There is no category Gone.")).to_be_visible()
    go_to(page, f"/activity/laptop/day/{YESTERDAY}?category=Work")
    expect(page.get_by_role("heading", level=1)).to_contain_text("active")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_stopwatches_alone_have_titles_and_categories(visit: Visit, empty: LiveServer) -> None:
    import_buckets(empty, stopwatches([YESTERDAY]))
    page = visit(empty, f"/activity/all/day/{YESTERDAY}")
    shows_active(page, 1800)
    assert ranked(page.get_by_role("region", name="Top window titles")) == {
        "Meeting with Ann": duration_text(1800)
    }
    expect(page.get_by_role("region", name="Top categories")).to_contain_text("Uncategorized")


def test_a_view_is_put_together_kept_and_taken_away_again(visit: Visit, week: LiveServer) -> None:
    page = visit(week, f"/activity/all/day/{YESTERDAY}")
    page.get_by_role("button", name="View", exact=True).click()
    page.get_by_role("dialog").get_by_role("textbox").fill("Mine")
    with answered(page, "POST", VIEWS):
        page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Mine")).to_have_attribute("aria-selected", "true")
    for part in ("Top applications", "Category rings"):
        page.get_by_role("button", name="Add a visualisation").click()
        with answered(page, "POST", VIEWS):
            page.get_by_role("menuitem", name=part).click()
        expect(page.get_by_role("region", name=part)).to_be_visible()
    with answered(page, "POST", VIEWS):
        page.get_by_role("button", name="Move Category rings forward").click()
    expect(cards(page).first).to_have_text("Category rings")
    page.reload()
    page.get_by_role("tab", name="Mine").click()
    expect(cards(page)).to_have_text(["Category rings", "Top applications"])
    page.get_by_role("button", name="Edit view").click()
    page.get_by_role("button", name="Remove view").click()
    expect(page.get_by_role("tab", name="Mine")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("tab", name="Mine")).to_be_visible()


def cards(page: Page) -> Locator:
    return page.get_by_role("tabpanel").get_by_role("heading", level=2)
