"""Pages: all events of a bucket, newest first, whatever is written while they are read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core import Event
from aw_core.timestamps import from_micros
from aw_datastore import Bucket, Datastore
from aw_datastore.errors import NoSuchBucketError, NoSuchEventError
from aw_datastore.page import Page
from aw_datastore.storages import SqliteStorage

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


def event(start: float, duration: float = 0, **data: object) -> Event:
    return Event(None, NOON + timedelta(seconds=start), duration, data)


def events_of(page: Page) -> list[Event]:
    columns = zip(
        page.id.tolist(), page.start.tolist(), page.end.tolist(), page.payload.tolist(), strict=True
    )
    return [
        Event(
            event_id, from_micros(start), timedelta(microseconds=end - start), json.loads(page.texts[payload])
        )
        for event_id, start, end, payload in columns
    ]


def read(bucket: Bucket, size: int) -> list[Event]:
    return [one for page in bucket.pages(size) for one in events_of(page)]


def test_pages_hold_what_get_answers_in_its_order(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", "t", "c", "h")
    bucket.insert([event(second // 4, second % 3, n=second % 5, text="é\ud83d") for second in range(50)])
    for size in (1, 2, 3, 7, 50, 51):
        assert read(bucket, size) == bucket.get()
        assert [one.id for one in read(bucket, size)] == [one.id for one in bucket.get()]


def test_no_page_is_empty_and_none_is_longer_than_asked_for(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", "t", "c", "h")
    assert list(bucket.pages(2)) == []
    bucket.insert([event(second) for second in range(4)])
    assert [len(page.start) for page in bucket.pages(2)] == [2, 2]
    assert [len(page.start) for page in bucket.pages(3)] == [3, 1]


def test_events_from_the_first_to_the_last_year_are_read(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", "t", "c", "h")
    bucket.insert([Event(None, datetime(year, 1, 1, tzinfo=UTC)) for year in (1, 1969, 1970, 9999)])
    assert [one.timestamp.year for one in read(bucket, 1)] == [9999, 1970, 1969, 1]


def test_data_is_told_once_for_each_page(sqlite: Datastore) -> None:
    bucket = sqlite.create_bucket("b", "t", "c", "h")
    bucket.insert([event(second, n=second % 2) for second in range(20)])
    assert [len(page.texts) for page in bucket.pages(10)] == [2, 2]


def test_a_bucket_that_is_missing_has_no_pages(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", "t", "c", "h")
    datastore.delete_bucket("b")
    with pytest.raises(NoSuchBucketError):
        bucket.pages()


def test_a_page_is_of_one_event_or_more(datastore: Datastore) -> None:
    with pytest.raises(ValueError, match="size: expected one event or more"):
        datastore.create_bucket("b", "t", "c", "h").pages(0)


def test_a_bucket_deleted_and_made_again_ends_the_pages_of_the_first(sqlite: Datastore) -> None:
    bucket = sqlite.create_bucket("b", "t", "c", "h")
    bucket.insert([event(second) for second in range(4)])
    pages = bucket.pages(2)
    next(pages)
    sqlite.delete_bucket("b")
    sqlite.create_bucket("b", "t", "c", "h").insert([event(second) for second in range(4)])
    with pytest.raises(NoSuchBucketError):
        next(pages)


def stretch(bucket: Bucket, one: Event, event_id: int) -> None:
    with suppress(NoSuchEventError):
        bucket.replace(event_id, Event(None, one.timestamp, 99, one.data))


CHANGES: dict[str, Callable[[Bucket, Event, int], Any]] = {
    "insert": lambda bucket, one, _: bucket.insert(Event(None, one.timestamp, 0, {"n": -1})),
    "heartbeat": lambda bucket, one, _: bucket.heartbeat(Event(None, one.timestamp, 0, {"n": -1}), 5),
    "delete": lambda bucket, _, event_id: bucket.delete(event_id),
    "stretch": stretch,
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datastore]:
    """One file for all examples: to open one for each would take most of the time."""
    path = tmp_path_factory.mktemp("pages") / "events.db"
    with Datastore(SqliteStorage, filepath=path) as datastore:
        yield datastore


@given(
    size=st.integers(1, 4),
    changes=st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(0, 9)), max_size=8),
)
def test_what_is_there_throughout_comes_once_whatever_is_written_meanwhile(
    shared: Datastore, size: int, changes: list[tuple[str, int]]
) -> None:
    bucket = shared.create_bucket("b", "t", "c", "h")
    stored = bucket.insert_many([event(number // 2, n=number) for number in range(10)])
    pages, found = bucket.pages(size), list[Event]()
    for name, number in changes:
        found += [one for page in islice(pages, 1) for one in events_of(page)]
        CHANGES[name](bucket, stored[number], int(stored[number].id or 0))
    found += [one for page in pages for one in events_of(page)]
    numbers = Counter(one.data["n"] for one in found if one.data["n"] >= 0)
    deleted = {number for name, number in changes if name == "delete"}
    assert set(numbers.values()) <= {1}
    assert set(range(10)) - deleted <= set(numbers)
    starts = [one.timestamp for one in found]
    assert starts == sorted(starts, reverse=True)
    shared.delete_bucket("b")
