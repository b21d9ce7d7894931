"""Time per distinct value: events with the same values under some keys become one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from aw_datastore import EventTable
from aw_datastore.table import NO_ID, Payload
from aw_query.engine.durations import summed
from aw_query.engine.payloads import codes, key_of

__all__ = ["merge_events_by_keys"]

_LACKING = object()
"""Stands for the value of a key that a payload lacks; equals no value."""


def merge_events_by_keys(table: EventTable, keys: Sequence[str]) -> EventTable:
    """One event per distinct combination of values under `keys`, in the order they first occur.

    Events that lack one of the keys are a combination of their own. Without keys the events come back as
    they are.
    """
    if not keys:
        return table
    group, combinations = codes(table, lambda payload: _combination(payload, keys))
    sums = summed(table, group, len(combinations))
    first = _first_rows(group, len(combinations))
    order = np.argsort(first)
    rows = first[order]
    examples = [table.payloads[index] for index in table.payload[rows].tolist()]
    return EventTable(
        table.start[rows],
        table.start[rows] + sums[order],
        np.arange(len(rows), dtype=np.int32),
        np.full(len(rows), NO_ID),
        [{key: example[key] for key in keys if key in example} for example in examples],
    )


def _combination(payload: Payload, keys: Sequence[str]) -> Hashable:
    if len(keys) == 1:
        return key_of(payload[keys[0]]) if keys[0] in payload else _LACKING
    return tuple(key_of(payload[key]) if key in payload else _LACKING for key in keys)


def _first_rows(group: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
    """The index of each group's first row."""
    first = np.empty(groups, np.int64)
    # Of several values assigned to one element the last remains: going backwards, that of the first row.
    first[group[::-1]] = np.arange(len(group) - 1, -1, -1)
    return first
