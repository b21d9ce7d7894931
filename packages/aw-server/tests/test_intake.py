from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from aw_core.models import Bucket, Event
from aw_core.timestamps import parse_timestamp
from aw_datastore import Datastore
from aw_datastore.errors import NoSuchBucketError
from aw_datastore.row import row_of
from aw_datastore.rows import Rows, batches
from aw_datastore.storages import MemoryStorage
from aw_server.intake import Intake

NOW = "2026-03-01T12:00:00Z"


class Odd:
    """Lets in events whose `n` is odd, and takes 1 from what it lets in."""

    def event(self, bucket_id: str, event: Event) -> Event | None:
        assert bucket_id == "b"
        n = event.data["n"]
        return Event(event.id, event.timestamp, event.duration, {"n": n - 1}) if n % 2 else None

    def rows(self, bucket_id: str, rows: Rows) -> Rows:
        assert bucket_id == "b"
        return rows.cut(rows.end - rows.start > np.int64(1_000_000))


class Nothing:
    """Lets in nothing, and is to be asked for nothing that was kept out before."""

    def event(self, _bucket_id: str, event: Event) -> Event | None:
        assert event.data == {"n": 0}
        return None

    def rows(self, _bucket_id: str, rows: Rows) -> Rows:
        return rows.cut(np.zeros(len(rows.start), np.bool_))


@pytest.fixture
def datastore() -> Iterator[Datastore]:
    with Datastore(MemoryStorage) as made:
        made.create_bucket("b", "test", "test", "host")
        yield made


def event(n: int, seconds: float = 1) -> Event:
    return Event(None, NOW, seconds, {"n": n})


def stored(datastore: Datastore) -> list[int]:
    return [one.data["n"] for one in datastore["b"].iter_events()]


def test_without_a_gate_everything_is_let_in(datastore: Datastore) -> None:
    assert Intake(datastore).heartbeat("b", event(2), 1).id is not None
    assert stored(datastore) == [2]


def test_heartbeat_that_is_kept_out_comes_back_without_an_id_and_is_not_stored(datastore: Datastore) -> None:
    answer = Intake(datastore, [Odd()]).heartbeat("b", event(2), 1)
    assert (answer.id, answer.data, answer.timestamp) == (None, {"n": 2}, parse_timestamp(NOW))
    assert stored(datastore) == []


def test_heartbeat_for_no_bucket_is_an_error_whether_it_is_let_in_or_not(datastore: Datastore) -> None:
    datastore.delete_bucket("b")
    for n in (1, 2):
        with pytest.raises(NoSuchBucketError):
            Intake(datastore, [Odd()]).heartbeat("b", event(n), 1)


def test_insert_answers_what_was_stored_alone(datastore: Datastore) -> None:
    answer = Intake(datastore, [Odd()]).insert("b", [event(1), event(2), event(3)])
    assert [one.data["n"] for one in answer] == [0, 2]
    assert all(one.id is not None for one in answer)
    assert stored(datastore) == [0, 2]


def test_event_stays_as_it_is_when_its_replacement_is_kept_out(datastore: Datastore) -> None:
    (there,) = Intake(datastore).insert("b", [event(7)])
    replacement = Event(there.id, NOW, 1, {"n": 2})
    assert Intake(datastore, [Odd()]).insert("b", [replacement]) == []
    assert stored(datastore) == [7]


def test_gates_are_asked_one_after_the_other(datastore: Datastore) -> None:
    intake = Intake(datastore, [Odd(), Nothing()])
    assert intake.insert("b", [event(1), event(2)]) == []
    assert stored(datastore) == []


def test_import_passes_the_gates(datastore: Datastore) -> None:
    bucket = Bucket(id="b", type="test", client="test", hostname="host", created=parse_timestamp(NOW))
    rows = list(batches([event(1), event(2, seconds=2)]))
    assert Intake(datastore, [Odd()]).import_batches(bucket, rows) == 1
    assert stored(datastore) == [2]


def test_rows_pass_the_gates_one_by_one_too(datastore: Datastore) -> None:
    rows = [row_of(event(n, seconds=n)) for n in range(4)]
    assert list(Intake(datastore, [Odd()]).admitted("b", iter(rows))) == rows[2:]
