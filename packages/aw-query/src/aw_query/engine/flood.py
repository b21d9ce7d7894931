"""Small gaps between events, filled.

Each pair of neighbours in order of time is settled after the pair before it, which may have changed its first
event. That is seldom so, and seldom matters. So all pairs are settled at once, as if no event had changed;
then those again whose first event has, and so on until none is left. What is left after some rounds is a long
row of events each of which depends on the one before, and only there one is settled after another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aw_datastore import EventTable
from aw_query.engine.instants import whole_millis
from aw_query.engine.known import Numbers
from aw_query.engine.payloads import classes, known
from aw_query.engine.runs import last_true
from aw_query.engine.sort import sort_by_timestamp

__all__ = ["flood"]

_MICROS = 1_000_000
_TRIMMED_OVERLAP = 100_000
"""Overlaps shorter than this, microseconds, are inexact clocks and are trimmed; longer ones stay."""

BLOCK = 2**15
"""Pairs settled in one go: what is worked on stays in the processor's cache."""
MAX_ROUNDS = 16
WORTH_A_ROUND = 64
"""Fewer pairs than these are sooner settled one by one."""

Flags = NDArray[np.bool_]
Rows = Numbers | slice
Period = tuple[int, int]
Periods = tuple[Numbers, Numbers]
"""Starts and ends."""


def flood(table: EventTable, pulsetime: float = 5) -> EventTable:
    """The events in order of time, the gaps of up to `pulsetime` seconds between them filled.

    Goes once over each event and the next in order of start, after what happened to the pair before:

    - equal data: when they overlap the first takes up the second; over a gap the longer one (the first, if
      they are equally long) takes up the other and the gap;
    - different data: the longer one (the first, if equally long) takes the gap. An overlap of less than
      0.1 seconds is a gap of negative length: the longer one gives it up. A longer overlap stays.

    Events without length are dropped at the end.
    """
    events = sort_by_timestamp(table)
    start, end = _Sweep(events, round(pulsetime * _MICROS)).settled()
    lasting = np.flatnonzero(start < end)
    return EventTable(
        start.take(lasting),
        end.take(lasting),
        events.payload.take(lasting),
        events.id.take(lasting),
        events.payloads,
    )


class _Sweep:
    """Events in order of time while their pairs are settled; a pair goes by the row of its first event."""

    def __init__(self, events: EventTable, limit: int) -> None:
        self._limit = limit
        self._original = events.start, events.end
        self._equal = _neighbours_equal(events)
        self._rows = np.arange(len(events))
        # The events as they are between their pair with the one before and that with the one after.
        self._between = events.start.copy(), events.end.copy()
        self._settled = np.empty_like(events.start), np.empty_like(events.end)

    def settled(self) -> Periods:
        """The starts and ends of the events after all pairs are settled in order of time."""
        pairs = range(len(self._rows) - 1)
        for begin in pairs[::BLOCK]:
            self._settle_block(pairs[begin : begin + BLOCK])
        for settled, between in zip(self._settled, self._between, strict=True):
            settled[-1:] = between[-1:]
        return self._settled

    def _settle_block(self, pairs: range) -> None:
        changed = self._settle(slice(pairs.start, pairs.stop), slice(pairs.start + 1, pairs.stop + 1))
        for _ in range(MAX_ROUNDS):
            # The last event of a block is the first of the next one, and is settled there.
            changed = changed[: np.searchsorted(changed, pairs.stop)]
            if len(changed) < WORTH_A_ROUND:
                break
            changed = self._settle(changed, changed + 1)
        self._settle_one_by_one(changed, pairs.stop)

    def _settle(self, first: Rows, second: Rows) -> Numbers:
        """Settle these pairs all at once; the pairs that are to be settled next, as their first event has changed."""
        first_as_is = self._between[0][first], self._between[1][first]
        second_as_was = self._original[0][second], self._original[1][second]
        outcome, (start, end) = _settled(first_as_is, second_as_was, self._equal[first], self._limit)
        self._settled[0][first], self._settled[1][first] = outcome
        changes = np.flatnonzero((start != self._between[0][second]) | (end != self._between[1][second]))
        rows = self._rows[second].take(changes)
        # Of neighbours that all have changed, the second was settled before the first was what it is now. What
        # it will be then is often what it was before, so every other one stays: its pair is settled already.
        is_new_run = np.diff(rows, prepend=-2) != 1
        kept = (np.arange(len(rows)) - last_true(is_new_run)) % 2 == 0
        settle_next: Numbers = rows[kept]
        changes = changes[kept]
        self._between[0][settle_next] = start.take(changes)
        self._between[1][settle_next] = end.take(changes)
        return settle_next

    def _settle_one_by_one(self, changed: Numbers, stop: int) -> None:
        """Settle these pairs, each with those after it and before `stop` as long as their first event changes."""
        # One by one, a memoryview is faster to read and write than an array, and gives plain integers.
        original, between, settled = (
            (start.data, end.data) for start, end in (self._original, self._between, self._settled)
        )
        for pair in changed.tolist():
            for first in range(pair, stop):
                second = first + 1
                outcome, (start, end) = _settled_pair(
                    (between[0][first], between[1][first]),
                    (original[0][second], original[1][second]),
                    bool(self._equal[first]),
                    self._limit,
                )
                settled[0][first], settled[1][first] = outcome
                if (start, end) == (between[0][second], between[1][second]):
                    break
                between[0][second], between[1][second] = start, end


