from __future__ import annotations

import contextlib
import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.errors import InvalidDurationError, InvalidTimestampError
from aw_core.timestamps import (
    as_utc,
    from_micros,
    parse_timestamp,
    seconds_to_micros,
    to_micros,
    truncate_to_millis,
)

moments = st.datetimes(timezones=st.just(UTC))
offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.text() | st.text("0123456789-:T+Z ., W", min_size=8))
def test_any_text_is_an_instant_or_refused(text: str) -> None:
    with contextlib.suppress(InvalidTimestampError):
        assert parse_timestamp(text).tzinfo is UTC


@given(moments, offsets)
def test_iso_text_of_a_datetime_is_that_instant(utc: datetime, offset: timezone) -> None:
    try:
        moment = utc.astimezone(offset)
    except OverflowError:  # at either end of the calendar
        return
    assert parse_timestamp(moment.isoformat()) == moment
    assert parse_timestamp(moment.isoformat(" ")) == moment


@given(moments)
def test_microseconds_name_an_instant(moment: datetime) -> None:
    assert from_micros(to_micros(moment)) == moment


def test_microseconds_count_from_1970() -> None:
    assert to_micros(datetime(1970, 1, 1, 0, 0, 1, 5, UTC)) == 1_000_005
    assert to_micros(datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)) == -1_000_000


def test_microseconds_outside_of_the_calendar_overflow() -> None:
    with pytest.raises(OverflowError):
        from_micros(10**18)


@given(moments)
def test_truncating_cuts_less_than_a_millisecond(moment: datetime) -> None:
    truncated = truncate_to_millis(moment)
    assert timedelta() <= moment - truncated < timedelta(milliseconds=1)
    assert truncated.microsecond % 1000 == 0


def test_naive_datetime_is_taken_as_utc() -> None:
    assert as_utc(datetime(2024, 5, 1)) == datetime(2024, 5, 1, tzinfo=UTC)  # noqa: DTZ001 - naive on purpose


@given(st.floats(-1e9, 1e9) | st.integers(-(10**9), 10**9))
def test_seconds_are_rounded_as_a_duration_is(seconds: float) -> None:
    assert seconds_to_micros(seconds) == timedelta(seconds=seconds) // timedelta(microseconds=1)


def test_seconds_of_any_size_are_microseconds() -> None:
    assert seconds_to_micros(10**30) == 10**36
    assert seconds_to_micros(1e30) == int(1e30) * 10**6


@pytest.mark.parametrize("seconds", [math.inf, -math.inf, math.nan])
def test_seconds_without_a_number_are_refused(seconds: float) -> None:
    with pytest.raises(InvalidDurationError, match="finite"):
        seconds_to_micros(seconds)
