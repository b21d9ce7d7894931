from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aw_core import Event
from aw_core.errors import InvalidDataError
from aw_datastore import Bucket, Datastore, check_event
from aw_datastore.errors import (
    EventOutOfRangeError,
    ForeignEventError,
    InvalidEventIdError,
    NoSuchEventError,
)

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


def event(start: float, duration: float = 0, event_id: int | str | None = None, **data: object) -> Event:
    return Event(event_id, NOON + timedelta(seconds=start), duration, data)


def id_of(stored: Event) -> int:
    assert isinstance(stored.id, int)
    return stored.id


@pytest.fixture
def bucket(datastore: Datastore) -> Bucket:
    return datastore.create_bucket("b", "t", "c", "h")


@pytest.fixture
def other(datastore: Datastore) -> Bucket:
    return datastore.create_bucket("other", "t", "c", "h")


def test_event_comes_back_as_it_was_stored(bucket: Bucket) -> None:
    given = Event(
        None, NOON, timedelta(microseconds=1_234_567), {"title": "half \ud83d", "n": [1, 2.5, None]}
    )
    stored = bucket.insert(given)
    assert stored == given
    assert bucket.get_by_id(id_of(stored)) == given
    assert [(found, found.id) for found in bucket.get()] == [(given, stored.id)]


def test_event_given_to_insert_is_not_changed(bucket: Bucket) -> None:
    given = event(0)
    assert bucket.insert(given).id is not None
    assert given.id is None


def test_list_is_stored_and_answers_none(bucket: Bucket) -> None:
    assert bucket.insert([event(0), event(1)]) is None
    assert bucket.get() == [event(1), event(0)]


def test_insert_many_answers_the_events_with_their_ids_in_order(bucket: Bucket) -> None:
    stored = bucket.insert_many([event(n, n=n) for n in (3, 1, 2)])
    assert stored == [event(n, n=n) for n in (3, 1, 2)]
    assert [bucket.get_by_id(id_of(one)) for one in stored] == stored


def test_insert_takes_an_event_or_a_list_and_nothing_else(bucket: Bucket) -> None:
    wrong: Any
    for wrong in ({"timestamp": NOON}, (event(0),), None, "x", [event(0), {"timestamp": NOON}]):
        with pytest.raises(TypeError, match="expected an Event"):
            bucket.insert(wrong)
    assert bucket.get() == []


def test_same_event_twice_is_two_events(bucket: Bucket) -> None:
    bucket.insert([event(0, app="x"), event(0, app="x")])
    assert bucket.get() == [event(0, app="x"), event(0, app="x")]


def test_event_with_an_id_replaces_that_event(bucket: Bucket) -> None:
    kept, changed = bucket.insert_many([event(0, app="kept"), event(1, app="old")])
    stored = bucket.insert(event(5, 7, changed.id, app="new"))
    assert stored.id == changed.id
    assert [(one, one.id) for one in bucket.get()] == [(event(5, 7, app="new"), changed.id), (kept, kept.id)]


def test_event_with_an_unknown_id_is_stored_as_new(bucket: Bucket) -> None:
    stored = bucket.insert(event(0, event_id=12345))
    assert bucket.get() == [event(0)]
    assert bucket.get_by_id(id_of(stored)) == event(0)


@pytest.mark.parametrize("event_id", [0, -1, 2**63, 2**80])
def test_id_no_event_can_have_is_unknown(bucket: Bucket, event_id: int) -> None:
    assert bucket.insert(event(0, event_id=event_id)).id != event_id
    assert bucket.get_by_id(event_id) is None
    assert bucket.delete(event_id) is False
    with pytest.raises(NoSuchEventError):
        bucket.replace(event_id, event(0))


def test_unknown_id_does_not_name_an_event_stored_by_the_same_call(bucket: Bucket) -> None:
    first = bucket.insert(event(0))
    bucket.insert([event(1), event(2, event_id=id_of(first) + 1)])
    assert bucket.get() == [event(2), event(1), event(0)]


def test_event_of_another_bucket_is_refused_and_nothing_of_the_list_is_stored(
    bucket: Bucket, other: Bucket
) -> None:
    foreign = other.insert(event(0, app="foreign"))
    with pytest.raises(ForeignEventError, match=f"^id: event {foreign.id} .*'b'"):
        bucket.insert([event(1), event(2, event_id=id_of(foreign))])
    assert bucket.get() == []
    assert other.get() == [event(0, app="foreign")]


@pytest.mark.parametrize("event_id", ["1", 1.0, True])
def test_id_that_is_no_integer_is_refused(bucket: Bucket, event_id: Any) -> None:
    with pytest.raises(InvalidEventIdError, match=r"^id: expected an integer"):
        bucket.insert(event(0, event_id=event_id))


def test_bad_event_of_a_list_leaves_nothing_stored(bucket: Bucket) -> None:
    with pytest.raises(InvalidDataError, match=r"^data: "):
        bucket.insert([event(0), event(1, bad=float("nan"))])
    assert bucket.get() == []


