"""The time events cover: parts of events within others, and their union."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aw_datastore import EventTable
from aw_datastore.table import Payload
from aw_query.engine.sort import sort_by_timestamp

__all__ = ["filter_period_intersect", "period_union"]

Rows = NDArray[np.int64]

BLOCK = 2**15
"""Pairs compared in one go: what is worked on stays in the processor's cache."""


def filter_period_intersect(table: EventTable, filtering: EventTable) -> EventTable:
    """The parts of events that lie within one of the filtering events, in order of time, with id and data.

    Where filtering events overlap, parts may come twice or not at all: give their union instead.
    """
    events, filters = sort_by_timestamp(table), sort_by_timestamp(filtering)
    of_event, of_filter = _compared(events, filters)
    steps = range(0, len(of_event), BLOCK)
    parts = [_common(events, of_event[at : at + BLOCK], filters, of_filter[at : at + BLOCK]) for at in steps]
    none = np.empty((3, 0), np.int64)
    start, end, rows = map(np.concatenate, zip(none, *parts, strict=True))
    return EventTable(start, end, events.payload.take(rows), events.id.take(rows), events.payloads)


def _common(events: EventTable, of_event: Rows, filters: EventTable, of_filter: Rows) -> tuple[Rows, ...]:
    """What pairs of an event and a filter have in common: starts, ends and rows of events."""
    event_start, filter_start = events.start.take(of_event), filters.start.take(of_filter)
    event_end, filter_end = events.end.take(of_event), filters.end.take(of_filter)
    start, end = np.maximum(event_start, filter_start), np.minimum(event_end, filter_end)
    # Periods that merely touch have nothing in common, unless one of them is but an instant.
    instant = (event_start == event_end) | (filter_start == filter_end)
    meet = np.flatnonzero((start < end) | (instant & (start == end)))
    return start.take(meet), end.take(meet), of_event.take(meet)


def period_union(table1: EventTable, table2: EventTable) -> EventTable:
    """One event without data for each stretch of time that events of either table cover without a gap.

    It has the id of the stretch's first event.
    """
    start = np.concatenate([table1.start, table2.start])
    order = np.argsort(start, kind="stable")
    start = start.take(order)
    covered_until = np.maximum.accumulate(np.concatenate([table1.end, table2.end]).take(order))
    begins = np.ones(len(start), np.bool_)
    begins[1:] = start[1:] > covered_until[:-1]
    first = np.flatnonzero(begins)
    last = np.append(first[1:] - 1, len(start) - 1)[: len(first)]
    no_data: list[Payload] = [{}]
    return EventTable(
        start.take(first),
        covered_until.take(last),
        np.zeros(len(first), np.int32),
        np.concatenate([table1.id, table2.id]).take(order.take(first)),
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
    events_before = np.searchsorted(event_ends, filter_ends, "right")
    # A step leaves behind exactly one, so both counts together number the steps.
    is_filter_step = np.zeros(len(events) + len(filters), np.bool_)
    is_filter_step[np.arange(len(filters)) + events_before] = True
    of_filter: Rows = np.cumsum(is_filter_step) - is_filter_step
    of_event = np.arange(len(of_filter)) - of_filter
    end = min(np.searchsorted(of_event, len(events)), np.searchsorted(of_filter, len(filters)))
    return of_event[:end], of_filter[:end]
