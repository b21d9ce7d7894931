"""Two lists of events as one, without what both have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from aw_core.models import Event
from aw_core.values import equal_values
from aw_transform._copies import copies

__all__ = ["union"]


def union(events1: Iterable[Event], events2: Iterable[Event]) -> list[Event]:
    """The events of both lists in order of start, then length; an event that is in both comes once.

    Two events are the same when their timestamp, duration and data are; the one of the first list is kept.
    """
    first, second = sorted(copies(events1), key=_order), sorted(copies(events2), key=_order)
    index1 = index2 = 0
    united: list[Event] = []
    while index1 < len(first) and index2 < len(second):
        event1, event2 = first[index1], second[index2]
        if _is_same(event1, event2):
            united.append(event1)
            index1 += 1
            index2 += 1
        elif _order(event1) < _order(event2):
            united.append(event1)
            index1 += 1
        else:
            united.append(event2)
            index2 += 1
    return united + first[index1:] + second[index2:]


def _order(event: Event) -> tuple[datetime, timedelta]:
    return event.timestamp, event.duration


def _is_same(event1: Event, event2: Event) -> bool:
    return _order(event1) == _order(event2) and equal_values(event1.data, event2.data)
