"""What the engine is held against: histories as watchers might leave them, each function beside its definition."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st

import aw_transform
from aw_core import Event
from aw_core.timestamps import to_micros
from aw_datastore import EventTable
from aw_query import Memory, engine
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


BINS = [MORNING + timedelta(milliseconds=each) for each in (1, 2, 1000, 1001, 5000, 9000, 60_000)]
BORDERS = np.array([to_micros(each) for each in BINS])
ON_COLUMNS: dict[str, Callable[[EventTable, EventTable], Any]] = {
    "bin_events": lambda a, _: engine.bin_events(a, ["app"], BORDERS),
    "bin_events, several": lambda a, _: engine.bin_events(a, ["title", "app"], BORDERS[:3]),
    "bin_events, no keys": lambda a, _: engine.bin_events(a, [], BORDERS),
    "bin_events, limit": lambda a, _: engine.limit_per_bin(engine.bin_events(a, ["app"], BORDERS), 2),
    "categorize": lambda a, _: engine.categorize(a, CLASSES),
    "categorize, twice": lambda a, _: engine.categorize(engine.categorize(a, CLASSES), CLASSES[:2]),
    "chunk_events_by_key": lambda a, _: engine.chunk_events_by_key(a, "app"),
    "concat": lambda a, b: engine.concat([a, b]),
    "copy_key": lambda a, _: engine.copy_key(a, "app", "$before"),
    "copy_key, over another": lambda a, _: engine.copy_key(a, "$category", "title"),
    "count_events": lambda a, _: engine.count_events(a),
    "sum_values": lambda a, _: engine.sum_values(a, "app"),
    "filter_keyvals, exclude": lambda a, _: engine.filter_keyvals(a, "app", VALS, exclude=True),
    "filter_keyvals": lambda a, _: engine.filter_keyvals(a, "app", VALS),
    "filter_keyvals_regex": lambda a, _: engine.filter_keyvals_regex(a, "app", "(?i)EDIT|^$"),
    "filter_period_intersect": engine.filter_period_intersect,
    "flood": lambda a, _: engine.flood(a),
    "flood, another pulsetime": lambda a, _: engine.flood(a, 1.5),
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
    "without_overlaps": lambda a, b: engine.without_overlaps(engine.concat([a, b])),
}
ON_LISTS: dict[str, Callable[[Events, Events], Any]] = {
    "bin_events": lambda a, _: aw_transform.bin_events(a, ["app"], BINS),
    "bin_events, several": lambda a, _: aw_transform.bin_events(a, ["title", "app"], BINS[:3]),
    "bin_events, no keys": lambda a, _: aw_transform.bin_events(a, [], BINS),
    "bin_events, limit": lambda a, _: aw_transform.bin_events(a, ["app"], BINS, 2),
    "categorize": lambda a, _: aw_transform.categorize(a, _rules(CLASSES)),
    "categorize, twice": lambda a, _: aw_transform.categorize(
        aw_transform.categorize(a, _rules(CLASSES)), _rules(CLASSES[:2])
    ),
    "chunk_events_by_key": lambda a, _: aw_transform.chunk_events_by_key(a, "app"),
    "concat": aw_transform.concat,
    "copy_key": lambda a, _: aw_transform.copy_key(a, "app", "$before"),
    "copy_key, over another": lambda a, _: aw_transform.copy_key(a, "$category", "title"),
    "count_events": lambda a, _: aw_transform.count_events(a),
    "sum_values": lambda a, _: aw_transform.sum_values(a, "app"),
    "filter_keyvals, exclude": lambda a, _: aw_transform.filter_keyvals(a, "app", VALS, exclude=True),
    "filter_keyvals": lambda a, _: aw_transform.filter_keyvals(a, "app", VALS),
    "filter_keyvals_regex": lambda a, _: aw_transform.filter_keyvals_regex(a, "app", "(?i)EDIT|^$"),
    "filter_period_intersect": aw_transform.filter_period_intersect,
    "flood": lambda a, _: aw_transform.flood(a),
    "flood, another pulsetime": lambda a, _: aw_transform.flood(a, 1.5),
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
    "without_overlaps": lambda a, b: aw_transform.without_overlaps(aw_transform.concat(a, b)),
}

ANSWERS_WITH_EVENTS = [
    name for name in ON_COLUMNS if name not in ("count_events", "sum_durations", "sum_values")
]


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


class Store:
    """Hands out tables as a datastore does to a server: equal data is the same object each time it is asked for."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._payloads: dict[str, dict[str, Any]] = {}

    def __call__(self, events: Events) -> EventTable:
        """The events as columns, their payloads in the memory's pool."""
        table = shared(events)
        payloads = [self._payloads.setdefault(spelled(payload), payload) for payload in table.payloads]
        table = EventTable(table.start, table.end, table.payload, table.id, payloads)
        return engine.pooled(table, self._memory.pool())


MAKERS: dict[str, Callable[[Events], EventTable]] = {
    "each event with a payload of its own": EventTable.from_events,
    "equal data as one payload": shared,
    "in a memory kept for all histories": Store(Memory()),
    "in a memory that is soon full": Store(Memory(max_size=20_000)),
}
