"""Arrays of what is known of numbered things, which grow as things are added."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import count
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["UNKNOWN", "Known", "Numbers", "batches", "numbered"]

Numbers = NDArray[np.int64]
"""Numbers that stand for payloads, values or rows."""

Item = TypeVar("Item", bound=Hashable)

_BATCH = 2**15

UNKNOWN = int(np.iinfo(np.int64).min)


def batches(count: int) -> Iterator[slice]:
    """So many items in batches, between which other threads get their turn: every few milliseconds."""
    return (slice(begin, begin + _BATCH) for begin in range(0, count, _BATCH))


def numbered(items: Sequence[Item], numbers: dict[Item, int]) -> Numbers:
    """The number of each item; those that have none yet are given one, in their order."""
    found = [np.empty(0, np.int64)]
    # No step of Python for each item: this is done for every text and value of a history.
    for batch in (items[rows] for rows in batches(len(items))):
        new = [item for item in dict.fromkeys(batch) if item not in numbers]
        numbers.update(zip(new, count(len(numbers))))
        found.append(np.fromiter(map(numbers.__getitem__, batch), np.int64, len(batch)))
    return np.concatenate(found)


class Known:
    """An integer for each of things numbered from 0, `UNKNOWN` until it is learned."""

    def __init__(self) -> None:
        self._of = np.empty(0, np.int64)

    @property
    def size(self) -> int:
        """Bytes."""
        return self._of.nbytes

    def look_up(self, numbers: Numbers) -> Numbers:
        """What is known of each."""
        self._reach(numbers)
        known: Numbers = self._of.take(numbers)
        return known

    def missing(self, numbers: Numbers) -> Numbers:
        """Those of which nothing is known, each once, ascending."""
        unknown = numbers[self.look_up(numbers) == UNKNOWN]
        if not len(unknown):
            return np.empty(0, np.int64)
        is_missing = np.zeros(len(self._of), np.bool_)
        is_missing[unknown] = True
        return np.flatnonzero(is_missing)

    def learn(self, numbers: Numbers, answers: Numbers) -> None:
        """Know these from now on."""
        self._reach(numbers)
        self._of[numbers] = answers

    def look_up_or_find(self, numbers: Numbers, find: Callable[[Numbers], Numbers]) -> Numbers:
        """What is known of each, after finding it for those of which nothing was."""
        missing = self.missing(numbers)
        if len(missing):
            self.learn(missing, find(missing))
        return self.look_up(numbers)

    def _reach(self, numbers: Numbers) -> None:
        """Make room for all of these."""
        needed = int(numbers.max(initial=-1)) + 1
        if needed > len(self._of):
            grown = np.full(max(needed, 2 * len(self._of)), UNKNOWN)
            grown[: len(self._of)] = self._of
            self._of = grown
