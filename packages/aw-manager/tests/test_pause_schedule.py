"""When a schedule pauses, by the clock on the wall, also in the nights in which that is set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.errors import ConfigError
from aw_manager.pausing.schedule import Schedule
from aw_manager.settings import load_manager_settings

BERLIN = ZoneInfo("Europe/Berlin")
ISSUE = ["Sat-Sun", "Mon-Fri 18:00-08:00", "daily 12:00-12:30"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def until(entries: list[str], now: str, resumed: str | None = None) -> str | None:
    """Until when it pauses, as the clock on the wall shows it."""
    end = Schedule(entries, BERLIN).until(at(now), None if resumed is None else at(resumed))
    return None if end is None else end.astimezone(BERLIN).strftime("%a %H:%M")


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-11-24T10:00", None),
        ("2026-11-24T12:00", "Tue 12:30"),
        ("2026-11-24T12:29:59", "Tue 12:30"),
        ("2026-11-24T12:30", None),
        ("2026-11-24T17:59:59", None),
        ("2026-11-24T18:00", "Wed 08:00"),
        ("2026-11-25T07:59", "Wed 08:00"),
        ("2026-11-23T03:00", None),  # the night to Monday is Sunday's, and that has none
        ("2026-11-27T20:00", "Mon 00:00"),  # Friday's night goes on in the weekend
        ("2026-11-28T12:10", "Mon 00:00"),
        ("2026-11-29T23:59", "Mon 00:00"),
    ],
)
def test_days_and_times_are_those_of_the_clock_on_the_wall(now: str, end: str | None) -> None:
    assert until(ISSUE, now) == end


def test_a_resume_by_hand_holds_until_the_next_period_begins() -> None:
    assert until(ISSUE, "2026-11-24T19:00", resumed="2026-11-24T18:30") is None
    assert until(ISSUE, "2026-11-25T07:00", resumed="2026-11-24T18:30") is None
    assert until(ISSUE, "2026-11-25T18:00", resumed="2026-11-24T18:30") == "Thu 08:00"
    assert until(ISSUE, "2026-11-28T00:00", resumed="2026-11-27T20:00") == "Mon 00:00"
    assert until(ISSUE, "2026-11-24T19:00", resumed="2026-11-24T17:59") == "Wed 08:00"
    # A clock that was wrong may have said so of a time to come.
    assert until(ISSUE, "2026-11-24T19:00", resumed="2026-11-24T20:00") == "Wed 08:00"


def test_days_may_go_over_the_end_of_the_week() -> None:
    assert until(["Fri-Mon"], "2026-11-27T00:00") == "Tue 00:00"
    assert until(["Sun"], "2026-11-29T12:00") == "Mon 00:00"
    assert until(["sat-mon 22:00-23:00"], "2026-11-30T22:30") == "Mon 23:00"


@pytest.mark.parametrize(
    ("entry", "now", "hours"),
    [
        ("daily 01:00-04:00", "2026-03-29T01:00", 2),  # clocks go from 02:00 to 03:00
        ("daily 01:00-04:00", "2026-10-25T01:00", 4),  # clocks go from 03:00 back to 02:00
        ("daily 22:00-02:30", "2026-10-24T22:00", 5.5),  # the second 02:30 counts
    ],
)
def test_a_night_in_which_clocks_are_set_is_as_long_as_it_is(entry: str, now: str, hours: float) -> None:
    now_ = at(now).astimezone(UTC)
    assert Schedule([entry], BERLIN).until(now_) == now_ + timedelta(hours=hours)


@given(
    st.sampled_from(
        ["daily 02:00-02:30", "daily 02:30-04:00", "Sun 01:00-03:00", "Sat-Sun", "Sat 23:00-02:15"]
    ),
    st.sampled_from(["2026-03-28T12:00", "2026-10-24T12:00", "2026-11-24T12:00"]),
    st.integers(0, 36 * 60),
)
def test_it_pauses_whenever_the_clock_on_the_wall_shows_such_a_time(
    entry: str, day: str, minutes: int
) -> None:
    now = at(day).astimezone(UTC) + timedelta(minutes=minutes)
    wall = now.astimezone(BERLIN)
    shows = {
        "daily 02:00-02:30": wall.hour == 2 and wall.minute < 30,
        "daily 02:30-04:00": "02:30" <= f"{wall:%H:%M}" < "04:00",
        "Sun 01:00-03:00": wall.weekday() == 6 and wall.hour in {1, 2},
        "Sat-Sun": wall.weekday() >= 5,
        "Sat 23:00-02:15": (wall.weekday() == 5 and wall.hour == 23)
        or (wall.weekday() == 6 and f"{wall:%H:%M}" < "02:15"),
    }[entry]
    end = Schedule([entry], BERLIN).until(now)
    if shows:
        assert end is not None
    if end is not None:
        assert end > now
        assert Schedule([entry], BERLIN).until(end) is None


def test_the_next_start_is_known() -> None:
    schedule = Schedule(ISSUE, BERLIN)
    assert schedule.next_start(at("2026-11-24T12:00")) == at("2026-11-24T18:00")
    assert Schedule([]).next_start(at("2026-11-24T12:00")) is None
    assert Schedule([]).until(at("2026-11-24T12:00")) is None


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("", "expected days such as"),
        ("Sat Sun", "expected days such as"),
        ("Caturday", "expected days such as"),
        ("Mon-Fri 18-8", "expected days such as"),
        ("daily 25:00-26:00", "expected days such as"),
        ("18:00-08:00", "expected days such as"),
        ("daily 12:00-12:00", "expected two different times"),
        ("daily", "expected times"),
        ("Mon-Sun", "expected times"),
    ],
)
def test_an_entry_that_says_no_time_is_named(entry: str, why: str) -> None:
    with pytest.raises(ConfigError, match=f"`pause_schedule`, '{entry}': {why}"):
        Schedule(["Sat-Sun", entry])


def test_the_config_file_has_the_schedule(home: Any) -> None:
    del home
    environ = {"AW_MANAGER_PAUSE_SCHEDULE": '["Sat-Sun", "someday"]'}
    with pytest.raises(ConfigError, match="'someday'"):
        load_manager_settings(environ, testing=True)
