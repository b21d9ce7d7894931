"""Two lists of events as one in which the first list has precedence."""

from __future__ import annotations

from heapq import merge
from typing import NamedTuple

import numpy as np

from aw_datastore import EventTable
from aw_query.engine.instants import whole_millis
from aw_query.engine.lists import concat

__all__ = ["union_no_overlap"]


class Piece(NamedTuple):
    """A row of the joined tables, or what is left of it."""

    start: int
    end: int
    row: int

    def between(self, start: int, end: int) -> Piece:
        """The part between two instants; a start it takes anew is a whole millisecond."""
        whole = whole_millis(start)
        return Piece(whole, whole + end - start, self.row)


def union_no_overlap(table1: EventTable, table2: EventTable) -> EventTable:
    """The events of the first table and, with their id and data, the parts of the second around them.

    Each table is expected in order of time and not to overlap in itself; the result is in order of time.
    Each event of the first is laid over the one event of the second that it meets first. An event without
    length overlaps nothing, and comes before those with a length that start when it does.
    """
    joined = concat([table1, table2])
    rows = zip(joined.start.tolist(), joined.end.tolist(), range(len(joined)), strict=True)
    pieces = [Piece(*row) for row in rows]
    first, second = pieces[: len(table1)], pieces[len(table1) :]
    instants1, instants2 = _instants(first), _instants(second)
    united = merge(
        instants1, instants2, _lay_over(_lasting(first), _lasting(second)), key=lambda piece: piece.start
    )
    return _table_of(list(united), joined)


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


def _table_of(pieces: list[Piece], joined: EventTable) -> EventTable:
    rows = np.array([piece.row for piece in pieces], np.int64)
    return EventTable(
        np.array([piece.start for piece in pieces], np.int64),
        np.array([piece.end for piece in pieces], np.int64),
        joined.payload[rows],
        joined.id[rows],
        joined.payloads,
    )
