"""The borders of bins, as a query may write them: a list of instants, or how long each bin lasts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

import numpy as np

from aw_core.errors import InvalidTimestampError
from aw_core.timestamps import parse_timestamp, seconds_to_micros, to_micros
from aw_query.engine.instants import whole_millis
from aw_query.engine.known import Numbers
from aw_query.errors import QueryFunctionException
from aw_query.values import describe

__all__ = ["MAX_BINS", "Bins", "equal_borders", "listed_borders"]

Bins: TypeAlias = list[str] | float
"""ISO 8601 timestamps, or a number of seconds."""

MAX_BINS = 10_000
"""The hours of a year are 8,760."""

_MICROS = 1_000_000
_SHORTEST = 0.001
_FEWEST = 2
"""Borders, of one bin."""


def listed_borders(bins: Sequence[str]) -> Numbers:
    """Instants as microseconds: each bin begins at one, on a whole millisecond, and ends before the next.

    Raises:
        QueryFunctionException: they are too few or too many, one is no timestamp, or they do not ascend.
    """
    if len(bins) < _FEWEST:
        raise _unexpected("at least two timestamps", str(len(bins)))
    if len(bins) > MAX_BINS + 1:
        raise _unexpected(f"at most {MAX_BINS} bins", str(len(bins) - 1))
    borders = np.array([_instant(text) for text in bins], np.int64)
    borders[:-1] = whole_millis(borders[:-1])
    wrong = np.flatnonzero(np.diff(borders) <= 0)
    if len(wrong):
        before, after = bins[wrong[0]], bins[wrong[0] + 1]
        raise _unexpected(
            "timestamps that ascend by a millisecond or more", f"{after!r:.100} after {before!r:.100}"
        )
    return borders


def equal_borders(seconds: float, start: datetime, end: datetime) -> Numbers:
    """The borders of bins that last so long, from start to end, which cuts the last one; none if no time is between.

    Raises:
        QueryFunctionException: the bins are too short or too many.
    """
    if not seconds >= _SHORTEST:
        raise _unexpected(f"a number of seconds of at least {_SHORTEST}", describe(seconds))
    period = (to_micros(end) - to_micros(start)) / _MICROS
    if period <= 0:
        return np.empty(0, np.int64)
    length = min(seconds, period)
    count = math.ceil(period / length)
    begins = (to_micros(start) + seconds_to_micros(n * length) for n in range(min(count, MAX_BINS + 1)))
    # Where rounding made the quotient too large, the last would begin at the end.
    within = [whole_millis(begin) for begin in begins if begin < to_micros(end)]
    if len(within) > MAX_BINS:
        raise _unexpected(f"at most {MAX_BINS} bins from STARTTIME to ENDTIME", str(count))
    return np.array([*within, to_micros(end)], np.int64)


def _instant(text: str) -> int:
    try:
        return to_micros(parse_timestamp(text))
    except InvalidTimestampError:
        raise _unexpected("ISO 8601 timestamps", f"{text!r:.100}") from None


def _unexpected(expected: str, got: str) -> QueryFunctionException:
    return QueryFunctionException(f"`bins` of `bin_events`: expected {expected}, got {got}")
