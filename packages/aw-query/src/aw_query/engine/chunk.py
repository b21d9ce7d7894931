"""Runs of events with the same value, each run one event that keeps its parts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from aw_datastore import EventTable
from aw_datastore.table import NO_ID
from aw_query.engine.durations import summed
from aw_query.engine.payloads import codes, key_of, rows_where, used
from aw_query.errors import QueryFunctionException

__all__ = ["MAX_CHUNK_NESTING", "SUBEVENTS", "Extent", "chunk_events_by_key", "extent"]

SUBEVENTS = "subevents"
"""The key of a chunk's data under which its events are, as an EventTable."""

MAX_CHUNKS = 2**21
MAX_CHUNK_NESTING = 8
"""Chunks of chunks of events, and so on."""


def chunk_events_by_key(table: EventTable, key: str) -> EventTable:
    """One event per run of neighbours in the list with the same value under `key`.

    It starts where the first event of the run starts, lasts as long as the run's events do together, has no
    id, and its data is `{key: value, "subevents": <the run>}`. The first event that lacks the key ends the
    list.

    Raises:
        QueryFunctionException: there are more than MAX_CHUNKS runs, or the events are chunks already, nested
            MAX_CHUNK_NESTING deep.
    """
    table = table.take(slice(_length_with_key(table, key)))
    if extent(table).depth >= MAX_CHUNK_NESTING:
        raise QueryFunctionException(f"chunks nest at most {MAX_CHUNK_NESTING} deep")
    group, _ = codes(table, lambda payload: key_of(payload[key]))
    begins = np.flatnonzero(np.diff(group, prepend=-1))
    if len(begins) > MAX_CHUNKS:
        raise QueryFunctionException(f"there are {len(begins)} runs of events, more than {MAX_CHUNKS}")
    runs = [slice(begin, end) for begin, end in pairwise([*begins.tolist(), len(table)])]
    of_run = np.repeat(np.arange(len(runs)), np.diff(begins, append=len(table)))
    start = table.start[begins]
    values = [table.payloads[index][key] for index in table.payload[begins].tolist()]
    return EventTable(
        start,
        start + summed(table, of_run, len(runs)),
        np.arange(len(runs), dtype=np.int32),
        np.full(len(runs), NO_ID),
        [{key: value, SUBEVENTS: table.take(run)} for value, run in zip(values, runs, strict=True)],
    )


class Extent(NamedTuple):
    """How deep chunks nest in a list of events (0: there are none), and how many events there are in all."""

    depth: int
    events: int


def extent(table: EventTable, known: dict[int, Extent] | None = None) -> Extent:
    """The extent of a table; `known` remembers, by identity, those of tables that many chunks share."""
    known = {} if known is None else known
    if id(table) not in known:
        inner = dict(_subevents(table))
        rows_of = np.bincount(table.payload).tolist() if inner else []
        depth, events = 0, len(table)
        for index, chunked in inner.items():
            of_inner = extent(chunked, known)
            depth = max(depth, 1 + of_inner.depth)
            events += rows_of[index] * of_inner.events
        known[id(table)] = Extent(depth, events)
    return known[id(table)]


def _subevents(table: EventTable) -> Iterator[tuple[int, EventTable]]:
    """The events within the chunks among a table's payloads, with the payload's index."""
    for index, payload in used(table):
        inner = payload.get(SUBEVENTS)
        if isinstance(inner, EventTable):
            yield index, inner


def _length_with_key(table: EventTable, key: str) -> int:
    """How many events there are before the first that lacks the key."""
    lacks = ~rows_where(table, lambda payload: key in payload)
    return int(np.argmax(lacks)) if lacks.any() else len(table)
