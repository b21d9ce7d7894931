from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.errors import BucketExistsError, InvalidBucketError, NoSuchBucketError

CREATED = datetime(2025, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def event(start: float, duration: float = 0, **data: object) -> Event:
    return Event(None, CREATED + timedelta(seconds=start), duration, data)


def test_bucket_is_described_as_it_was_created(datastore: Datastore) -> None:
    bucket = datastore.create_bucket(
        "aw-test_höst",
        "test",
        "me",
        "höst",
        created=CREATED,
        name="Name",
        data={"device_id": "\ud83d", "n": 1},
    )
    expected = {
        "id": "aw-test_höst",
        "created": "2025-01-02T03:04:05.678901+00:00",
        "name": "Name",
        "type": "test",
        "client": "me",
        "hostname": "höst",
        "data": {"device_id": "\ud83d", "n": 1},
        "metadata": {"start": None, "end": None},
    }
    assert bucket.metadata() == expected
    assert datastore.buckets() == {"aw-test_höst": expected}


def test_created_is_now_where_none_is_given(datastore: Datastore) -> None:
    before = datetime.now(UTC)
    created = datastore.create_bucket("b", "t", "c", "h").metadata()["created"]
    assert before <= datetime.fromisoformat(created) <= datetime.now(UTC)


def test_created_is_kept_in_utc(datastore: Datastore) -> None:
    created = CREATED.astimezone(timezone(timedelta(hours=5)))
    bucket = datastore.create_bucket("b", "t", "c", "h", created=created)
    assert bucket.metadata()["created"] == CREATED.isoformat()


def test_buckets_are_listed_in_order_of_creation(datastore: Datastore) -> None:
    for bucket_id in ("z", "a", "m"):
        datastore.create_bucket(bucket_id, "t", "c", "h", created=CREATED)
    assert list(datastore.buckets()) == ["z", "a", "m"]


def test_bucket_is_found_by_id(datastore: Datastore) -> None:
    datastore.create_bucket("b", "t", "c", "h")
    assert "b" in datastore
    assert "c" not in datastore
    assert 1 not in datastore
    assert datastore["b"].bucket_id == "b"


def test_unknown_bucket_is_a_key_error_and_a_value_error(datastore: Datastore) -> None:
    for kind in (NoSuchBucketError, KeyError, ValueError):
        with pytest.raises(kind, match=r"^There's no bucket named nope$"):
            datastore["nope"]


def test_second_bucket_of_an_id_is_refused_and_the_first_stays(datastore: Datastore) -> None:
    first = datastore.create_bucket("b", "t", "c", "h")
    first.insert(event(0))
    before = datastore.buckets()
    with pytest.raises(BucketExistsError, match="'b'"):
        datastore.create_bucket("b", "other", "other", "other")
    assert datastore.buckets() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bucket_id", ""),
        ("bucket_id", 1),
        ("bucket_id", "half \ud83d"),
        ("type", None),
        ("client", 5),
        ("hostname", ["h"]),
        ("name", 1),
        ("data", [1]),
        ("data", {"x": float("nan")}),
        ("created", "2025-01-01"),
        ("created", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))),
    ],
)
def test_bad_field_of_a_bucket_is_refused_by_name(datastore: Datastore, field: str, value: Any) -> None:
    fields = {"bucket_id": "b", "type": "t", "client": "c", "hostname": "h", field: value}
    with pytest.raises(InvalidBucketError, match=f"^{field.removeprefix('bucket_')}: expected"):
        datastore.create_bucket(**fields)
    assert datastore.buckets() == {}


@pytest.mark.parametrize("longest", [30 * 60, 60 * 60, 60 * 60 + 1, 12 * 3600])
def test_metadata_spans_the_earliest_start_and_the_latest_end(datastore: Datastore, longest: int) -> None:
    bucket = datastore.create_bucket("b", "t", "c", "h")
    bucket.insert([event(10, 5), event(-100, 50), event(0, longest), event(20)])
    described = datastore.buckets()["b"]
    assert described["metadata"] == {
        "start": event(-100).timestamp.isoformat(),
        "end": event(0, longest).end.isoformat(),
    }
    assert described["last_updated"] == event(20).end.isoformat()
    assert "last_updated" not in bucket.metadata()


def test_update_changes_only_what_is_named(datastore: Datastore) -> None:
    datastore.create_bucket("b", "t", "c", "h", created=CREATED, data={"old": 1})
    datastore.update_bucket("b", type="new", hostname=None)
    datastore.update_bucket("b", data={"new": 2}, name="N")
    described = datastore["b"].metadata()
    assert (described["type"], described["client"], described["hostname"]) == ("new", "c", "h")
    assert (described["data"], described["name"]) == ({"new": 2}, "N")
    assert described["created"] == CREATED.isoformat()


