"""What can be done with any list: joining, cutting, counting, adding up, comparing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, chain, repeat

import numpy as np

from aw_datastore import EventTable
from aw_datastore.table import Payload
from aw_query.engine.payloads import classes, joined_payloads, known, without_spare_payloads
from aw_query.errors import QueryFunctionException

__all__ = ["concat", "count_events", "equal_tables", "limit_events", "sum_values"]


def limit_events(table: EventTable, count: int) -> EventTable:
    """The first `count` events, all if there are fewer, none if `count` is not positive."""
    return table.take(slice(max(count, 0)))


def concat(tables: Sequence[EventTable]) -> EventTable:
    """The events of one table after those of another."""
    if len(tables) == 1:
        return tables[0]
    payloads: Sequence[Payload]
    if all(table.payloads is tables[0].payloads for table in tables):
        payloads, moved = tables[0].payloads, [table.payload for table in tables]
    else:
        tables = [without_spare_payloads(table) for table in tables]
        payloads = joined_payloads([table.payloads for table in tables])
        offsets = accumulate((len(table.payloads) for table in tables), initial=0)
        moved = [table.payload + np.int32(offset) for table, offset in zip(tables, offsets, strict=False)]
    return EventTable(
        np.concatenate([table.start for table in tables]),
        np.concatenate([table.end for table in tables]),
        np.concatenate(moved),
        np.concatenate([table.id for table in tables]),
        payloads,
    )


def count_events(table: EventTable) -> int:
    """The number of events."""
    return len(table)


def sum_values(table: EventTable, key: str) -> int | float:
    """The sum of the numbers under a key, each event's once.

    Raises:
        QueryFunctionException: the sum is beyond what a number can be.
    """
    uses = np.bincount(table.payload, minlength=len(table.payloads))
    counted = [
        (value, int(uses[index]))
        for index in table.used_payloads()
        if isinstance(value := table.payloads[index].get(key), int | float) and not isinstance(value, bool)
    ]
    if all(isinstance(value, int) for value, _ in counted):
        return sum(value * times for value, times in counted)
    try:
        return math.fsum(chain.from_iterable(repeat(value, times) for value, times in counted))
    except OverflowError as error:
        raise QueryFunctionException(
            f"the values under {key!r} add up to more than a number can be"
        ) from error


def equal_tables(left: EventTable, right: EventTable) -> bool:
    """Whether two tables have the same events in the same order; ids do not count."""
    if not (np.array_equal(left.start, right.start) and np.array_equal(left.end, right.end)):
        return False
    both = concat([left, right])
    of_rows = classes(known(both)).take(both.payload)
    return np.array_equal(of_rows[: len(left)], of_rows[len(left) :])
