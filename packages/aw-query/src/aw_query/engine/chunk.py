"""Runs of events with the same value, each run one event that keeps its parts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aw_datastore import EventTable
from aw_datastore.table import NO_ID
from aw_query.engine.durations import summed
from aw_query.engine.payloads import codes, key_of, rows_where, used
from aw_query.errors import QueryFunctionException

__all__ = ["MAX_CHUNK_NESTING", "SUBEVENTS", "Extent", "chunk_events_by_key", "extent"]

SUBEVENTS = "subevents"
"""The key of a chunk's data under which its events are."""

MAX_CHUNKS = 2**21
MAX_CHUNK_NESTING = 8
"""Chunks of chunks of events, and so on."""


class Extent(NamedTuple):
    """How deep chunks nest in a list of events (0: there are none), and how many events there are in all."""

    depth: int
    events: int


@dataclass(frozen=True, eq=False, slots=True)
class Subevents(EventTable):
    """The events of a chunk, which remember their extent."""

    extent: Extent


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
    group, _ = codes(table, lambda payload: key_of(payload[key]))
    begins = np.flatnonzero(np.diff(group, prepend=-1))
    if len(begins) > MAX_CHUNKS:
        raise QueryFunctionException(f"there are {len(begins)} runs of events, more than {MAX_CHUNKS}")
    of_run = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(table)))
    start = table.start[begins]
    values = [table.payloads[index][key] for index in table.payload[begins].tolist()]
    return EventTable(
        start,
        start + summed(table, of_run, len(begins)),
        np.arange(len(begins), dtype=np.int32),
        np.full(len(begins), NO_ID),
        [{key: value, SUBEVENTS: run} for value, run in zip(values, _cut(table, begins), strict=True)],
    )


def extent(table: EventTable) -> Extent:
    """The extent of a table."""
    depth, events = _extents_of_rows(table)
    return Extent(int(depth.max(initial=0)), int(events.sum()))


def _cut(table: EventTable, begins: NDArray[np.int64]) -> list[Subevents]:
    """The table in pieces that begin at these rows, the first of which is row 0."""
    if not len(begins):
        return []
    depth, events = _extents_of_rows(table)
    depths, counts = np.maximum.reduceat(depth, begins) + 1, np.add.reduceat(events, begins)
    if depths.max() > MAX_CHUNK_NESTING:
        raise QueryFunctionException(f"chunks nest at most {MAX_CHUNK_NESTING} deep")
    runs = [slice(begin, end) for begin, end in pairwise([*begins.tolist(), len(table)])]
    extents = map(Extent, depths.tolist(), counts.tolist())
    return [
        Subevents(
            table.start[run], table.end[run], table.payload[run], table.id[run], table.payloads, extent_of_run
        )
        for run, extent_of_run in zip(runs, extents, strict=True)
    ]


def _extents_of_rows(table: EventTable) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each row how deep chunks nest in it, and how many events it is, itself included."""
    depth, events = np.zeros(len(table.payloads), np.int64), np.ones(len(table.payloads), np.int64)
    for index, payload in used(table):
        inner = payload.get(SUBEVENTS)
        if isinstance(inner, Subevents):
            depth[index] = inner.extent.depth
            events[index] += inner.extent.events
    return depth[table.payload], events[table.payload]


def _length_with_key(table: EventTable, key: str) -> int:
    """How many events there are before the first that lacks the key."""
    lacks = ~rows_where(table, lambda payload: key in payload)
    return int(np.argmax(lacks)) if lacks.any() else len(table)
