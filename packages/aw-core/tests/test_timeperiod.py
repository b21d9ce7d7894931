from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core import Event
from aw_core.timeperiod import TimePeriod

MORNING = datetime(2024, 5, 1, 9, tzinfo=UTC)


def period(start: int, end: int) -> TimePeriod:
    return TimePeriod(MORNING + timedelta(seconds=start), MORNING + timedelta(seconds=end))


periods = st.tuples(st.integers(0, 9), st.integers(0, 5)).map(lambda span: period(span[0], sum(span)))


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        (period(0, 10), period(5, 15), period(5, 10)),
        (period(0, 10), period(2, 4), period(2, 4)),
        (period(0, 10), period(0, 10), period(0, 10)),
        (period(0, 5), period(5, 10), None),
        (period(0, 5), period(6, 10), None),
        (period(0, 5), period(3, 3), period(3, 3)),
        (period(0, 5), period(5, 5), period(5, 5)),
        (period(5, 5), period(5, 5), period(5, 5)),
        (period(4, 4), period(5, 5), None),
    ],
)
def test_intersection(one: TimePeriod, other: TimePeriod, common: TimePeriod | None) -> None:
    assert one.intersection(other) == common
    assert other.intersection(one) == common


@given(periods, periods)
def test_an_intersection_lies_within_both(one: TimePeriod, other: TimePeriod) -> None:
    common = one.intersection(other)
    if common is None:
        assert min(one.end, other.end) <= max(one.start, other.start)
    else:
        assert one.contains(common)
        assert other.contains(common)


def test_an_event_takes_a_period() -> None:
    taken = TimePeriod.of(Event(timestamp=MORNING, duration=5))
    assert taken == period(0, 5)
    assert taken.duration == timedelta(seconds=5)