def _settled(first: Periods, second: Periods, equal: Flags, limit: int) -> tuple[Periods, Periods]:
    """What the first and the second events of some pairs become."""
    (start1, end1), (start2, end2) = first, second
    gap = start2 - end1
    first_wins = end1 - start1 >= end2 - start2
    near = (gap != 0) & (gap <= limit)
    contested = near & ~equal & (gap > -_TRIMMED_OVERLAP)
    new_end1 = np.where(contested & first_wins, start2, end1)
    new_start2 = np.where(contested & ~first_wins, whole_millis(end1), start2)
    new_start1, new_end2 = start1.copy(), end2.copy()
    joined = np.flatnonzero(near & equal)
    if len(joined):
        start = np.minimum(start1[joined], start2[joined])
        end = np.maximum(end1[joined], end2[joined])
        nothing = whole_millis(end)
        to_first = first_wins[joined] | (gap[joined] < 0)
        new_start1[joined], new_start2[joined] = _either(to_first, start, nothing)
        new_end1[joined], new_end2[joined] = _either(to_first, end, nothing)
    return (new_start1, new_end1), (new_start2, new_end2)


def _either(chosen: Flags, one: Numbers, other: Numbers) -> tuple[Numbers, Numbers]:
    """One where it is chosen and else the other, and the same the other way round."""
    return np.where(chosen, one, other), np.where(chosen, other, one)


def _settled_pair(first: Period, second: Period, equal: bool, limit: int) -> tuple[Period, Period]:
    """The same of one pair."""
    (start1, end1), (start2, end2) = first, second
    gap = start2 - end1
    if gap == 0 or gap > limit:
        return first, second
    first_wins = end1 - start1 >= end2 - start2
    if equal:
        whole = min(start1, start2), max(end1, end2)
        nothing = (whole_millis(whole[1]),) * 2
        return (whole, nothing) if gap < 0 or first_wins else (nothing, whole)
    if gap <= -_TRIMMED_OVERLAP:
        return first, second
    return ((start1, start2), second) if first_wins else (first, (whole_millis(end1), end2))


def _neighbours_equal(events: EventTable) -> Flags:
    """For each event whether the next has equal data."""
    of_rows = classes(known(events)).take(events.payload)
    equal = np.zeros(len(events), np.bool_)
    equal[:-1] = of_rows[:-1] == of_rows[1:]
    return equal