@pytest.mark.parametrize(
    "bad", [Event(None, NOON, -0.001), Event(None, datetime(9999, 12, 31, tzinfo=UTC), timedelta(days=2))]
)
def test_event_that_ends_before_it_starts_or_after_9999_is_refused(bucket: Bucket, bad: Event) -> None:
    stored = bucket.insert(event(0))
    calls: list[Callable[[], object]] = [
        lambda: bucket.insert(bad),
        lambda: bucket.heartbeat(bad, 5),
        lambda: bucket.replace(id_of(stored), bad),
        lambda: bucket.replace_last(bad),
    ]
    with pytest.raises(EventOutOfRangeError, match=r"^duration: expected"):
        check_event(bad)
    for call in calls:
        with pytest.raises(EventOutOfRangeError, match=r"^duration: expected"):
            call()
    assert bucket.get() == [event(0)]


def test_event_that_can_be_stored_passes_the_check() -> None:
    check_event(event(0, 10, title="half \ud83d"))


def test_extreme_times_are_stored_exactly(bucket: Bucket) -> None:
    first = Event(None, datetime(1, 1, 1, tzinfo=UTC), 1)
    last = Event(None, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), timedelta(microseconds=999_999))
    whole = Event(None, first.timestamp, last.end - first.timestamp)
    bucket.insert([first, last, whole])
    assert bucket.get() == [last, first, whole]
    assert bucket.get(-1, last.end, last.end)[-1].duration == timedelta(0)


def test_deleted_event_is_gone(bucket: Bucket) -> None:
    stored = bucket.insert(event(0))
    assert bucket.delete(id_of(stored)) is True
    assert bucket.delete(id_of(stored)) is False
    assert bucket.get_by_id(id_of(stored)) is None
    assert bucket.get() == []


def test_delete_leaves_events_of_other_buckets_alone(bucket: Bucket, other: Bucket) -> None:
    foreign = other.insert(event(0))
    assert bucket.delete(id_of(foreign)) is False
    assert bucket.get_by_id(id_of(foreign)) is None
    assert other.get() == [event(0)]


def test_id_of_a_deleted_event_never_names_another(bucket: Bucket) -> None:
    first = bucket.insert(event(0))
    bucket.delete(id_of(first))
    assert bucket.insert(event(1)).id != first.id


def test_replace_puts_another_event_under_the_id(bucket: Bucket) -> None:
    stored = bucket.insert(event(0, app="old"))
    answer = bucket.replace(id_of(stored), event(9, 1, 777, app="new"))
    assert (answer, answer.id) == (event(9, 1, app="new"), stored.id)
    assert bucket.get() == [event(9, 1, app="new")]


def test_replace_of_an_unknown_event_is_an_error(bucket: Bucket) -> None:
    with pytest.raises(NoSuchEventError, match=r"^id: bucket 'b' has no event 5$"):
        bucket.replace(5, event(0))


def test_replace_of_a_foreign_event_is_an_error(bucket: Bucket, other: Bucket) -> None:
    foreign = other.insert(event(0, app="x"))
    with pytest.raises(ForeignEventError):
        bucket.replace(id_of(foreign), event(1))
    assert other.get() == [event(0, app="x")]


def test_replace_last_replaces_the_event_that_starts_last(bucket: Bucket) -> None:
    newest, _ = bucket.insert_many([event(10, 1), event(0, 1000)])
    assert bucket.replace_last(event(11, 2)).id == newest.id
    assert bucket.get() == [event(11, 2), event(0, 1000)]


def test_replace_last_of_equal_starts_takes_the_one_stored_last(bucket: Bucket) -> None:
    bucket.insert([event(0, n=1), event(0, n=2)])
    bucket.replace_last(event(0, n=3))
    assert bucket.get() == [event(0, n=1), event(0, n=3)]


def test_replace_last_needs_an_event(bucket: Bucket) -> None:
    with pytest.raises(NoSuchEventError, match="'b'"):
        bucket.replace_last(event(0))


@pytest.mark.parametrize("batch", [1, 2, 3, 1000])
def test_iter_events_gives_all_oldest_first(bucket: Bucket, batch: int) -> None:
    bucket.insert([event(3), event(1, n=1), event(2, 10**6), event(1, n=2), event(-(10**6))])
    expected = [event(-(10**6)), event(1, n=1), event(1, n=2), event(2, 10**6), event(3)]
    found = list(bucket.iter_events(batch))
    assert found == expected
    assert all(one.id is not None for one in found)


def test_iter_events_refuses_an_empty_batch(bucket: Bucket) -> None:
    with pytest.raises(ValueError, match=r"^batch: expected one"):
        bucket.iter_events(0)


def test_keys_of_data_keep_the_order_they_were_first_seen_in(bucket: Bucket) -> None:
    bucket.insert(event(0, z=1, a=2))
    assert json.dumps(bucket.get()[0].data) == '{"z": 1, "a": 2}'
