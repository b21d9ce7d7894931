"""What deleting all that is older than some instant would delete, and reading such an instant from a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from aw_core.timestamps import as_utc, to_micros
from aw_datastore.care.reading import reading
from aw_datastore.errors import InvalidAgeError, NoSuchBucketError

__all__ = ["OldEvents", "old_events", "parse_age"]

_AGE = re.compile(r"(\d{1,5}) ?(d|days?|w|weeks?|m|months?|y|years?)")
_MONTHS_A_YEAR = 12
_FORMS = "an age such as 90d, 12w, 18months or 2y, or a day such as 2024-12-31"

_OLD = """
    SELECT b.id, count(*), sum(length_us), min(start_ms) * 1000, max(start_ms * 1000 + length_us)
    FROM event AS e JOIN bucket AS b ON b.key = e.bucket
    WHERE start_ms <= :until / 1000 AND start_ms * 1000 + length_us <= :until AND (:bucket IS NULL OR b.id = :bucket)
    GROUP BY b.key ORDER BY b.key
"""


@dataclass(frozen=True, kw_only=True)
class OldEvents:
    """The old events of one bucket.

    - `events`: how many;
    - `length`: how long they last together, microseconds;
    - `start`, `end`: what they span, microseconds since 1970-01-01 UTC.
    """

    bucket_id: str
    events: int
    length: int
    start: int
    end: int


def old_events(path: Path, end: datetime, bucket_id: str | None = None) -> list[OldEvents]:
    """The events that end at an instant or earlier, by bucket; of one bucket if it is named.

    Raises:
        NoSuchBucketError: there is no such bucket.
        DatabaseError: the file is not there, cannot be read, or an older version made it.
    """
    with reading(path) as connection:
        known = {name for (name,) in connection.execute("SELECT id FROM bucket")}
        if bucket_id is not None and bucket_id not in known:
            raise NoSuchBucketError(bucket_id)
        rows = connection.execute(_OLD, {"until": to_micros(as_utc(end)), "bucket": bucket_id}).fetchall()
    return [
        OldEvents(bucket_id=name, events=events, length=length, start=start, end=last)
        for name, events, length, start, last in rows
    ]


def parse_age(text: str, now: datetime) -> datetime:
    """The instant (UTC) that long before now, or the begin of that day where the text names one.

    Raises:
        InvalidAgeError: it is neither, or not in the past.
    """
    moment = _moment(text.strip().lower(), now)
    if moment is None:
        raise InvalidAgeError(f"expected {_FORMS}, got {text!r}")
    if moment >= now:
        raise InvalidAgeError(f"expected a time in the past, got {text!r}")
    return moment


def _moment(text: str, now: datetime) -> datetime | None:
    match = _AGE.fullmatch(text)
    try:
        if match is None:
            # The day as people count it: at midnight where they are.
            return datetime.combine(date.fromisoformat(text), time()).astimezone(UTC)
        return _before(now.astimezone(UTC), int(match[1]), match[2][0])
    except (ValueError, OverflowError):
        return None


def _before(now: datetime, count: int, unit: str) -> datetime | None:
    if count == 0:
        return None
    if unit in "dw":
        return now - timedelta(days=count if unit == "d" else 7 * count)
    months = now.year * _MONTHS_A_YEAR + now.month - 1 - count * (_MONTHS_A_YEAR if unit == "y" else 1)
    year, month = divmod(months, _MONTHS_A_YEAR)
    # The last day of a shorter month stands for those it lacks.
    for day in range(now.day, now.day - 4, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            if year < 1:
                raise
    return None
