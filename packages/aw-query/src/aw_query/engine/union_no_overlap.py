"""Two lists of events as one in which the first list has precedence.

Lists in order of time that do not overlap in themselves, as they are expected, are united by work on arrays.
Any others are walked through event by event, as what becomes of an event then depends on all before it.
"""

from __future__ import annotations

from heapq import merge
from typing import NamedTuple

import numpy as np

from aw_datastore import EventTable
from aw_query.engine.instants import whole_millis
from aw_query.engine.known import Numbers
from aw_query.engine.lists import concat
from aw_query.engine.runs import last_true
from aw_query.engine.sort import sort_by_timestamp

__all__ = ["union_no_overlap"]


def union_no_overlap(table1: EventTable, table2: EventTable) -> EventTable:
    """The events of the first table and, with their id and data, the parts of the second around them.

    Each table is expected in order of time and not to overlap in itself; the result is in order of time.
    Each event of the first is laid over the one event of the second that it meets first. An event without
    length overlaps nothing, and comes before those with a length that start when it does.
    """
    joined = concat([table1, table2])
    first, second = joined.take(slice(len(table1))), joined.take(slice(len(table1), None))
    (instants1, lasting1), (instants2, lasting2) = _by_length(first), _by_length(second)
    if all(map(_is_in_order, (instants1, instants2, lasting1, lasting2))):
        parts = _parts_around(lasting1, lasting2)
        if parts is not None:
            return sort_by_timestamp(concat([instants1, instants2, lasting1, parts]))
    return _walked(joined, len(table1))


def _by_length(table: EventTable) -> tuple[EventTable, EventTable]:
    """The events without and those with a length."""
    lasts = table.end > table.start
    return table.take(~lasts), table.take(lasts)


def _is_in_order(table: EventTable) -> bool:
    """Whether each event starts on a whole millisecond, none before the one before it has ended."""
    return bool(np.all(table.start[1:] >= table.end[:-1]) and not np.any(table.start % 1000))


def _parts_around(first: EventTable, second: EventTable) -> EventTable | None:
    """The parts of the second table's events around those of the first, if they can be told all at once.

    What is left of an event after one laid over it starts on a whole millisecond, and ends as much earlier.
    So after several it may just miss one that it met as a whole; None is the answer then.
    """
    under = np.searchsorted(second.end, first.start, "right")
    over = first.take(slice(int(np.searchsorted(under, len(second)))))
    under = under[: len(over)]
    whole_start, whole_end = second.start.take(under), second.end.take(under)
    is_new = np.diff(under, prepend=-1) > 0
    lost = np.where(over.end > whole_start, over.end % 1000, 0)
    lost_before = np.cumsum(lost) - lost
    end = whole_end - (lost_before - lost_before[last_true(is_new)])
    if np.any(over.start >= end):
        return None
    previous_end = whole_millis(np.concatenate([whole_start[:1], over.end[:-1]]))
    start = np.where(is_new, whole_start, np.maximum(whole_start, previous_end))
    before = np.flatnonzero(start < over.start)
    cut = np.maximum(start, over.end)
    after = np.flatnonzero(np.append(is_new[1:], True)[: len(over)] & (cut < end))
    rest = whole_millis(cut[after])
    untouched = np.delete(np.arange(len(second)), under)
    return _pieces(
        second,
        np.concatenate([start[before], rest, second.start[untouched]]),
        np.concatenate([over.start[before], rest + end[after] - cut[after], second.end[untouched]]),
        np.concatenate([under[before], under[after], untouched]),
    )


def _pieces(table: EventTable, start: Numbers, end: Numbers, rows: Numbers) -> EventTable:
    """Pieces of a table's rows."""
    return EventTable(start, end, table.payload.take(rows), table.id.take(rows), table.payloads)


class Piece(NamedTuple):
    """A row of the joined tables, or what is left of it."""

    start: int
    end: int
    row: int

    def between(self, start: int, end: int) -> Piece:
        """The part between two instants; a start it takes anew is a whole millisecond."""
        whole = whole_millis(start)
        return Piece(whole, whole + end - start, self.row)


def _walked(joined: EventTable, count1: int) -> EventTable:
    """The union of two tables, joined, of which the first has so many events; one event after another."""
    rows = zip(joined.start.tolist(), joined.end.tolist(), range(len(joined)), strict=True)
    pieces = [Piece(*row) for row in rows]
    first, second = pieces[:count1], pieces[count1:]
    united = merge(
        _instants(first),
        _instants(second),
        _lay_over(_lasting(first), _lasting(second)),
        key=lambda piece: piece.start,
    )
    start, end, row = np.array([*united], np.int64).reshape(-1, 3).T
    return _pieces(joined, start, end, row)


def _lay_over(first: list[Piece], second: list[Piece]) -> list[Piece]:
    """The union of pieces that all have a length; uses up both lists."""
    first.reverse()
    second.reverse()
    united: list[Piece] = []
    while first and second:
        over, under = first[-1], second.pop()
        if over.start <= under.start:
            united.append(first.pop())
            cut = max(under.start, over.end)
        else:
            cut = min(under.end, over.start)
            united.append(under.between(under.start, cut))
        if cut < under.end:
            second.append(under.between(cut, under.end))
    return [*united, *reversed(first), *reversed(second)]


def _instants(pieces: list[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.end <= piece.start]


def _lasting(pieces: list[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.end > piece.start]
