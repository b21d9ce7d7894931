from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core import Event
from aw_datastore import Bucket, Datastore
from aw_datastore.storages import MemoryStorage, SqliteStorage

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)
HOUR = 3600
DAY = 24 * HOUR


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def event(start: float, duration: float = 0, **data: object) -> Event:
    return Event(None, at(start), duration, data)


@pytest.fixture
def bucket(datastore: Datastore) -> Bucket:
    return datastore.create_bucket("b", "t", "c", "h")


def found(bucket: Bucket, start: float | None, end: float | None, limit: int = -1) -> list[Event]:
    """The events of a range, which must be the same as a table of it, and as many as the count says."""
    borders = [None if border is None else at(border) for border in (start, end)]
    events = bucket.get(limit, *borders)
    if limit < 0:
        assert bucket.table(*borders).to_events() == events
        assert bucket.get_eventcount(*borders) == len(events)
    return events


def test_newest_start_comes_first(bucket: Bucket) -> None:
    bucket.insert([event(2), event(3), event(1)])
    assert found(bucket, None, None) == [event(3), event(2), event(1)]


def test_equal_starts_keep_the_order_they_were_stored_in(bucket: Bucket) -> None:
    bucket.insert([event(0, n=1), event(5), event(0, n=2), event(0, n=3)])
    assert [one.data.get("n") for one in found(bucket, None, None)] == [None, 1, 2, 3]
    assert [one.data.get("n") for one in found(bucket, None, None, limit=3)] == [None, 1, 2]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, [event(10, 10)]),
        (12, 15, [event(12, 3)]),
        (5, 15, [event(10, 5)]),
        (15, 25, [event(15, 5)]),
        (10, 20, [event(10, 10)]),
        (20, 30, [event(20, 0)]),
        (0, 10, [event(10, 0)]),
        (None, 15, [event(10, 5)]),
        (15, None, [event(15, 5)]),
        (20.001, 30, []),
        (0, 9.999, []),
        (15, 15, [event(15, 0)]),
    ],
)
def test_range_finds_what_reaches_into_it_and_cuts_it(
    bucket: Bucket, start: float | None, end: float | None, expected: list[Event]
) -> None:
    bucket.insert(event(10, 10))
    assert found(bucket, start, end) == expected


def test_event_without_length_on_a_border_counts(bucket: Bucket) -> None:
    bucket.insert([event(0), event(10)])
    assert found(bucket, 0, 10) == [event(10), event(0)]


def test_range_that_ends_before_it_starts_is_empty(bucket: Bucket) -> None:
    bucket.insert([event(0, 100), event(0, 10 * HOUR)])
    assert found(bucket, 60, 30) == []


@pytest.mark.parametrize("length", [HOUR - 1, HOUR, HOUR + 1, DAY, 400 * DAY])
def test_event_of_any_length_that_reaches_into_the_range_is_found(bucket: Bucket, length: int) -> None:
    bucket.insert([event(0, length), event(1)])
    assert found(bucket, length, length + 1) == [event(length, 0)]
    assert found(bucket, length - 0.5, None) == [event(length - 0.5, 0.5)]
    assert found(bucket, length + 0.001, None) == []


def test_long_and_short_events_are_in_one_order(bucket: Bucket) -> None:
    bucket.insert(
        [event(0, DAY, n="long"), event(30), event(-DAY, 2 * DAY, n="longer"), event(10, n="short")]
    )
    assert [one.data.get("n") for one in found(bucket, 5, 100)] == [None, "short", "long", "longer"]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
def test_limit_keeps_the_newest(bucket: Bucket, limit: int) -> None:
    bucket.insert([event(0, DAY), event(30), event(-DAY, 2 * DAY), event(10)])
    assert found(bucket, 5, 100, limit) == found(bucket, 5, 100)[:limit]


def test_limit_of_zero_is_no_event_and_negative_or_none_is_all(bucket: Bucket) -> None:
    bucket.insert([event(0), event(1)])
    assert bucket.get(0) == []
    assert bucket.get(-1) == bucket.get(-7) == bucket.get(None) == [event(1), event(0)]


def test_naive_borders_are_utc(bucket: Bucket) -> None:
    bucket.insert([event(0), event(10)])
    assert bucket.get(-1, at(5).replace(tzinfo=None)) == [event(10)]


def test_cut_event_keeps_its_id_and_data(bucket: Bucket) -> None:
    stored = bucket.insert(event(0, 10, app="x"))
    cut = bucket.get(-1, at(2), at(3))[0]
    assert (cut.id, cut.data) == (stored.id, {"app": "x"})


def test_table_of_nothing_is_empty(bucket: Bucket) -> None:
    assert len(bucket.table()) == 0
    assert bucket.table().payloads == []


def test_table_holds_equal_data_once(bucket: Bucket) -> None:
    bucket.insert([event(n, app="x" if n % 2 else "y") for n in range(6)])
    assert sorted(payload["app"] for payload in bucket.table().payloads) == ["x", "y"]


def test_datastore_answers_ranges_like_its_bucket(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", "t", "c", "h")
    bucket.insert([event(0, 10), event(20)])
    assert datastore.table("b", at(5), at(20)).to_events() == bucket.get(-1, at(5), at(20))
    assert datastore.eventcount("b", at(11)) == 1


@pytest.fixture(scope="module")
def sqlite_bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    """One bucket on disk for all examples: to open a file for each would take most of the time."""
    path = tmp_path_factory.mktemp("ranges") / "events.db"
    with Datastore(SqliteStorage, filepath=path) as datastore:
        yield datastore.create_bucket("b", "t", "c", "h")


SECONDS = st.integers(-3 * DAY, 3 * DAY)
EVENTS = st.lists(
    st.builds(event, SECONDS, st.sampled_from([0, 1, 59, HOUR, HOUR + 1, DAY]), n=st.integers(0, 3)),
    max_size=12,
)
BORDER = st.none() | SECONDS


@given(EVENTS, BORDER, BORDER, st.none() | st.integers(0, 5))
def test_sqlite_and_memory_find_the_same(
    sqlite_bucket: Bucket, events: list[Event], start: int | None, end: int | None, limit: int | None
) -> None:
    with Datastore(MemoryStorage) as memory:
        expected = memory.create_bucket("b", "t", "c", "h")
        expected.insert(events)
        for one in sqlite_bucket.get():
            assert isinstance(one.id, int)
            sqlite_bucket.delete(one.id)
        sqlite_bucket.insert(events)
        borders = [None if border is None else at(border) for border in (start, end)]
        assert sqlite_bucket.get(limit, *borders) == expected.get(limit, *borders)
        assert sqlite_bucket.get_eventcount(*borders) == expected.get_eventcount(*borders)