keys = st.dictionaries(
    st.sampled_from("abc"), st.none() | st.integers(0, 9) | st.lists(st.none(), max_size=1)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=keys, changes=st.lists(keys, max_size=4))
def test_changes_of_data_set_their_own_keys_and_no_others(
    datastore: Datastore, first: dict[str, Any], changes: list[dict[str, Any]]
) -> None:
    with suppress(NoSuchBucketError):
        datastore.delete_bucket("b")
    datastore.create_bucket("b", "t", "c", "h", data=first)
    expected = dict(first)
    for change in changes:
        datastore.update_bucket("b", data_changes=change)
        for key, value in change.items():
            expected[key] = value
            if value is None:
                del expected[key]
    assert datastore["b"].metadata()["data"] == expected


def test_changes_of_data_come_after_its_replacement(datastore: Datastore) -> None:
    datastore.create_bucket("b", "t", "c", "h", data={"old": 1})
    datastore.update_bucket("b", data={"new": 1, "gone": 2}, data_changes={"gone": None, "more": 3})
    assert datastore["b"].metadata()["data"] == {"new": 1, "more": 3}


def test_of_changes_at_the_same_time_none_is_lost(datastore: Datastore) -> None:
    datastore.create_bucket("b", "t", "c", "h", data={"mine": "kept"})

    def change(key: str) -> None:
        for number in range(50):
            datastore.update_bucket("b", data_changes={key: number})

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(change, "wxyz"))
    assert datastore["b"].metadata()["data"] == {"mine": "kept", **dict.fromkeys("wxyz", 49)}


def test_update_takes_the_older_name_of_type(datastore: Datastore) -> None:
    datastore.create_bucket("b", "t", "c", "h")
    datastore.update_bucket("b", type_id="new")
    assert datastore["b"].metadata()["type"] == "new"


def test_update_without_fields_still_needs_the_bucket(datastore: Datastore) -> None:
    datastore.create_bucket("b", "t", "c", "h")
    datastore.update_bucket("b")
    with pytest.raises(NoSuchBucketError):
        datastore.update_bucket("nope")


@pytest.mark.parametrize(
    "fields",
    [{"id": "x"}, {"type": 1}, {"data": "x"}, {"created": CREATED}, {"data_changes": {"x": CREATED}}],
)
def test_update_refuses_what_a_bucket_cannot_change_to(datastore: Datastore, fields: dict[str, Any]) -> None:
    datastore.create_bucket("b", "t", "c", "h")
    before = datastore.buckets()
    with pytest.raises(InvalidBucketError, match=f"^{next(iter(fields)).partition('_')[0]}: expected"):
        datastore.update_bucket("b", **fields)
    assert datastore.buckets() == before


def test_deleted_bucket_is_gone_with_its_events(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", "t", "c", "h")
    other = datastore.create_bucket("other", "t", "c", "h")
    bucket.insert([event(0, app="x")])
    other.insert([event(0, app="x")])
    datastore.delete_bucket("b")
    assert list(datastore.buckets()) == ["other"]
    assert len(other.get()) == 1
    assert datastore.create_bucket("b", "t", "c", "h").get() == []


def test_deleting_an_unknown_bucket_is_an_error(datastore: Datastore) -> None:
    with pytest.raises(NoSuchBucketError):
        datastore.delete_bucket("nope")


def test_every_call_on_a_deleted_bucket_says_that_it_is_gone(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", "t", "c", "h")
    datastore.delete_bucket("b")
    calls: list[Callable[[], object]] = [
        bucket.metadata,
        bucket.get,
        bucket.table,
        bucket.get_eventcount,
        bucket.iter_events,
        lambda: bucket.get_by_id(1),
        lambda: bucket.insert(event(0)),
        lambda: bucket.insert([]),
        lambda: bucket.heartbeat(event(0), 5),
        lambda: bucket.delete(1),
        lambda: bucket.replace(1, event(0)),
        lambda: bucket.replace_last(event(0)),
        lambda: datastore.table("b"),
        lambda: datastore.eventcount("b"),
    ]
    for call in calls:
        with pytest.raises(NoSuchBucketError):
            call()


def test_changing_what_was_passed_or_returned_changes_nothing_stored(datastore: Datastore) -> None:
    data = {"list": [1]}
    bucket = datastore.create_bucket("b", "t", "c", "h", data=data)
    data["list"].append(2)
    bucket.metadata()["data"]["list"].append(3)
    assert bucket.metadata()["data"] == {"list": [1]}
