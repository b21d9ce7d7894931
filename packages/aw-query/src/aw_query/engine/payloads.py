"""The payloads of tables as the engine has them: numbers in a pool, on which operations are work on arrays."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from aw_core.values import value_key
from aw_datastore import EventTable
from aw_datastore.table import Payload
from aw_query.engine.column import Column
from aw_query.engine.known import Numbers
from aw_query.engine.pool import NOTHING_ADDED, Pool

__all__ = [
    "NOTHING_ADDED",
    "Payloads",
    "changed",
    "classes",
    "dense",
    "joined_payloads",
    "known",
    "pooled",
    "taken",
    "without_spare_payloads",
]

_SPARSE = 16
"""Numbers this many times as large as there are of them are renumbered by sorting them."""


class Payloads(Sequence[Payload]):
    """Payloads by their numbers in a pool; with `only`, no more of each than what it has under those keys.

    One that an operation changed is another dict, equal to the last, each time it is read.
    """

    def __init__(self, pool: Pool, numbers: Numbers, only: Sequence[str] | None = None) -> None:
        self.pool = pool
        self.numbers = numbers
        self.only = only

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> Payload: ...

    @overload
    def __getitem__(self, index: slice) -> Payloads: ...

    def __getitem__(self, index: int | slice) -> Payload | Payloads:
        if isinstance(index, slice):
            return self.take(index)
        return self._shown(self.pool.payload(int(self.numbers[index])))

    def __iter__(self) -> Iterator[Payload]:
        return map(self._shown, self.pool.payloads(self.numbers))

    def is_like(self, other: Payloads) -> bool:
        """Whether the same number is the same payload in both."""
        return self.pool is other.pool and self.only == other.only

    def take(self, indices: NDArray[np.integer[Any]] | slice) -> Payloads:
        """Those at some indices."""
        return Payloads(self.pool, self.numbers[indices], self.only)

    def limited_to(self, keys: Sequence[str]) -> Payloads:
        """The same, showing no other keys than these."""
        shown = keys if self.only is None else [key for key in keys if key in self.only]
        return Payloads(self.pool, self.numbers, shown)

    def copied(self) -> Payloads:
        """The same payloads, as they are shown, in a pool of their own."""
        return Payloads(Pool(self), np.arange(len(self)))

    def values(self, key: str) -> tuple[Numbers, Column]:
        """For each the index of its value under a key in the column's values; 0 if it lacks the key."""
        if self.only is None or key in self.only:
            return self.pool.values(key, self.numbers)
        return np.zeros(len(self), np.int64), Column()

    def answers(self, operation: Hashable, find: Callable[[list[Payload]], Iterable[int]]) -> Numbers:
        """What an operation says of each; see `Pool.answers`."""
        if self.only is not None:
            return self.copied().answers(operation, find)

        def found(missing: Numbers) -> Numbers:
            return np.fromiter(find(self.pool.payloads(missing)), np.int64, len(missing))

        return self.pool.answers(operation, self.numbers, found)

    def _shown(self, payload: Payload) -> Payload:
        return payload if self.only is None else {key: payload[key] for key in self.only if key in payload}


def pooled(table: EventTable, pool: Pool) -> EventTable:
    """The same events with their payloads in this pool, unless it is full."""
    if pool.is_full:
        return table
    table = without_spare_payloads(table)
    payloads = Payloads(pool, pool.numbers(table.payloads))
    return EventTable(table.start, table.end, table.payload, table.id, payloads)


def known(table: EventTable) -> Payloads:
    """The payloads of a table; in a pool of their own, unless they are in one already."""
    if isinstance(table.payloads, Payloads):
        return table.payloads
    return Payloads(Pool(table.payloads), np.arange(len(table.payloads)))


def changed(
    table: EventTable, operation: Hashable, additions: Callable[[list[Payload]], Iterable[Payload]]
) -> EventTable:
    """The events with something added to their payloads, each of which keeps its index; see `Pool.changed`."""
    payloads = known(table)
    if payloads.only is not None or payloads.pool.is_full:
        payloads = payloads.copied()
    numbers = payloads.pool.changed(operation, payloads.numbers, additions)
    return EventTable(table.start, table.end, table.payload, table.id, Payloads(payloads.pool, numbers))


def taken(table: EventTable, of_payloads: NDArray[np.bool_]) -> EventTable:
    """The events whose payload, by index, is chosen."""
    of_rows = of_payloads.take(table.payload)
    return table if of_rows.all() else table.take(np.flatnonzero(of_rows))


def dense(codes: Numbers) -> tuple[Numbers, int]:
    """The same partition in numbers from 0 without holes, and how many there are."""
    if codes.max(initial=0) > _SPARSE * len(codes):
        distinct, renumbered = np.unique(codes, return_inverse=True)
        return renumbered, len(distinct)
    present = np.zeros(_SPARSE * len(codes) + 1, np.int64)
    present[codes] = 1
    new = np.cumsum(present)
    return new.take(codes) - 1, int(new[-1])


def classes(payloads: Payloads) -> Numbers:
    """For each payload a number that it has in common with exactly those that are equal to it."""
    hashes = payloads.answers("hash", lambda found: map(_hash, found))
    in_order = np.sort(hashes)
    if np.all(in_order[:-1] != in_order[1:]):
        return np.arange(len(payloads))
    _, of_hash, count = np.unique(hashes, return_inverse=True, return_counts=True)
    alike = np.flatnonzero(count.take(of_hash) > 1)
    numbers: dict[Hashable, int] = {}
    of_hash[alike] = [
        len(count) + numbers.setdefault(value_key(payload), len(numbers)) for payload in payloads.take(alike)
    ]
    return of_hash


def joined_payloads(lists: Sequence[Sequence[Payload]]) -> Sequence[Payload]:
    """The payloads of one list after another's; numbers in a pool if they all are."""
    first = lists[0]
    if isinstance(first, Payloads):
        numbers = [each.numbers for each in lists if isinstance(each, Payloads) and each.is_like(first)]
        if len(numbers) == len(lists):
            return Payloads(first.pool, np.concatenate(numbers), first.only)
    return [payload for payloads in lists for payload in payloads]


def without_spare_payloads(table: EventTable) -> EventTable:
    """The same events over a list of payloads that is at most twice as long as they are."""
    if len(table.payloads) <= 2 * len(table):
        return table
    indices, payload = np.unique(table.payload, return_inverse=True)
    payloads = (
        table.payloads.take(indices)
        if isinstance(table.payloads, Payloads)
        else [table.payloads[index] for index in indices.tolist()]
    )
    return EventTable(table.start, table.end, payload.astype(np.int32), table.id, payloads)


def _hash(payload: Payload) -> int:
    """The same for equal payloads, whatever the order of their keys; also for 1 and true."""
    try:
        return hash(frozenset(payload.items()))
    except TypeError:  # a list or dict is among the values
        return hash(frozenset((key, value_key(value)) for key, value in payload.items()))
