"""Lengths of time as people say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aw_manager.spans import age, span


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "0 s"),
        (0.9, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (7200, "2 h"),
        (86400 * 9, "9 d"),
    ],
)
def test_length_is_said_in_its_largest_unit(seconds: float, said: str) -> None:
    assert span(timedelta(seconds=seconds)) == said


def test_age_is_the_length_until_now() -> None:
    assert age(datetime.now(UTC) - timedelta(hours=3, minutes=5)) == "3 h"
