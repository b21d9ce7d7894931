"""The time events cover: parts of events within others, and their union."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aw_datastore import EventTable
from aw_datastore.table import Payload
from aw_query.engine.lists import concat
from aw_query.engine.sort import sort_by_timestamp

__all__ = ["filter_period_intersect", "period_union"]

Rows = NDArray[np.int64]


def filter_period_intersect(table: EventTable, filtering: EventTable) -> EventTable:
    """The parts of events that lie within one of the filtering events, in order of time, with id and data.

    Where filtering events overlap, parts may come twice or not at all: give their union instead.
    """
    events, filters = sort_by_timestamp(table), sort_by_timestamp(filtering)
    of_event, of_filter = _compared(events, filters)
    start = np.maximum(events.start[of_event], filters.start[of_filter])
    end = np.minimum(events.end[of_event], filters.end[of_filter])
    instant = (events.start == events.end)[of_event] | (filters.start == filters.end)[of_filter]
    # Periods that merely touch have nothing in common, unless one of them is but an instant.
    meet = np.flatnonzero((start < end) | (instant & (start == end)))
    rows = of_event[meet]
    return EventTable(start[meet], end[meet], events.payload[rows], events.id[rows], events.payloads)


def period_union(table1: EventTable, table2: EventTable) -> EventTable:
    """One event without data for each stretch of time that events of either table cover without a gap.

    It has the id of the stretch's first event.
    """
    events = sort_by_timestamp(concat([table1, table2]))
    covered_until = np.maximum.accumulate(events.end)
    begins = np.ones(len(events), np.bool_)
    begins[1:] = events.start[1:] > covered_until[:-1]
    first = np.flatnonzero(begins)
    last = np.append(first[1:] - 1, len(events) - 1)[: len(first)]
    no_data: list[Payload] = [{}]
    return EventTable(
        events.start[first],
        covered_until[last],
        np.zeros(len(first), np.int32),
        events.id[first],
        no_data,
    )


def _compared(events: EventTable, filters: EventTable) -> tuple[Rows, Rows]:
    """The rows of events and filters that one walk over both in order of time compares, in its order.

    The walk begins with the first of each, compares, and leaves behind the one that ends first (the event,
    if both end together), until either is used up. Every event and filter so is left behind at one step, and
    the walk never gets back behind the latest end it has left, so what it is compared with then follows from
    how many of the other have ended before it, counting an earlier, longer one's end for those after it.
    """
    event_ends, filter_ends = np.maximum.accumulate(events.end), np.maximum.accumulate(filters.end)
    filters_before = np.searchsorted(filter_ends, event_ends, "left")
    events_before = np.searchsorted(event_ends, filter_ends, "right")
    of_event = np.concatenate([np.arange(len(events)), events_before])
    of_filter = np.concatenate([filters_before, np.arange(len(filters))])
    possible = np.flatnonzero((of_event < len(events)) & (of_filter < len(filters)))
    # A step leaves behind exactly one, so both counts together number the steps.
    in_order = possible[np.argsort((of_event + of_filter)[possible], kind="stable")]
    return of_event[in_order], of_filter[in_order]
