"""Small gaps between events, filled.

Each pair of neighbours in order of time is settled after the pair before it, because that may have moved the
start of its first event. Yet little depends on what was before: where neighbours differ in data, an end stays
until its own pair is settled, and a start is one of two, its own or the end of the event before ("moved").
Which of them is true or false, and is worked out for all such pairs at once. Neighbours with equal data are
settled one by one, from the last event of which it is certain whether it is moved to the next such one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aw_core.values import equal_values
from aw_datastore import EventTable
from aw_query.engine.instants import whole_millis
from aw_query.engine.payloads import neighbours_equal
from aw_query.engine.sort import sort_by_timestamp

__all__ = ["flood"]

_MICROS = 1_000_000
_TRIMMED_OVERLAP = 100_000
"""Overlaps shorter than this, microseconds, are inexact clocks and are trimmed; longer ones stay."""

Times = NDArray[np.int64]
Flags = NDArray[np.bool_]
Period = tuple[int, int]


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
    start, end = _settled(events, round(pulsetime * _MICROS)) if len(events) else (events.start, events.end)
    lasting = start < end
    return EventTable(
        start[lasting], end[lasting], events.payload[lasting], events.id[lasting], events.payloads
    )


def _settled(events: EventTable, limit: int) -> tuple[Times, Times]:
    """The starts and ends of events in order of time after each pair is settled."""
    pairs = _Pairs.of(events, limit)
    moves = _Moves.of(pairs)
    one_by_one = _OneByOne(events, pairs, moves, limit)
    one_by_one.run()
    moved = moves.moved()
    start = np.where(moved, pairs.start_if_moved, pairs.start)
    end = pairs.end.copy()
    gains = np.flatnonzero(pairs.contested & ~moved[1:])
    end[gains] = pairs.start[gains + 1]
    settled = one_by_one.settled
    return np.where(settled, one_by_one.start, start), np.where(settled, one_by_one.end, end)


@dataclass(frozen=True)
class _Pairs:
    """Events in order of time, and what is so of each and the next before any is settled."""

    start: Times
    end: Times
    start_if_moved: Times
    """The end of the event before; the first is never moved."""
    near: Flags
    """There is a gap between them that can be filled, or an overlap."""
    equal: Flags
    """They are near and have equal data."""
    contested: Flags
    """They are near and have different data, and do not overlap by much: the longer one takes the gap."""

    @classmethod
    def of(cls, events: EventTable, limit: int) -> _Pairs:
        start_if_moved = np.concatenate([events.start[:1], whole_millis(events.end[:-1])])
        gap = events.start[1:] - events.end[:-1]
        near = (gap != 0) & (gap <= limit)
        equal = near.copy()
        rows = np.flatnonzero(near)
        equal[rows] = neighbours_equal(events, rows)
        return cls(
            events.start, events.end, start_if_moved, near, equal, near & ~equal & (gap > -_TRIMMED_OVERLAP)
        )


class _Moves:
    """For each event whether its start is moved, as far as one can tell before any pair is settled.

    Of some it is `certain`, and `moved` has it; of the others it is as of the event before, or the `opposite`.
    """

    def __init__(self, certain: Flags, moved: Flags, opposite: Flags) -> None:
        self.certain = certain
        self._moved = moved
        self._opposite = opposite

    @classmethod
    def of(cls, pairs: _Pairs) -> _Moves:
        length = pairs.end - pairs.start
        length_if_moved = pairs.end - pairs.start_if_moved
        moved_after_kept = pairs.contested & (length[:-1] < length[1:])
        moved_after_moved = pairs.contested & (length_if_moved[:-1] < length[1:])
        return cls(
            certain=_after_first((moved_after_kept == moved_after_moved) & ~pairs.equal, first=True),
            moved=_after_first(moved_after_kept, first=False),
            opposite=_after_first(moved_after_kept & ~moved_after_moved & ~pairs.equal, first=False),
        )

    def is_moved(self, event: int) -> bool:
        """Whether an event of which it is certain is moved."""
        return bool(self._moved[event])

    def last_certain(self) -> Times:
        """For each event the last one up to it of which it is certain."""
        return np.maximum.accumulate(np.where(self.certain, np.arange(len(self.certain)), 0))

    def make_certain(self, event: int, *, moved: bool) -> None:
        self.certain[event], self._moved[event], self._opposite[event] = True, moved, False

    def moved(self) -> Flags:
        """For each event whether it is moved: as the last certain one, turned round by each opposite since."""
        last = self.last_certain()
        turns = np.cumsum(self._opposite)
        return np.logical_xor(self._moved[last], (turns - turns[last]) % 2)


class _OneByOne:
    """Settles the pairs for which there is no rule for all at once.

    `start` and `end` are the outcome for the events that are `settled` here.
    """

    def __init__(self, events: EventTable, pairs: _Pairs, moves: _Moves, limit: int) -> None:
        self.start, self.end = np.empty_like(pairs.start), np.empty_like(pairs.end)
        self.settled = np.zeros(len(events), np.bool_)
        self._events = events
        self._pairs = pairs
        self._moves = moves
        self._limit = limit
        # One by one, a memoryview is faster to read and write than an array, and gives plain integers.
        self._start, self._end = pairs.start.data, pairs.end.data
        self._start_if_moved = pairs.start_if_moved.data
        self._outcome = self.start.data, self.end.data, self.settled.data

    def run(self) -> None:
        last_certain = self._moves.last_certain()
        reached = 0
        for pair in np.flatnonzero(self._pairs.equal).tolist():
            if pair >= reached:
                reached = self._run_from(max(reached, int(last_certain[pair])), pair)

    def _run_from(self, event: int, pair: int) -> int:
        """Settle from an event beyond a pair up to the next event that is as if settled at once."""
        period = self._period(event, moved=self._moves.is_moved(event))
        while event < len(self._start) - 1:
            following = self._period(event + 1, moved=False)
            outcome, period = self._settle(event, period, following)
            self._put(event, outcome)
            event += 1
            if event > pair:
                for moved in (False, True):
                    if period == self._period(event, moved=moved):
                        self._moves.make_certain(event, moved=moved)
                        return event
        self._put(event, period)
        return event + 1

    def _put(self, event: int, outcome: Period) -> None:
        start, end, settled = self._outcome
        start[event], end[event] = outcome
        settled[event] = True

    def _period(self, event: int, *, moved: bool) -> Period:
        return (self._start_if_moved if moved else self._start)[event], self._end[event]

    def _settle(self, event: int, first: Period, second: Period) -> tuple[Period, Period]:
        """What the periods of an event and the next become."""
        (start1, end1), (start2, end2) = first, second
        gap = start2 - end1
        if gap == 0 or gap > self._limit:
            return first, second
        first_wins = end1 - start1 >= end2 - start2
        if self._is_equal(event):
            whole = (min(start1, start2), max(end1, end2))
            nothing = (whole_millis(whole[1]),) * 2
            return (whole, nothing) if gap < 0 or first_wins else (nothing, whole)
        if gap <= -_TRIMMED_OVERLAP:
            return first, second
        return ((start1, start2), second) if first_wins else (first, (whole_millis(end1), end2))

    def _is_equal(self, event: int) -> bool:
        """Whether an event and the next have equal data; also if they have come near only now."""
        if self._pairs.near[event]:
            return bool(self._pairs.equal[event])
        payloads, payload = self._events.payloads, self._events.payload
        return equal_values(payloads[payload[event]], payloads[payload[event + 1]])


def _after_first(of_pairs: Flags, *, first: bool) -> Flags:
    """What is so of each event after the first, by the pair it is the second of; and of the first."""
    return np.concatenate([[first], of_pairs])
