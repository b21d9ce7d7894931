"""Payloads by number, and what operations said of them: each payload is looked at once, also by later queries.

An operation that changes payloads makes no dicts. What it adds to a payload, such as a category or the parts
of an URL, is stored once for all payloads it is added to, and a changed payload is a pair of numbers: that of
a payload as it came from a bucket, and that of what was added. Dicts are made when someone reads them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import count, repeat
from typing import TypeVar, cast

import numpy as np

from aw_datastore.table import Payload
from aw_query.engine.column import FALLS_THROUGH, Column
from aw_query.engine.known import Known, Numbers, batches

__all__ = ["MAX_SIZE", "NOTHING_ADDED", "Pool"]

Remembered = TypeVar("Remembered", Known, Column)

NOTHING_ADDED: Payload = {}
"""What an operation adds to a payload it leaves alone."""

MAX_SIZE = 96 * 2**20
"""Bytes, roughly: a busy year with the usual operations takes about a third."""

MAX_OPERATIONS = 256
"""Operations remembered at a time."""

_PAYLOAD_SIZE = 150
_ADDITION_SIZE = 600


class Pool:
    """Numbered payloads and what is known of them; safe to use from several threads.

    What an operation finds is found outside the lock, so a slow one keeps no other query waiting; if two
    queries ask for the same meanwhile, both find it, and find the same.
    """

    def __init__(self, payloads: Iterable[Payload] = (), max_size: int = MAX_SIZE) -> None:
        self._max_size = max_size
        self._lock = threading.Lock()
        self._stored = list(payloads)
        self._additions = [NOTHING_ADDED]
        self._joined_additions: dict[tuple[int, int], int] = {}
        self._entries = np.zeros((2, 0), np.int64)
        self._count = 0
        self._number_of: dict[int, int] = {}
        self._found: dict[Hashable, Known | Column] = {}
        self._add_entries(np.arange(len(self._stored)), np.zeros(len(self._stored), np.int64))

    @property
    def is_full(self) -> bool:
        """Whether it should take no more payloads."""
        return self.size > self._max_size

    @property
    def size(self) -> int:
        """Bytes that it keeps in memory, roughly."""
        added = _ADDITION_SIZE * len(self._additions)
        with self._lock:
            found = self._size_of_found()
        return _PAYLOAD_SIZE * len(self._stored) + added + self._entries.nbytes + found

    def numbers(self, payloads: Sequence[Payload]) -> Numbers:
        """The number of each payload: the same for the same object, which is kept from now on."""
        numbers = [self._number_batch(payloads[batch]) for batch in batches(len(payloads))]
        return np.concatenate([np.empty(0, np.int64), *numbers])

    def payload(self, number: int) -> Payload:
        """The payload of this number; one that an operation changed is made anew, and not kept."""
        stored, addition = map(int, self._entries[:, number])
        return self._stored[stored] | self._additions[addition] if addition else self._stored[stored]

    def payloads(self, numbers: Numbers) -> list[Payload]:
        """The payloads of these numbers."""
        stored, added = self._entries.take(numbers, axis=1).tolist()
        return [
            self._stored[payload] | self._additions[addition] if addition else self._stored[payload]
            for payload, addition in zip(stored, added, strict=True)
        ]

    def values(self, key: str, numbers: Numbers) -> tuple[Numbers, Column]:
        """What payloads have under a key: for each the index of its value in the column's."""
        with self._lock:
            column = self._remembered(("values", key), Column)
            stored, added = self._entries.take(numbers, axis=1)
            codes = column.of_additions(key, added, self._additions)
            rest = np.flatnonzero(codes == FALLS_THROUGH)
            codes[rest] = column.of_stored(key, stored.take(rest), self._stored)
        return codes, column

    def answers(self, operation: Hashable, numbers: Numbers, find: Callable[[Numbers], Numbers]) -> Numbers:
        """What an operation says of each of these payloads.

        Args:
            operation: names it, with all that its answer depends on besides the payload.
            numbers: the payloads.
            find: the operation; it is asked only about payloads it never was asked about, each once, and may
                be asked several times.
        """
        with self._lock:
            known = self._remembered(operation, Known)
            missing = known.missing(numbers)
        for batch in (missing[rows] for rows in batches(len(missing))):
            found = find(batch)
            with self._lock:
                known.learn(batch, found)
        with self._lock:
            return known.look_up(numbers)

    def changed(
        self, operation: Hashable, numbers: Numbers, additions: Callable[[list[Payload]], Iterable[Payload]]
    ) -> Numbers:
        """The numbers of these payloads with what an operation adds to each.

        Args:
            operation: names it, with all that its answer depends on besides the payload.
            numbers: the payloads.
            additions: gives for each payload what is added, `NOTHING_ADDED` if it stays; the same object for
                several of them is stored once.
        """
        return self.answers(
            operation, numbers, lambda missing: self._add(missing, additions(self.payloads(missing)))
        )

    def _remembered(self, operation: Hashable, kind: type[Remembered]) -> Remembered:
        """What is remembered of an operation; those used longest ago are forgotten when it becomes too much."""
        remembered = self._found.pop(operation, None) or kind()
        self._found[operation] = remembered
        while len(self._found) > MAX_OPERATIONS or self._size_of_found() > self._max_size / 2:
            if len(self._found) == 1:
                break
            del self._found[next(iter(self._found))]
        return cast("Remembered", remembered)

    def _size_of_found(self) -> int:
        return sum(each.size for each in self._found.values())

    def _number_batch(self, payloads: Sequence[Payload]) -> Numbers:
        with self._lock:
            numbers = self._numbers(payloads)
            new = np.flatnonzero(numbers < 0)
            if len(new):
                self._store([payloads[index] for index in new.tolist()])
                numbers = self._numbers(payloads)
        return numbers

    def _numbers(self, payloads: Sequence[Payload]) -> Numbers:
        """The number of each payload, -1 for those not there."""
        return np.fromiter(map(self._number_of.get, map(id, payloads), repeat(-1)), np.int64, len(payloads))

    def _store(self, payloads: Sequence[Payload]) -> None:
        distinct = dict(zip(map(id, payloads), payloads, strict=True))
        first = len(self._stored)
        self._stored.extend(distinct.values())
        numbers = self._add_entries(np.arange(first, len(self._stored)), np.zeros(len(distinct), np.int64))
        self._number_of.update(zip(distinct, numbers.tolist(), strict=True))

    def _add(self, numbers: Numbers, additions: Iterable[Payload]) -> Numbers:
        """New numbers for payloads with something added; those with nothing added keep theirs."""
        with self._lock:
            added = self._number_additions(list(additions))
            changed = np.flatnonzero(added)
            stored, before = self._entries.take(numbers[changed], axis=1)
            outcome = numbers.copy()
            outcome[changed] = self._add_entries(stored, self._join_additions(before, added[changed]))
        return outcome

    def _number_additions(self, additions: list[Payload]) -> Numbers:
        first = len(self._additions)
        self._additions.extend({id(addition): addition for addition in additions}.values())
        number_of = dict(zip(map(id, self._additions[first:]), count(first)))
        number_of[id(NOTHING_ADDED)] = 0
        return np.fromiter(map(number_of.__getitem__, map(id, additions)), np.int64, len(additions))

    def _join_additions(self, before: Numbers, added: Numbers) -> Numbers:
        """The numbers of additions to payloads that have some already."""
        joined = added.copy()
        for row in np.flatnonzero(before).tolist():
            pair = int(before[row]), int(added[row])
            if pair not in self._joined_additions:
                self._joined_additions[pair] = len(self._additions)
                self._additions.append(self._additions[pair[0]] | self._additions[pair[1]])
            joined[row] = self._joined_additions[pair]
        return joined

    def _add_entries(self, stored: Numbers, added: Numbers) -> Numbers:
        """Numbers for pairs of a stored payload and an addition."""
        numbers = np.arange(self._count, self._count + len(stored))
        self._count += len(stored)
        if self._count > self._entries.shape[1]:
            # Another array, not the same resized: someone may be reading this one.
            grown = np.zeros((2, max(self._count, 2 * self._entries.shape[1])), np.int64)
            grown[:, : self._entries.shape[1]] = self._entries
            self._entries = grown
        self._entries[:, numbers] = stored, added
        return numbers
