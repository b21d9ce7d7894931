from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aw_core import Event
from aw_core.errors import InvalidDataError
from aw_datastore import Bucket, Datastore
from aw_datastore.errors import InvalidPulsetimeError, NoSuchBucketError

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


def event(start: float, duration: float = 0, **data: object) -> Event:
    return Event(None, NOON + timedelta(seconds=start), duration, data)


@pytest.fixture
def bucket(datastore: Datastore) -> Bucket:
    return datastore.create_bucket("b", "t", "c", "h")


def test_first_heartbeat_is_an_event(bucket: Bucket) -> None:
    stored = bucket.heartbeat(event(0, app="x"), 5)
    assert stored == event(0, app="x")
    assert isinstance(stored.id, int)
    assert bucket.get_by_id(stored.id) == stored


@pytest.mark.parametrize(
    ("start", "length", "pulsetime", "merged"),
    [
        (3, 0, 5, 10),  # inside
        (10, 0, 0, 10),  # touches
        (15, 0, 5, 15),  # on the last moment that counts
        (12, 10, 5, 22),  # its own length is honoured
        (0, 0, 5, 10),  # at the start
        (9, 0, -1, 10),  # a negative pulsetime shrinks the window
        (10.5, 0, 0.5, 10.5),  # a fraction counts
    ],
)
def test_heartbeat_within_pulsetime_stretches_the_event(
    bucket: Bucket, start: float, length: float, pulsetime: float, merged: float
) -> None:
    first = bucket.heartbeat(event(0, 10, app="x"), 5)
    answer = bucket.heartbeat(event(start, length, app="x"), pulsetime)
    assert (answer, answer.id) == (event(0, merged, app="x"), first.id)
    assert bucket.get() == [answer]


@pytest.mark.parametrize(("start", "pulsetime"), [(15.001, 5), (10.001, 0), (9.001, -1), (-0.001, 5)])
def test_heartbeat_outside_pulsetime_starts_a_new_event(
    bucket: Bucket, start: float, pulsetime: float
) -> None:
    bucket.heartbeat(event(0, 10, app="x"), 5)
    bucket.heartbeat(event(start, app="x"), pulsetime)
    assert sorted(bucket.get()) == sorted([event(0, 10, app="x"), event(start, app="x")])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"x": 1}, {"x": 2}),
        ({"x": 1}, {"x": True}),
        ({"x": 1}, {"x": "1"}),
        ({"x": None}, {}),
        ({}, {"x": []}),
    ],
)
def test_heartbeat_of_other_data_starts_a_new_event(
    bucket: Bucket, first: dict[str, Any], second: dict[str, Any]
) -> None:
    bucket.heartbeat(event(0, **first), 5)
    bucket.heartbeat(event(1, **second), 5)
    assert bucket.get() == [event(1, **second), event(0, **first)]


@pytest.mark.parametrize(
    ("first", "second"),
    [({"x": 1}, {"x": 1.0}), ({"x": 1, "y": 2}, {"y": 2, "x": 1}), ({"x": [{"y": 1}]}, {"x": [{"y": 1.0}]})],
)
def test_heartbeat_of_equal_values_stretches_the_event_whose_data_stays(
    bucket: Bucket, first: dict[str, Any], second: dict[str, Any]
) -> None:
    bucket.heartbeat(event(0, **first), 5)
    answer = bucket.heartbeat(event(1, **second), 5)
    assert repr(answer.data) == repr(bucket.get()[0].data) == repr(first)
    assert len(bucket.get()) == 1


def test_heartbeat_continues_what_was_inserted(bucket: Bucket) -> None:
    stored = bucket.insert(event(0, 10, app="x"))
    assert bucket.heartbeat(event(12, app="x"), 5).id == stored.id


def test_heartbeat_after_a_newer_event_was_inserted_leaves_that_event_alone(bucket: Bucket) -> None:
    bucket.heartbeat(event(0, app="x"), 5)
    bucket.insert(event(2, 1, app="other"))
    bucket.heartbeat(event(3, app="x"), 5)
    assert bucket.get() == [event(3, app="x"), event(2, 1, app="other"), event(0, app="x")]


def test_heartbeat_after_its_event_was_deleted_starts_a_new_one(bucket: Bucket) -> None:
    stored = bucket.heartbeat(event(0, app="x"), 5)
    assert isinstance(stored.id, int)
    bucket.delete(stored.id)
    assert bucket.heartbeat(event(1, app="x"), 5).id != stored.id
    assert bucket.get() == [event(1, app="x")]


