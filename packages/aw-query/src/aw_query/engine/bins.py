"""Time per distinct value in each of several bins.

By event only the bins are worked out in which it begins and ends. How often those between are filled is counted
for all events together, so events that last over many bins take no more memory than others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aw_datastore import EventTable
from aw_datastore.table import NO_ID
from aw_query.engine.combinations import Combinations
from aw_query.engine.durations import check_sum, summed
from aw_query.engine.known import Numbers
from aw_query.errors import QueryFunctionException

__all__ = ["MAX_FILLED", "bin_events", "limit_per_bin"]

MAX_FILLED = 2**21
"""Pairs of a combination and a bin that one of its events fills; they take some 200 MB."""

_FEW_CELLS = 2**20
"""So many pairs of a combination and a bin are summed without looking first which of them there are."""


def bin_events(table: EventTable, keys: Sequence[str], borders: Numbers) -> EventTable:
    """One event per bin and combination of values under `keys` with time in it: bin by bin, the longest first.

    Args:
        table: the events.
        keys: told apart as `merge_events_by_keys` does; without keys all events are one.
        borders: at least two instants, microseconds, ascending: each bin begins at one, which is a whole
            millisecond, and ends before the next.

    Raises:
        QueryFunctionException: there are more than MAX_FILLED pairs of a combination and a bin that an event
            fills, or a sum is beyond what a duration can be.
    """
    combinations = Combinations.of(table, keys)
    bins = len(borders) - 1
    cells, sums = _summed_by_cell(*_parts(table, combinations.of_row, borders), len(combinations) * bins)
    combination, number = np.divmod(cells, bins)
    first = combinations.first.take(combination)
    order = np.lexsort((first, -sums, number))
    start = borders.take(number.take(order))
    rows, payload = np.unique(first.take(order), return_inverse=True)
    return EventTable(
        start,
        start + sums.take(order),
        payload.astype(np.int32),
        np.full(len(start), NO_ID),
        combinations.payloads.take(table.payload.take(rows)),
    )


def limit_per_bin(binned: EventTable, count: int) -> EventTable:
    """The first `count` events of each bin, none if it is not positive, given what `bin_events` answers."""
    rank = np.arange(len(binned)) - np.searchsorted(binned.start, binned.start)
    return binned.take(np.flatnonzero(rank < count))


def _parts(table: EventTable, of_row: Numbers, borders: Numbers) -> tuple[Numbers, Numbers]:
    """Events cut at the borders: for each part its cell, `combination * bins + bin`, and its microseconds.

    Parts that fill their bin come as one for each cell.
    """
    start, end = np.maximum(table.start, borders[0]), np.minimum(table.end, borders[-1])
    rows = np.flatnonzero(start < end)
    start, end, cell = start.take(rows), end.take(rows), of_row.take(rows) * (len(borders) - 1)
    check_sum(end - start)
    bin_begun = np.searchsorted(borders, start, "right") - 1
    bin_end = borders.take(bin_begun + 1)
    longer = np.flatnonzero(end > bin_end)
    bin_ended = np.searchsorted(borders, end.take(longer), "left") - 1
    begun, ended = cell + bin_begun, cell.take(longer) + bin_ended
    filled, filled_for = _filled(begun.take(longer) + 1, ended, np.diff(borders))
    return (
        np.concatenate([begun, ended, filled]),
        np.concatenate(
            [np.minimum(end, bin_end) - start, end.take(longer) - borders.take(bin_ended), filled_for]
        ),
    )


def _filled(begins: Numbers, ends: Numbers, widths: Numbers) -> tuple[Numbers, Numbers]:
    """The cells in ranges from `begins` to before `ends`, each once, and their widths times the ranges they are in."""
    at = np.concatenate([begins, ends])
    change = np.repeat([1, -1], len(begins))
    order = np.argsort(at, kind="stable")
    at, depth = at.take(order), np.cumsum(change.take(order))
    lengths = np.where(depth > 0, np.diff(at, append=at[-1:]), 0)
    before = np.cumsum(lengths) - lengths
    count = int(lengths.sum())
    if count > MAX_FILLED:
        raise QueryFunctionException(
            f"bin_events: events fill {count} pairs of a bin and a combination, more than {MAX_FILLED}; "
            "fewer bins or keys make it less"
        )
    cells = np.repeat(at - before, lengths) + np.arange(count)
    return cells, np.repeat(depth, lengths) * widths.take(cells % len(widths))


def _summed_by_cell(cells: Numbers, durations: Numbers, count: int) -> tuple[Numbers, Numbers]:
    """Each cell of so many that there can be, once and ascending, with the sum of its durations."""
    if count <= _FEW_CELLS:
        distinct, of_part = np.arange(count), cells
    else:
        distinct, of_part = np.unique(cells, return_inverse=True)
    sums = summed(durations, of_part, len(distinct))
    found = np.flatnonzero(sums)
    return distinct.take(found), sums.take(found)
