"""Sums of durations, exact to the microsecond."""

from __future__ import annotations

import numpy as np

from aw_datastore import EventTable
from aw_query.engine.known import Numbers
from aw_query.errors import QueryFunctionException

__all__ = ["check_sum", "sum_durations", "summed"]

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


def summed(durations: Numbers, group: Numbers, groups: int) -> Numbers:
    """The sum of durations in each group, all in microseconds, given the group of each.

    Raises:
        QueryFunctionException: a sum is beyond what a duration can be.
    """
    if np.abs(durations).sum(dtype=np.float64) < _FLOAT_ROOM:
        return np.bincount(group, durations, groups).astype(np.int64)
    _check(np.bincount(group, np.abs(durations), groups).max(initial=0))
    sums = np.zeros(groups, np.int64)
    np.add.at(sums, group, durations)
    return sums


def check_sum(durations: Numbers) -> None:
    """Raise a QueryFunctionException if durations are together beyond what a duration can be."""
    _check(np.abs(durations).sum(dtype=np.float64))


def _check(micros: float) -> None:
    if micros >= _INT64_ROOM:
        raise QueryFunctionException("the durations of the merged events add up to more than 146,000 years")
