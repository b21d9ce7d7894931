"""Time per distinct value: events with the same values under some keys become one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aw_datastore import EventTable
from aw_datastore.table import NO_ID
from aw_query.engine.combinations import Combinations
from aw_query.engine.durations import summed

__all__ = ["merge_events_by_keys"]


def merge_events_by_keys(table: EventTable, keys: Sequence[str]) -> EventTable:
    """One event per distinct combination of values under `keys`, in the order they first occur.

    Events that lack one of the keys are a combination of their own. Without keys the events come back as
    they are.
    """
    if not keys:
        return table
    combinations = Combinations.of(table, keys)
    sums = summed(table.end - table.start, combinations.of_row, len(combinations))
    order = np.argsort(combinations.first)[np.count_nonzero(combinations.first < 0) :]
    rows = combinations.first.take(order)
    start = table.start.take(rows)
    return EventTable(
        start,
        start + sums.take(order),
        np.arange(len(rows), dtype=np.int32),
        np.full(len(rows), NO_ID),
        combinations.payloads.take(table.payload.take(rows)),
    )
