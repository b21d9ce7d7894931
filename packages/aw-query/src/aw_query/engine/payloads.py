"""Work on a table's distinct payloads, each once, instead of on its events."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aw_core.values import equal_values, value_key
from aw_datastore import EventTable
from aw_datastore.table import Payload

__all__ = ["codes", "key_of", "neighbours_equal", "replaced", "rows_where", "used", "without_spare_payloads"]


def used(table: EventTable) -> Iterator[tuple[int, Payload]]:
    """The payloads that rows refer to, each once, with its index."""
    return ((index, table.payloads[index]) for index in table.used_payloads().tolist())


def rows_where(table: EventTable, holds: Callable[[Payload], bool]) -> NDArray[np.bool_]:
    """For each row whether a condition holds for its payload."""
    chosen = np.zeros(len(table.payloads), np.bool_)
    chosen[[index for index, payload in used(table) if holds(payload)]] = True
    return chosen[table.payload]


def replaced(table: EventTable, changed: Iterable[Payload]) -> EventTable:
    """The table with the payloads that rows refer to replaced, in order of index; each keeps its index."""
    payloads = list(table.payloads)
    for index, payload in zip(table.used_payloads().tolist(), changed, strict=True):
        payloads[index] = payload
    return EventTable(table.start, table.end, table.payload, table.id, payloads)


def codes(table: EventTable, key: Callable[[Payload], Hashable]) -> tuple[NDArray[np.int64], list[Hashable]]:
    """For each row the index of its payload's key in a list of the distinct keys."""
    numbers: dict[Hashable, int] = {}
    of_payload = np.zeros(len(table.payloads), np.int64)
    for index, payload in used(table):
        of_payload[index] = numbers.setdefault(key(payload), len(numbers))
    return of_payload[table.payload], list(numbers)


def key_of(value: Any) -> Hashable:
    """`value_key`, without a call for the commonest kind of value, which is its own key."""
    return value if type(value) is str else value_key(value)


def neighbours_equal(table: EventTable, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """For each of these rows whether the row after it has equal data."""
    left, right = table.payload[rows], table.payload[rows + 1]
    equal = np.equal(left, right)
    unsure = np.flatnonzero(~equal)
    payloads = table.payloads
    pairs = zip(left[unsure].tolist(), right[unsure].tolist(), strict=True)
    # Python's `==` is quick to tell nearly all pairs apart, but takes 1 and true for equal.
    equal[unsure] = [payloads[a] == payloads[b] and equal_values(payloads[a], payloads[b]) for a, b in pairs]
    return equal


def without_spare_payloads(table: EventTable) -> EventTable:
    """The same events over a list of payloads that is at most twice as long as they are."""
    if len(table.payloads) <= 2 * len(table):
        return table
    indices, payload = np.unique(table.payload, return_inverse=True)
    payloads = [table.payloads[index] for index in indices.tolist()]
    return EventTable(table.start, table.end, payload.astype(np.int32), table.id, payloads)
