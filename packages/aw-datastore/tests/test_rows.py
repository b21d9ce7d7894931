"""Events are collected into batches that are neither too many nor too large, and lose nothing on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core import Event
from aw_core.errors import InvalidDataError
from aw_datastore import rows
from aw_datastore.row import Row, row_of
from aw_datastore.rows import batches

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


def event(second: int, **data: object) -> Event:
    return Event(None, NOON + timedelta(seconds=second), 1, data)


EVENTS = st.lists(st.builds(event, st.integers(0, 9), n=st.integers(0, 3)), max_size=30)


@given(stream=EVENTS, size=st.integers(1, 7), as_rows=st.booleans())
def test_batches_hold_every_event_in_its_order(stream: list[Event], size: int, as_rows: bool) -> None:
    wanted: list[Row] = [row_of(one) for one in stream]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "BATCH", size)
        found = list(batches(wanted if as_rows else stream))
    assert [row for batch in found for row in batch.each()] == wanted
    assert all(0 < len(batch.start) <= size for batch in found)
    assert all(len(batch.start) == size for batch in found[:-1])


def test_data_that_comes_again_is_kept_once_in_a_batch() -> None:
    (batch,) = batches([event(0, a=1, b=2), event(1, b=2, a=1), event(2, a=1.0, b=2)])
    assert batch.payload.tolist() == [0, 0, 1]
    assert [payload.text for payload in batch.payloads] == ['{"a":1,"b":2}', '{"a":1.0,"b":2}']


def test_a_batch_ends_early_when_its_texts_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "BATCH_CHARACTERS", 100)
    found = list(batches(event(second, text="x" * second) for second in range(40)))
    sizes = [sum(len(payload.text) for payload in batch.payloads) for batch in found]
    assert all(100 <= size < 100 + 60 for size in sizes[:-1])
    assert len(found) == 10


def test_the_batch_of_a_bad_event_does_not_come() -> None:
    stream = batches([event(0), event(1, bad=float("nan"))])
    with pytest.raises(InvalidDataError):
        next(stream)


def test_rows_that_a_mask_selects_are_cut_out() -> None:
    (batch,) = batches([event(0, n=0), event(1, n=1), event(2, n=0)])
    assert list(batch.cut(batch.payload == 0).each()) == [row_of(event(0, n=0)), row_of(event(2, n=0))]
