"""What a person types after `aw-manager pause`."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aw_manager.errors import UnclearPauseError
from aw_manager.pausing.words import how_long

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 10, 15, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("", None),
        ("30m", timedelta(minutes=30)),
        ("30min", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        ("1h 30m", timedelta(minutes=90)),
        ("1d2h3m4s", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("2 hours", timedelta(hours=2)),
        ("1 hour 30 minutes", timedelta(minutes=90)),
        ("90 minutes", timedelta(minutes=90)),
        ("1.5h", timedelta(minutes=90)),
        ("1,5 h", timedelta(minutes=90)),
        ("until 2pm", "2026-11-24T14:00"),
        ("until 2:30 PM", "2026-11-24T14:30"),
        ("until 12pm", "2026-11-24T12:00"),
        ("until tomorrow 8am", "2026-11-25T08:00"),
        ("until Tomorrow 12 am", "2026-11-25T00:00"),
        ("until 14.00", "2026-11-24T14:00"),
        ("until 14:00", "2026-11-24T14:00"),
        ("UNTIL 10:16", "2026-11-24T10:16"),
        ("until tomorrow 8:00", "2026-11-25T08:00"),
        ("until tomorrow", "2026-11-25T00:00"),
        ("until 2026-12-24", "2026-12-24T00:00"),
        ("until 2026-12-24 18:30", "2026-12-24T18:30"),
        ("until 2026-12-24T18:30", "2026-12-24T18:30"),
    ],
)
def test_a_time_is_understood(words: str, meant: timedelta | str | None) -> None:
    expected = datetime.fromisoformat(meant).replace(tzinfo=BERLIN) if isinstance(meant, str) else meant
    assert how_long(words.split(), NOW, BERLIN) == expected


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("until 09:00", "`until 09:00` has passed already; for tomorrow say `until tomorrow 09:00`"),
        ("until 10:15", "has passed already"),
        ("until 2026-11-24", "`until 2026-11-24` has passed already"),
        ("until", "expected how long to pause"),
        ("until tea", "expected until when to pause"),
        ("until 25:00", "expected until when to pause"),
        ("until 14:00 15:00", "expected until when to pause"),
        ("until tomorrow morning", "expected until when to pause"),
        ("until 2026-13-01", "expected until when to pause"),
        ("until 13pm", "expected until when to pause"),
        ("until 0am", "expected until when to pause"),
        ("until 14", "expected until when to pause"),
        ("half an hour", "expected how long to pause.*; got `half an hour`"),
        ("2 moons", "got `2 moons`"),
        ("30", "expected how long to pause"),
        ("0m", "expected how long to pause"),
        ("-5m", "expected how long to pause"),
        ("m", "expected how long to pause"),
        ("400d", "more than 366 days"),
        ("99999999999d", "more than 366 days"),
        ("until 2030-01-01", "more than 366 days"),
    ],
)
def test_what_says_no_time_to_come_is_refused(words: str, why: str) -> None:
    with pytest.raises(UnclearPauseError, match=why):
        how_long(words.split(), NOW, BERLIN)


def test_a_time_that_clocks_show_twice_is_the_second() -> None:
    night = datetime(2026, 10, 25, 1, tzinfo=BERLIN)
    moment = how_long(["until", "2:30"], night, BERLIN)
    assert isinstance(moment, datetime)
    assert moment - night == timedelta(hours=2.5)
