from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from care_support import MONDAY, fill
from hypothesis import given
from hypothesis import strategies as st

from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.care import check, old_events, parse_age
from aw_datastore.errors import InvalidAgeError, NoSuchBucketError
from aw_datastore.storages import SqliteStorage

NOW = datetime(2025, 3, 31, 12, tzinfo=UTC)


def test_what_ended_before_is_deleted_and_nothing_else(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", "t", "c", "h")
    events = [
        Event(None, NOW + timedelta(hours=at), timedelta(minutes=59), {"n": at % 3}) for at in range(-30, 30)
    ]
    spanning = Event(None, NOW - timedelta(days=9), timedelta(days=30), {"long": True})
    bucket.insert([*events, spanning])
    told: list[int] = []
    assert datastore.delete_until("b", NOW, told.append) == 30
    assert told[-1] == 30
    assert sorted(event.timestamp for event in bucket.get()) == [
        spanning.timestamp,
        *(event.timestamp for event in events if event.end > NOW),
    ]
    with pytest.raises(NoSuchBucketError):
        datastore.delete_until("none", NOW)


def test_what_would_be_deleted_is_what_is_deleted(path: Path) -> None:
    fill(path)
    limit = MONDAY + timedelta(minutes=100)
    old = {bucket.bucket_id: bucket for bucket in old_events(path, limit)}
    assert set(old) == {"one", "two"}
    assert [bucket.bucket_id for bucket in old_events(path, limit, "two")] == ["two"]
    with Datastore(SqliteStorage, filepath=path) as datastore:
        for name, bucket in old.items():
            before = [event for event in datastore[name].get() if event.end <= limit]
            assert bucket.events == len(before)
            assert bucket.length == sum((event.duration for event in before), timedelta()) // timedelta(
                microseconds=1
            )
            assert datastore.delete_until(name, limit) == bucket.events
        datastore.give_space_back()
    assert old_events(path, limit) == []
    assert check(path).is_fine


def test_an_unknown_bucket_is_told_of(path: Path) -> None:
    fill(path, 5)
    with pytest.raises(NoSuchBucketError, match="none"):
        old_events(path, NOW, "none")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90d", NOW - timedelta(days=90)),
        ("1 day", NOW - timedelta(days=1)),
        ("2weeks", NOW - timedelta(weeks=2)),
        ("1m", datetime(2025, 2, 28, 12, tzinfo=UTC)),
        ("18months", datetime(2023, 9, 30, 12, tzinfo=UTC)),
        ("2Y", datetime(2023, 3, 31, 12, tzinfo=UTC)),
        ("1year", datetime(2024, 3, 31, 12, tzinfo=UTC)),
    ],
)
def test_an_age_is_counted_back_by_the_calendar(text: str, expected: datetime) -> None:
    assert parse_age(text, NOW) == expected


def test_a_day_begins_where_people_are() -> None:
    assert parse_age("2024-12-31", NOW) == datetime(2024, 12, 31).astimezone()


@pytest.mark.parametrize(
    "text", ["", "2", "y", "-2y", "2.5y", "0d", "2 parsecs", "2024-13-01", "99999y", "yesterday"]
)
def test_what_is_no_age_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(InvalidAgeError, match="expected an age such as 90d"):
        parse_age(text, NOW)


def test_an_instant_to_come_is_refused() -> None:
    with pytest.raises(InvalidAgeError, match="expected a time in the past, got '2025-04-02'"):
        parse_age("2025-04-02", NOW)


@given(st.integers(1, 99_999), st.sampled_from("dwmy"))
def test_an_age_is_in_the_past_or_refused(number: int, unit: str) -> None:
    try:
        assert parse_age(f"{number}{unit}", NOW) < NOW
    except InvalidAgeError:
        assert number > 1000
