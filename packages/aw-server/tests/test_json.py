"""JSON that goes out is JSON, and says the same however it was made."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.models import Event
from aw_datastore import Datastore, EventTable
from aw_datastore.storages import MemoryStorage
from aw_server.errors import BadBodyError
from aw_server.json import dumps, loads, page_json, shown

texts = st.text(max_size=10) | st.just("\ud83d") | st.just("a\udc00b")
payloads = st.dictionaries(
    texts, st.integers() | texts | st.floats(allow_nan=False, allow_infinity=False), max_size=3
)
moments = st.datetimes(datetime(1000, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - as hypothesis wants them
events = st.builds(
    Event,
    id=st.none() | st.integers(0, 2**63 - 1),
    timestamp=moments,
    duration=st.timedeltas(timedelta(), timedelta(days=1000)),
    data=payloads,
)


@given(rows=st.lists(events, max_size=6))
def test_a_table_reads_like_the_list_of_its_events(rows: list[Event]) -> None:
    table = EventTable.from_events(rows)
    wanted = [event.to_json_dict() for event in rows]
    assert json.loads(dumps(table)) == wanted
    assert json.loads(dumps({"a": [table, 1], "b": {"c": table}})) == {"a": [wanted, 1], "b": {"c": wanted}}
    assert json.loads(dumps(rows)) == wanted


@given(rows=st.lists(events, max_size=6))
def test_a_page_says_all_but_the_ids(rows: list[Event]) -> None:
    with Datastore(MemoryStorage) as datastore:
        bucket = datastore.create_bucket("b", "t", "c", "h")
        bucket.insert(rows)
        written = [event for page in bucket.pages(2) for event in json.loads(f"[{page_json(page)}]")]
        wanted = [event.to_json_dict() for event in bucket.get()]
    assert written == [{k: v for k, v in event.items() if k != "id"} for event in wanted]


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | texts,
        lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
        max_leaves=10,
    )
)
def test_what_is_written_can_be_read(value: Any) -> None:
    assert loads(dumps(value)) == value


def test_timestamps_have_a_fraction_only_where_there_is_one() -> None:
    table = EventTable.from_events([Event(1, "2021-01-01T00:00:00Z"), Event(2, "2021-01-01T00:00:00.120Z")])
    assert b'"2021-01-01T00:00:00+00:00"' in dumps(table)
    assert b'"2021-01-01T00:00:00.120000+00:00"' in dumps(table)


def test_tables_within_data_are_written_as_lists() -> None:
    inner = EventTable.from_events([Event(1, "2021-01-01T00:00:00Z", 1, {"a": 1})])
    outer = EventTable.from_events([Event(None, "2021-01-01T00:00:00Z", 1, {"subevents": inner})])
    assert json.loads(dumps(outer))[0]["data"]["subevents"][0]["data"] == {"a": 1}


def test_an_object_json_does_not_know_is_an_error() -> None:
    with pytest.raises(TypeError, match="expected a JSON value"):
        dumps({"a": object()})


def test_a_value_is_shown_short() -> None:
    assert shown({"a": None}) == '{"a": null}'
    assert len(shown("x" * 1000)) < 100


@pytest.mark.parametrize("body", [b"", b"nul", b"NaN", b"[1,]", b"1e999", b"\xff", b"[" * 5000, b"1" * 5000])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(BadBodyError, match="body: "):
        loads(body)
