from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from aw_client.cli.humanize import data_text, duration_text, printable
from aw_client.cli.moments import day_around


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.04, "0 s"),
        (2.5, "2.5 s"),
        (3, "3 s"),
        (59.4, "59 s"),
        (59.9, "1 min 0 s"),
        (200, "3 min 20 s"),
        (3600, "1 h 0 min"),
        (22345, "6 h 12 min"),
        (400 * 3600, "400 h 0 min"),
    ],
)
def test_a_duration_is_told_in_its_two_largest_units(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text
    assert duration_text(timedelta(seconds=seconds)) == text


def test_data_is_one_line_and_keeps_other_values_as_json() -> None:
    assert data_text({"app": "x", "n": 1, "tags": ["a"], "ok": True}) == 'app: x, n: 1, tags: ["a"], ok: true'


def test_what_could_steer_a_terminal_is_made_visible() -> None:
    assert printable("a\x1b[2Jb\r\n\u202ec ä 日本") == "a�[2Jb���c ä 日本"


def test_before_the_start_of_the_day_it_is_still_yesterday() -> None:
    night = datetime.fromisoformat("2026-11-22T03:59:00").astimezone()
    start, stop = day_around(night, time(4))
    assert start.isoformat()[:16] == "2026-11-21T04:00"
    assert stop.isoformat()[:16] == "2026-11-22T04:00"


@pytest.mark.parametrize("start_of_day", [time(), time(4)])
def test_an_instant_lies_in_its_day(start_of_day: time) -> None:
    for hour in range(0, 24 * 400, 7):
        moment = (datetime.fromisoformat("2026-01-01T00:00:00") + timedelta(hours=hour)).astimezone()
        start, stop = day_around(moment, start_of_day)
        assert start <= moment < stop
