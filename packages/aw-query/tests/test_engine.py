"""The engine does to columns what `aw_transform` does to lists of events, and leaves its arguments alone."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from query_twins import (
    ANSWERS_WITH_EVENTS,
    CLASSES,
    MAKERS,
    MORNING,
    ON_COLUMNS,
    ON_LISTS,
    Events,
    histories,
    shared,
    spelled,
)

from aw_core import Event
from aw_datastore import EventTable
from aw_query import engine
from aw_query.engine.chunk import MAX_CHUNK_NESTING
from aw_query.errors import QueryFunctionException


def test_every_function_of_the_engine_is_held_to_its_definition() -> None:
    beside = {"equal_tables", "limit_per_bin", "pooled", "without_spare_payloads"}
    assert {name.partition(",")[0] for name in ON_COLUMNS} == set(engine.__all__) - beside
    assert ON_COLUMNS.keys() == ON_LISTS.keys()


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("name", ON_COLUMNS)
@given(first=histories, second=histories)
def test_the_engine_answers_as_the_definition_does(
    name: str, make: str, first: Events, second: Events
) -> None:
    tables = MAKERS[make](first), MAKERS[make](second)
    assert spelled(ON_COLUMNS[name](*tables)) == spelled(ON_LISTS[name](first, second))


@pytest.mark.parametrize("make", MAKERS)
@given(first=histories, second=histories, names=st.lists(st.sampled_from(ANSWERS_WITH_EVENTS), max_size=5))
def test_functions_after_one_another_answer_as_the_definitions_do(
    make: str, first: Events, second: Events, names: list[str]
) -> None:
    table, other, events = MAKERS[make](first), MAKERS[make](second), first
    for name in names:
        table = engine.without_spare_payloads(ON_COLUMNS[name](table, other))
        events = ON_LISTS[name](events, second)
    assert spelled(table) == spelled(events)


@pytest.mark.parametrize("name", ON_COLUMNS)
@given(first=histories, second=histories)
def test_arguments_stay_as_they_are(name: str, first: Events, second: Events) -> None:
    tables = shared(first), shared(second)
    for table in tables:
        for column in (table.start, table.end, table.payload, table.id):
            column.setflags(write=False)
    before = copy.deepcopy([table.payloads for table in tables])
    ON_COLUMNS[name](*tables)
    assert [table.payloads for table in tables] == before


@pytest.mark.parametrize(
    "name", ["categorize", "copy_key", "tag", "split_url_events", "simplify_window_titles"]
)
@given(history=histories)
def test_a_payload_keeps_its_index(name: str, history: Events) -> None:
    table = shared(history)
    changed = ON_COLUMNS[name](table, table)
    assert changed.payload is table.payload
    assert len(changed.payloads) == len(table.payloads)


@pytest.mark.parametrize("name", ANSWERS_WITH_EVENTS)
@given(first=histories, second=histories)
def test_events_of_an_answer_start_on_whole_milliseconds(name: str, first: Events, second: Events) -> None:
    answer = ON_COLUMNS[name](shared(first), shared(second))
    assert not np.any(answer.start % 1000)
    assert len(answer.start) == len(answer.end) == len(answer.payload) == len(answer.id)


@given(histories, histories)
def test_tables_are_equal_when_their_events_are(first: Events, second: Events) -> None:
    def said(events: Events) -> list[str]:
        return [
            spelled([event.timestamp.isoformat(), event.duration.total_seconds(), _number_blind(event.data)])
            for event in events
        ]

    assert engine.equal_tables(shared(first), shared(second)) == (said(first) == said(second))
    assert engine.equal_tables(shared(first), EventTable.from_events(first))


def _number_blind(data: Any) -> str:
    """Data in a spelling that does not tell 1 from 1.0, nor one order of keys from another."""
    return json.dumps(data, sort_keys=True).replace("1.0", "1")


def _lasting(years: int, count: int) -> EventTable:
    return EventTable.from_events(
        Event(n, datetime(1, 1, 1, tzinfo=UTC), timedelta(days=365 * years), {"app": "x"})
        for n in range(count)
    )


def test_a_sum_may_be_longer_than_an_events_columns_can_hold() -> None:
    assert engine.sum_durations(_lasting(9000, 100)) == 100 * 9000 * 365 * 86400.0


def test_merged_events_that_are_together_too_long_are_an_error() -> None:
    with pytest.raises(QueryFunctionException, match="146,000 years"):
        engine.merge_events_by_keys(_lasting(9000, 100), ["app"])
    with pytest.raises(QueryFunctionException, match="146,000 years"):
        engine.chunk_events_by_key(_lasting(9000, 100), "app")


def test_chunks_nest_only_so_deep() -> None:
    table = _lasting(1, 2)
    for _ in range(MAX_CHUNK_NESTING):
        table = engine.chunk_events_by_key(table, "app")
    with pytest.raises(QueryFunctionException, match="nest at most"):
        engine.chunk_events_by_key(table, "app")


def test_joining_again_and_again_gathers_no_payloads() -> None:
    bucket = EventTable.from_events([Event(n, MORNING, 1, {"n": n}) for n in range(1000)])
    joined = EventTable.empty()
    for _ in range(50):
        joined = engine.concat([joined, engine.limit_events(engine.categorize(bucket, CLASSES), 1)])
    assert len(joined.payloads) <= 2 * len(joined) == 100
