"""The engine does to columns what `aw_transform` does to lists of events, and leaves its arguments alone."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import aw_transform
from aw_core import Event
from aw_datastore import EventTable
from aw_query import engine
from aw_query.engine.chunk import MAX_CHUNK_NESTING
from aw_query.errors import QueryFunctionException
from aw_query.values import to_python

MORNING = datetime(2024, 5, 1, 9, tzinfo=UTC)
Events = list[Event]
Tables = tuple[EventTable, EventTable]
Lists = tuple[Events, Events]

# Few values, so that equal ones meet; True, 1 and 1.0 among them, because they are not all the same.
values = st.sampled_from(
    [
        "editor",
        "(2) ● mail FPS: 5",
        "https://www.a.org/b?c",
        "http://[",
        "ünï日本🎉",
        "",
        1,
        1.0,
        True,
        None,
        ["a", 1],
        {"k": [1]},
    ]
)
datas = st.dictionaries(st.sampled_from(["app", "title", "url", "$category"]), values, max_size=3)
# Steps that make gaps, overlaps, touching and equal times likely, on and off whole milliseconds.
steps = st.sampled_from(
    [0, 0, 1, 400, 999, 1000, 50_000, 99_999, 100_000, 1_000_000, 2_000_000, 5_000_000, 5_000_001]
)
ids = st.none() | st.integers(1, 99)


@st.composite
def _histories(draw: st.DrawFn, events: int = 12) -> Events:
    """Events as watchers might leave them, and worse."""
    history: Events = []
    clock = 0
    for gap, length, overlapping in draw(st.lists(st.tuples(steps, steps, st.booleans()), max_size=events)):
        clock += gap
        start = MORNING + timedelta(microseconds=clock)
        history.append(Event(draw(ids), start, timedelta(microseconds=length), draw(datas)))
        clock += 0 if overlapping else length
    return draw(st.permutations(history)) if draw(st.booleans()) else history


histories = _histories()
RULE = {"type": "regex", "regex": "edit|MAIL", "ignore_case": True, "select_keys": ["app", "title"]}
CLASSES: list[list[Any]] = [
    [["Work"], RULE],
    [["Work", "日本"], {"regex": "日"}],
    [["Web"], {"regex": "^http"}],
    [["Never"], {"type": "none", "regex": "."}],
    [["Last"], {"regex": "2"}],
]
TAGS = [["/".join(category), rule] for category, rule in CLASSES]
VALS = ["editor", 1, ["a", 1.0], None]


def _rules(classes: list[list[Any]]) -> list[tuple[Any, aw_transform.Rule]]:
    return [(name, aw_transform.Rule(rule)) for name, rule in classes]


ON_COLUMNS: dict[str, Callable[[EventTable, EventTable], Any]] = {
    "categorize": lambda a, _: engine.categorize(a, CLASSES),
    "categorize twice": lambda a, _: engine.categorize(engine.categorize(a, CLASSES), CLASSES[:2]),
    "chunk_events_by_key": lambda a, _: engine.chunk_events_by_key(a, "app"),
    "concat": lambda a, b: engine.concat([a, b]),
    "exclude_keyvals": lambda a, _: engine.filter_keyvals(a, "app", VALS, exclude=True),
    "filter_keyvals": lambda a, _: engine.filter_keyvals(a, "app", VALS),
    "filter_keyvals_regex": lambda a, _: engine.filter_keyvals_regex(a, "app", "(?i)EDIT|^$"),
    "filter_period_intersect": engine.filter_period_intersect,
    "flood": lambda a, _: engine.flood(a),
    "flood with another pulsetime": lambda a, _: engine.flood(a, 1.5),
    "limit_events": lambda a, _: engine.limit_events(a, 3),
    "merge_events_by_keys": lambda a, _: engine.merge_events_by_keys(a, ["app"]),
    "merge_events_by_keys, several": lambda a, _: engine.merge_events_by_keys(a, ["title", "app"]),
    "merge_events_by_keys, none": lambda a, _: engine.merge_events_by_keys(a, []),
    "period_union": engine.period_union,
    "simplify_window_titles": lambda a, _: engine.simplify_window_titles(a, "title"),
    "simplify_window_titles, another key": lambda a, _: engine.simplify_window_titles(a, "app"),
    "sort_by_duration": lambda a, _: engine.sort_by_duration(a),
    "sort_by_timestamp": lambda a, _: engine.sort_by_timestamp(a),
    "split_url_events": lambda a, _: engine.split_url_events(a),
    "sum_durations": lambda a, _: engine.sum_durations(a),
    "tag": lambda a, _: engine.tag(a, TAGS),
    "union_no_overlap": engine.union_no_overlap,
}
ON_LISTS: dict[str, Callable[[Events, Events], Any]] = {
    "categorize": lambda a, _: aw_transform.categorize(a, _rules(CLASSES)),
    "categorize twice": lambda a, _: aw_transform.categorize(
        aw_transform.categorize(a, _rules(CLASSES)), _rules(CLASSES[:2])
    ),
    "chunk_events_by_key": lambda a, _: aw_transform.chunk_events_by_key(a, "app"),
    "concat": aw_transform.concat,
    "exclude_keyvals": lambda a, _: aw_transform.filter_keyvals(a, "app", VALS, exclude=True),
    "filter_keyvals": lambda a, _: aw_transform.filter_keyvals(a, "app", VALS),
    "filter_keyvals_regex": lambda a, _: aw_transform.filter_keyvals_regex(a, "app", "(?i)EDIT|^$"),
    "filter_period_intersect": aw_transform.filter_period_intersect,
    "flood": lambda a, _: aw_transform.flood(a),
    "flood with another pulsetime": lambda a, _: aw_transform.flood(a, 1.5),
    "limit_events": lambda a, _: aw_transform.limit_events(a, 3),
    "merge_events_by_keys": lambda a, _: aw_transform.merge_events_by_keys(a, ["app"]),
    "merge_events_by_keys, several": lambda a, _: aw_transform.merge_events_by_keys(a, ["title", "app"]),
    "merge_events_by_keys, none": lambda a, _: aw_transform.merge_events_by_keys(a, []),
    "period_union": aw_transform.period_union,
    "simplify_window_titles": lambda a, _: aw_transform.simplify_string(a, "title"),
    "simplify_window_titles, another key": lambda a, _: aw_transform.simplify_string(a, "app"),
    "sort_by_duration": lambda a, _: aw_transform.sort_by_duration(a),
    "sort_by_timestamp": lambda a, _: aw_transform.sort_by_timestamp(a),
    "split_url_events": lambda a, _: aw_transform.split_url_events(a),
    "sum_durations": lambda a, _: aw_transform.sum_durations(a).total_seconds(),
    "tag": lambda a, _: aw_transform.tag(a, _rules(TAGS)),
    "union_no_overlap": aw_transform.union_no_overlap,
}
ANSWERS_WITH_EVENTS = [name for name in ON_COLUMNS if name != "sum_durations"]


def spelled(value: Any) -> str:
    """A value in one spelling, which tells 1, 1.0 and True apart."""
    return json.dumps(to_python(value), default=_plain)


def _plain(value: Any) -> Any:
    return value.total_seconds() if isinstance(value, timedelta) else value.isoformat()


def shared(events: Events) -> EventTable:
    """The events as a store hands them out: equal data is one payload, in any order, and there are some to spare."""
    payloads = {spelled(event.data): event.data for event in events} | {"": {"app": "spare"}}
    order = sorted(payloads)
    table = EventTable.from_events(events)
    numbers = np.array([order.index(spelled(event.data)) for event in events], np.int32)
    return EventTable(table.start, table.end, numbers, table.id, [payloads[spelling] for spelling in order])


def test_every_function_of_the_engine_is_held_to_its_definition() -> None:
    beside = {"equal_tables", "without_spare_payloads", "exclude_keyvals"}
    assert {name.split(",")[0].split()[0] for name in ON_COLUMNS} | beside == set(engine.__all__) | {
        "exclude_keyvals"
    }
    assert ON_COLUMNS.keys() == ON_LISTS.keys()


@pytest.mark.parametrize("make", [EventTable.from_events, shared])
@pytest.mark.parametrize("name", ON_COLUMNS)
@given(first=histories, second=histories)
def test_the_engine_answers_as_the_definition_does(
    name: str, make: Callable[[Events], EventTable], first: Events, second: Events
) -> None:
    assert spelled(ON_COLUMNS[name](make(first), make(second))) == spelled(ON_LISTS[name](first, second))


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


@pytest.mark.parametrize("name", ["categorize", "tag", "split_url_events", "simplify_window_titles"])
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


@pytest.mark.parametrize("seed", range(20))
def test_flood_of_a_long_history_is_as_defined(seed: int) -> None:
    """Long runs of neighbours that move each other, most of different data and some of equal."""
    random = np.random.default_rng(seed)
    count, grid = 400, [1000, 30_000, 50_000, 1_000_000][seed % 4]
    gaps = random.choice([-2, -1, 0, 0, 1, 1, 2, 3, 9], count) * grid
    lengths = random.choice([0, 1, 1, 2, 2, 3, 8], count) * grid + random.choice([0, 0, 1, 999], count)
    starts = np.cumsum(gaps + np.roll(lengths, 1))
    apps = random.integers(0, 1 + seed % 5 * 3, count)
    history = [
        Event(n, MORNING + timedelta(microseconds=start), timedelta(microseconds=length), {"app": app})
        for n, (start, length, app) in enumerate(
            zip(starts.tolist(), lengths.tolist(), apps.tolist(), strict=True)
        )
    ]
    assert spelled(engine.flood(shared(history))) == spelled(aw_transform.flood(history))


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
