"""Time per distinct value: events with the same values under some keys become one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aw_datastore import EventTable
from aw_datastore.table import NO_ID
from aw_query.engine.durations import summed
from aw_query.engine.known import Numbers
from aw_query.engine.payloads import Payloads, dense, known

__all__ = ["merge_events_by_keys"]


def merge_events_by_keys(table: EventTable, keys: Sequence[str]) -> EventTable:
    """One event per distinct combination of values under `keys`, in the order they first occur.

    Events that lack one of the keys are a combination of their own. Without keys the events come back as
    they are.
    """
    if not keys:
        return table
    payloads = known(table)
    combination, combinations = _combinations(payloads, keys)
    group = combination.take(table.payload)
    sums = summed(table, group, combinations)
    first = _first_rows(group, combinations)
    order = np.argsort(first)[np.count_nonzero(first < 0) :]
    rows = first.take(order)
    start = table.start.take(rows)
    return EventTable(
        start,
        start + sums.take(order),
        np.arange(len(rows), dtype=np.int32),
        np.full(len(rows), NO_ID),
        payloads.take(table.payload.take(rows)).limited_to(keys),
    )


def _combinations(payloads: Payloads, keys: Sequence[str]) -> tuple[Numbers, int]:
    """For each payload which combination of values it has, in numbers without holes, and how many there are."""
    codes, count = np.zeros(len(payloads), np.int64), 1
    for key in dict.fromkeys(keys):
        of_key, column = payloads.values(key)
        codes, count = dense(codes * len(column.values) + of_key)
    return codes, count


def _first_rows(group: Numbers, groups: int) -> Numbers:
    """The index of each group's first row, -1 for groups without rows."""
    first = np.full(groups, -1)
    # Of several values assigned to one element the last remains: going backwards, that of the first row.
    first[group[::-1]] = np.arange(len(group) - 1, -1, -1)
    return first
