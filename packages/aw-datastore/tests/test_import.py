from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core import Bucket, Event
from aw_core.errors import InvalidDataError
from aw_datastore import Datastore, rows
from aw_datastore.errors import InvalidBucketError
from aw_datastore.storages import SqliteStorage

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


def event(start: float, duration: float = 0, event_id: int | None = None, **data: object) -> Event:
    return Event(event_id, NOON + timedelta(seconds=start), duration, data)


def described(bucket_id: str = "b", client: str = "c") -> Bucket:
    return Bucket(id=bucket_id, type="t", client=client, hostname="h", created=NOON, name="n", data={"k": 1})


def counted(events: list[Event]) -> Counter[str]:
    return Counter(f"{one.timestamp} {one.duration} {one.data}" for one in events)


def test_import_creates_the_bucket_as_described(datastore: Datastore) -> None:
    assert datastore.import_bucket(described(), [event(0, 1, app="x")]) == 1
    assert datastore["b"].metadata() | {"metadata": None} == described().to_json_dict() | {"metadata": None}
    assert datastore["b"].get() == [event(0, 1, app="x")]


def test_import_into_a_bucket_keeps_its_description_and_its_events(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", "old", "old", "old")
    bucket.insert(event(0))
    assert datastore.import_bucket(described(), [event(1)]) == 1
    assert bucket.metadata()["client"] == "old"
    assert bucket.get() == [event(1), event(0)]


def test_import_of_an_empty_bucket_creates_it(datastore: Datastore) -> None:
    assert datastore.import_bucket(described(), []) == 0
    assert "b" in datastore


def test_event_that_is_there_is_skipped(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", "t", "c", "h")
    bucket.insert([event(0, 1, app="x", n=1)])
    same = Event(None, NOON, 1, {"n": 1, "app": "x"})
    different = [event(0, 1, app="x"), event(0, 2, app="x", n=1), event(1, 1, app="x", n=1)]
    assert datastore.import_bucket(described(), [same, *different]) == 3
    assert len(bucket.get()) == 4


def test_ids_of_imported_events_mean_nothing(datastore: Datastore) -> None:
    kept = datastore.create_bucket("other", "t", "c", "h").insert(event(0, app="kept"))
    assert isinstance(kept.id, int)
    datastore.import_bucket(described(), [event(1, 0, kept.id), event(2, 0, kept.id)])
    assert datastore["other"].get() == [event(0, app="kept")]
    assert datastore["b"].get() == [event(2), event(1)]


def test_event_that_was_there_twice_is_there_twice_after_export_and_import(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("twice", "t", "c", "h")
    bucket.insert([event(0, app="x"), event(0, app="x"), event(1)])
    assert datastore.import_bucket(described(), bucket.iter_events()) == 3
    assert datastore["b"].get() == bucket.get()


def test_importing_again_adds_nothing(datastore: Datastore) -> None:
    events = [event(0, app="x"), event(0, app="x"), event(1)]
    datastore.import_bucket(described(), events)
    assert datastore.import_bucket(described(), reversed(events)) == 0
    assert len(datastore["b"].get()) == 3


def test_bad_event_keeps_what_came_before_and_a_repeat_completes_it(datastore: Datastore) -> None:
    with pytest.raises(InvalidDataError):
        datastore.import_bucket(described(), [event(0), event(1, bad=float("nan"))])
    datastore.import_bucket(described(), [event(0), event(1)])
    assert datastore["b"].get() == [event(1), event(0)]


def test_more_events_than_one_statement_takes_are_all_added(datastore: Datastore) -> None:
    events = [event(second, second % 3, n=second % 7) for second in range(1_203)]
    assert datastore.import_bucket(described(), events) == 1_203
    assert datastore["b"].get() == events[::-1]
    assert sorted(int(one.id or 0) for one in datastore["b"].get()) == list(range(1, 1_204))


def test_batches_that_were_collected_beforehand_are_imported_alike(datastore: Datastore) -> None:
    events = [event(second, n=second % 2) for second in range(10)]
    assert datastore.import_batches(described(), rows.batches(events)) == 10
    assert datastore.import_batches(described(), rows.batches(events[5:])) == 0
    assert datastore["b"].get() == events[::-1]


def test_bad_bucket_is_refused_before_anything_is_read(datastore: Datastore) -> None:
    stream = iter([event(0)])
    with pytest.raises(InvalidBucketError, match=r"^id: "):
        datastore.import_bucket(described(""), stream)
    assert next(stream) == event(0)
    assert datastore.buckets() == {}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datastore]:
    """One file for all examples: to open one for each would take most of the time."""
    path = tmp_path_factory.mktemp("import") / "events.db"
    with Datastore(SqliteStorage, filepath=path) as datastore:
        yield datastore


EVENTS = st.lists(st.builds(event, st.integers(0, 3), st.integers(0, 1), n=st.integers(0, 1)), max_size=20)


@given(stored=EVENTS, stream=EVENTS, batch=st.integers(1, 6))
def test_bucket_ends_with_each_event_as_often_as_it_or_the_stream_had_it(
    shared: Datastore, stored: list[Event], stream: list[Event], batch: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "BATCH", batch)
        bucket = shared.create_bucket("b", "t", "c", "h")
        bucket.insert(stored)
        added = shared.import_bucket(described(), stream)
        assert counted(bucket.get()) == counted(stored) | counted(stream)
        assert added == len(bucket.get()) - len(stored)
        assert shared.import_bucket(described(), stream) == 0
        shared.delete_bucket("b")


@given(stream=EVENTS, batch=st.integers(1, 6), cut=st.integers(0, 20))
def test_import_cut_short_and_repeated_is_the_import(
    shared: Datastore, stream: list[Event], batch: int, cut: int
) -> None:
    def cut_short() -> Iterator[Event]:
        yield from stream[:cut]
        raise ConnectionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "BATCH", batch)
        with pytest.raises(ConnectionError):
            shared.import_bucket(described(), cut_short())
        shared.import_bucket(described(), stream)
        assert counted(shared["b"].get()) == counted(stream)
        shared.delete_bucket("b")
