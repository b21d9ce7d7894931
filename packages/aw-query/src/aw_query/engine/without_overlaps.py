"""A table of which no two events overlap."""

from __future__ import annotations

import numpy as np

from aw_datastore import EventTable
from aw_query.engine.instants import whole_millis
from aw_query.engine.sort import sort_by_timestamp

__all__ = ["without_overlaps"]

_EARLIEST = np.iinfo(np.int64).min


def without_overlaps(table: EventTable) -> EventTable:
    """The events in order of time, each from the end of those that began before it; id and data stay.

    What lies within others as a whole is left out. An event without length overlaps nothing and stays.
    """
    events = sort_by_timestamp(table)
    lasts = events.end > events.start
    taken = np.maximum.accumulate(np.where(lasts, events.end, _EARLIEST))
    taken_until = np.concatenate([[_EARLIEST], taken[:-1]])[: len(events)]
    is_cut = lasts & (events.start < taken_until)
    start = np.where(is_cut, whole_millis(taken_until), events.start)
    lost = np.where(is_cut, taken_until % 1000, 0)
    rows = np.flatnonzero(~is_cut | (taken_until < events.end))
    parts = EventTable(start, events.end - lost, events.payload, events.id, events.payloads)
    return sort_by_timestamp(parts.take(rows))
