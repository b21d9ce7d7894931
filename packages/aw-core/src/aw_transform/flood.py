"""Small gaps between events, filled.

Watchers report what they see every few seconds, which leaves gaps of about that length between two events
although nothing happened in them but the change from one to the other.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from aw_core.models import Event
from aw_core.values import equal_values
from aw_transform.sort import sort_by_timestamp

__all__ = ["flood"]

logger = logging.getLogger(__name__)

_NOTHING = timedelta()
_TRIMMED_OVERLAP = timedelta(seconds=0.1)
"""Overlaps shorter than this are inexact clocks and are trimmed; longer ones are taken as meant."""


def flood(events: Iterable[Event], pulsetime: float = 5) -> list[Event]:
    """The events in order of time, the gaps of up to `pulsetime` seconds between them filled.

    Goes once over each event and the next in order of start, after what happened to the pair before:

    - equal data: when they overlap the first takes up the second; over a gap the longer one (the first, if
      they are equally long) takes up the other and the gap;
    - different data: the longer one (the first, if equally long) takes the gap. An overlap of less than
      0.1 seconds is a gap of negative length: the longer one gives it up. A longer overlap stays.

    Events without length are dropped at the end. Events that touch are left apart even if their data is
    equal, so three or more equal events in a row may come back as several that touch or overlap.
    """
    flooded = sort_by_timestamp(events)
    limit = timedelta(seconds=pulsetime)
    overlaps = 0
    for first, second in pairwise(flooded):
        overlaps += _settle(first, second, limit)
    if overlaps:
        logger.warning("flood: %d overlaps of events with different data left as they are", overlaps)
    return [event for event in flooded if event.duration > _NOTHING]


def _settle(first: Event, second: Event, limit: timedelta) -> bool:
    """Close the gap between two events, in place; True if they overlap and are left so."""
    gap = second.timestamp - first.end
    if gap == _NOTHING or gap > limit:
        return False
    first_wins = first.duration >= second.duration
    if equal_values(first.data, second.data):
        if gap < _NOTHING or first_wins:
            _take_up(first, second)
        else:
            _take_up(second, first)
        return False
    if gap <= -_TRIMMED_OVERLAP:
        return True
    if first_wins:
        first.duration = second.timestamp - first.timestamp
    else:
        _set_period(second, first.end, second.end)
    return False


def _take_up(winner: Event, loser: Event) -> None:
    """Let one event cover both; the other is left without length at the end."""
    start, end = min(winner.timestamp, loser.timestamp), max(winner.end, loser.end)
    _set_period(winner, start, end)
    loser.timestamp, loser.duration = end, _NOTHING


def _set_period(event: Event, start: datetime, end: datetime) -> None:
    event.timestamp = start
    # From the start as the event has it now, cut to a whole millisecond, so that the end is exact.
    event.duration = end - event.timestamp
