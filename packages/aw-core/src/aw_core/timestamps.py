"""Instants as text, as datetimes and as integer microseconds.

Everywhere inside the tracker an instant is an aware datetime in UTC or an integer count of microseconds
since 1970-01-01 UTC; text exists only at the edges.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from aw_core.errors import InvalidDurationError, InvalidTimestampError

__all__ = ["as_utc", "from_micros", "parse_timestamp", "seconds_to_micros", "to_micros", "truncate_to_millis"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MICROS = 1_000_000


def parse_timestamp(text: str) -> datetime:
    """An ISO 8601 text as an aware datetime in UTC; a text without an offset is taken as UTC.

    Accepts `Z` and offsets with or without colon, a space for the `T`, a date alone, a comma before the
    fraction; digits beyond the microsecond are dropped.

    Raises:
        InvalidTimestampError: the text names no instant between the years 1 and 9999.
    """
    try:
        return as_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError) as error:
        raise InvalidTimestampError(f"expected an ISO 8601 timestamp, got {text!r}") from error


def as_utc(moment: datetime) -> datetime:
    """The same instant in UTC; a naive datetime is taken as UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


def truncate_to_millis(moment: datetime) -> datetime:
    """The instant without what is finer than a millisecond."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def to_micros(moment: datetime) -> int:
    """Microseconds from 1970-01-01 UTC to an aware datetime; negative before."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware UTC datetime that many microseconds after 1970-01-01 UTC.

    Raises:
        OverflowError: the instant lies outside the years 1 to 9999.
    """
    return _EPOCH + timedelta(microseconds=micros)


def seconds_to_micros(seconds: float) -> int:
    """A number of seconds as whole microseconds, rounded as `timedelta` rounds it but of any size.

    Raises:
        InvalidDurationError: the number is infinite or not a number.
    """
    if isinstance(seconds, int):
        return seconds * _MICROS
    if not math.isfinite(seconds):
        raise InvalidDurationError(f"expected a finite number of seconds, got {seconds!r}")
    fraction, whole = math.modf(seconds)
    return int(whole) * _MICROS + round(fraction * _MICROS)
