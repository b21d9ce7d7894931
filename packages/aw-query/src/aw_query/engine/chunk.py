"""Runs of events with the same value, each run one event that keeps its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

import numpy as np

from aw_datastore import EventTable
from aw_datastore.table import NO_ID, Payload
from aw_query.engine.durations import summed
from aw_query.engine.known import Numbers
from aw_query.engine.payloads import known
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
    codes, _ = known(table).values(key)
    of_rows = codes.take(table.payload)
    lacking = np.flatnonzero(of_rows == 0)
    length = int(lacking[0]) if len(lacking) else len(table)
    table, of_rows = table.take(slice(length)), of_rows[:length]
    begins = np.flatnonzero(np.diff(of_rows, prepend=-1))
    if len(begins) > MAX_CHUNKS:
        raise QueryFunctionException(f"there are {len(begins)} runs of events, more than {MAX_CHUNKS}")
    of_run = np.repeat(np.arange(len(begins)), np.diff(begins, append=length))
    start = table.start.take(begins)
    return EventTable(
        start,
        start + summed(table.end - table.start, of_run, len(begins)),
        np.arange(len(begins), dtype=np.int32),
        np.full(len(begins), NO_ID),
        Chunks(table, key, begins),
    )


class Chunks(Sequence[Payload]):
    """The data of chunks: a dict for each run of a table's events, made when it is first read.

    Raises:
        QueryFunctionException: there are chunks among the events, nested too deeply.
    """

    def __init__(self, table: EventTable, key: str, begins: Numbers) -> None:
        self._table = table
        self._key = key
        self._begins = begins
        self._made: dict[int, Payload] = {}
        self._ends = np.append(begins[1:], len(table))[: len(begins)]
        depth, events = _extents_of_rows(table)
        self.depth = (np.maximum.reduceat(depth, begins) if len(begins) else depth) + 1
        self.events = np.add.reduceat(events, begins) if len(begins) else events
        if self.depth.max(initial=0) > MAX_CHUNK_NESTING:
            raise QueryFunctionException(f"chunks nest at most {MAX_CHUNK_NESTING} deep")

    def __len__(self) -> int:
        return len(self._begins)

    @overload
    def __getitem__(self, index: int) -> Payload: ...

    @overload
    def __getitem__(self, index: slice) -> list[Payload]: ...

    def __getitem__(self, index: int | slice) -> Payload | list[Payload]:
        if isinstance(index, slice):
            return [self[each] for each in range(len(self))[index]]
        if index not in self._made:
            self._made[index] = self._make(index)
        return self._made[index]

    def _make(self, index: int) -> Payload:
        run = self._table.take(slice(int(self._begins[index]), int(self._ends[index])))
        extent = Extent(int(self.depth[index]), int(self.events[index]))
        value = run.payloads[int(run.payload[0])][self._key]
        return {
            self._key: value,
            SUBEVENTS: Subevents(run.start, run.end, run.payload, run.id, run.payloads, extent),
        }


def extent(table: EventTable) -> Extent:
    """The extent of a table."""
    depth, events = _extents_of_rows(table)
    return Extent(int(depth.max(initial=0)), int(events.sum()))


def _extents_of_rows(table: EventTable) -> tuple[Numbers, Numbers]:
    """For each row how deep chunks nest in it, and how many events it is, itself included."""
    if isinstance(table.payloads, Chunks):
        return table.payloads.depth.take(table.payload), table.payloads.events.take(table.payload) + 1
    codes, column = known(table).values(SUBEVENTS)
    extents = [value.extent if isinstance(value, Subevents) else Extent(0, 0) for value in column.values]
    depth, events = np.array(extents, np.int64).T
    of_rows = codes.take(table.payload)
    return depth.take(of_rows), events.take(of_rows) + 1
