"""Two lists of events as one in which the first list has precedence."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from heapq import merge

from aw_core.models import Event
from aw_core.timeperiod import TimePeriod
from aw_transform._copies import copies, moved

__all__ = ["union_no_overlap"]


def union_no_overlap(events1: Iterable[Event], events2: Iterable[Event]) -> list[Event]:
    """The events of the first list and, with their id and data, the parts of the second around them.

    Each list is expected in order of time and not to overlap in itself; the result is in order of time.
    An event of the first list takes its time from one event of the second only, the first that it meets:
    others that begin within it come back whole, and overlap it. Existing queries count on that.

    An event without length overlaps nothing: it neither cuts another nor is cut away. It comes before those
    with a length that start when it does.
    """
    first, second = copies(events1), copies(events2)
    united = _lay_over(deque(filter(_has_length, first)), deque(filter(_has_length, second)))
    instants1 = [event for event in first if not _has_length(event)]
    instants2 = [event for event in second if not _has_length(event)]
    return list(merge(instants1, instants2, united, key=_start))


def _lay_over(first: deque[Event], second: deque[Event]) -> list[Event]:
    """The union of two lists of events that all have a length; uses up both."""
    united: list[Event] = []
    while first and second:
        over, under = first[0], second.popleft()
        if over.timestamp <= under.timestamp:
            united.append(first.popleft())
            cut = max(under.timestamp, over.end)
        else:
            cut = min(under.end, over.timestamp)
            united.append(moved(under, TimePeriod(under.timestamp, cut)))
        if cut < under.end:
            second.appendleft(moved(under, TimePeriod(cut, under.end)))
    return [*united, *first, *second]


def _has_length(event: Event) -> bool:
    return event.duration > timedelta()


def _start(event: Event) -> datetime:
    return event.timestamp
