"""Sums of durations, exact to the microsecond."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aw_datastore import EventTable
from aw_query.errors import QueryFunctionException

__all__ = ["sum_durations", "summed"]

_MICROS = 1_000_000
_INT64_ROOM = 2**62
_FLOAT_ROOM = 2**53
"""Whole numbers up to here are exact as floats, and so are their sums: 285 years in microseconds."""


def sum_durations(table: EventTable) -> float:
    """How long the events took together, in seconds; time that several of them cover counts several times."""
    durations = table.end - table.start
    fits = np.abs(durations).sum(dtype=np.float64) < _INT64_ROOM
    total = int(durations.sum()) if fits else sum(map(int, durations))
    return total / _MICROS


def summed(table: EventTable, group: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
    """The sum of durations in each group, microseconds, given the group of each row.

    Raises:
        QueryFunctionException: a sum is beyond what a duration can be.
    """
    durations = table.end - table.start
    if np.abs(durations).sum(dtype=np.float64) < _FLOAT_ROOM:
        return np.bincount(group, durations, groups).astype(np.int64)
    if np.any(np.bincount(group, np.abs(durations), groups) >= _INT64_ROOM):
        raise QueryFunctionException("the durations of the merged events add up to more than 146,000 years")
    sums = np.zeros(groups, np.int64)
    np.add.at(sums, group, durations)
    return sums