def test_heartbeat_after_its_event_was_replaced_goes_by_what_is_stored(bucket: Bucket) -> None:
    stored = bucket.heartbeat(event(0, app="x"), 5)
    assert isinstance(stored.id, int)
    bucket.replace(stored.id, event(0, app="y"))
    bucket.heartbeat(event(1, app="x"), 5)
    assert bucket.get() == [event(1, app="x"), event(0, app="y")]


def test_heartbeat_into_a_bucket_made_anew_does_not_remember_the_old_one(datastore: Datastore) -> None:
    datastore.create_bucket("b", "t", "c", "h").heartbeat(event(0, app="x"), 5)
    datastore.delete_bucket("b")
    bucket = datastore.create_bucket("b", "t", "c", "h")
    bucket.heartbeat(event(1, app="x"), 5)
    assert bucket.get() == [event(1, app="x")]


def test_late_heartbeat_is_stored_at_its_own_time_and_changes_no_later_event(bucket: Bucket) -> None:
    bucket.heartbeat(event(100, app="x"), 5)
    bucket.heartbeat(event(0, app="x"), 5)
    bucket.heartbeat(event(102, app="x"), 5)
    assert bucket.get() == [event(100, 2, app="x"), event(0, app="x")]


def test_late_heartbeat_continues_the_event_before_it(bucket: Bucket) -> None:
    bucket.heartbeat(event(0, app="x"), 5)
    bucket.heartbeat(event(100, app="y"), 5)
    bucket.heartbeat(event(4, app="x"), 5)
    assert bucket.get() == [event(100, app="y"), event(0, 4, app="x")]


def test_clock_set_back_loses_no_time(bucket: Bucket) -> None:
    """With the newest event as the only one to continue, ten minutes would be 120 events without length."""
    bucket.heartbeat(event(3600, 60, app="x"), 10)
    for second in range(0, 600, 5):
        bucket.heartbeat(event(second, app="x"), 10)
    assert bucket.get() == [event(3600, 60, app="x"), event(0, 595, app="x")]


def test_of_equal_starts_the_event_stored_last_is_continued(bucket: Bucket) -> None:
    bucket.insert([event(0, app="x"), event(0, app="y")])
    bucket.heartbeat(event(1, app="y"), 5)
    bucket.heartbeat(event(2, app="x"), 5)
    assert bucket.get() == [event(2, app="x"), event(0, app="x"), event(0, 1, app="y")]


def test_heartbeat_never_shortens(bucket: Bucket) -> None:
    bucket.heartbeat(event(0, 100, app="x"), 5)
    assert bucket.heartbeat(event(1, 2, app="x"), 5) == event(0, 100, app="x")


def test_buckets_do_not_share_heartbeats(datastore: Datastore) -> None:
    one = datastore.create_bucket("one", "t", "c", "h")
    two = datastore.create_bucket("two", "t", "c", "h")
    one.heartbeat(event(0, app="x"), 5)
    two.heartbeat(event(1, app="x"), 5)
    assert (one.get(), two.get()) == ([event(0, app="x")], [event(1, app="x")])


@pytest.mark.parametrize("pulsetime", [float("nan"), float("inf"), -float("inf"), "5", None, True])
def test_pulsetime_that_is_no_finite_number_is_refused(bucket: Bucket, pulsetime: Any) -> None:
    with pytest.raises(InvalidPulsetimeError, match=r"^pulsetime: expected"):
        bucket.heartbeat(event(0), pulsetime)
    assert bucket.get() == []


@pytest.mark.parametrize("pulsetime", [1e308, 10**400])
def test_huge_pulsetime_reaches_everything_later(bucket: Bucket, pulsetime: float) -> None:
    bucket.insert(Event(None, datetime(1, 1, 1, tzinfo=UTC)))
    late = Event(None, datetime(9999, 12, 31, tzinfo=UTC))
    assert bucket.heartbeat(late, pulsetime).end == late.end
    assert len(bucket.get()) == 1
    bucket.heartbeat(late, -pulsetime)
    assert len(bucket.get()) == 2


def test_heartbeat_with_data_that_is_no_json_is_refused(bucket: Bucket) -> None:
    with pytest.raises(InvalidDataError, match=r"^data: "):
        bucket.heartbeat(event(0, bad=float("nan")), 5)
    assert bucket.get() == []


def test_a_heartbeat_given_to_the_datastore_is_one_of_that_bucket(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", "t", "c", "h")
    first = datastore.heartbeat("b", event(0, app="x"), 5)
    assert datastore.heartbeat("b", event(3, app="x"), 5).id == first.id
    assert bucket.get() == [event(0, 3, app="x")]
    with pytest.raises(NoSuchBucketError):
        datastore.heartbeat("missing", event(0), 5)
