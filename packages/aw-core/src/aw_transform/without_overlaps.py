"""A list of events of which no two overlap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from aw_core.models import Event
from aw_core.timeperiod import TimePeriod
from aw_transform._copies import moved
from aw_transform.sort import sort_by_timestamp

__all__ = ["without_overlaps"]

_EARLIEST = datetime.min.replace(tzinfo=UTC)


def without_overlaps(events: Iterable[Event]) -> list[Event]:
    """The events in order of time, each from the end of those that began before it; id and data stay.

    So a moment that several events cover belongs to the one that began first, of those that began together to
    the first in the list. What lies within others as a whole is left out. An event without length overlaps
    nothing and stays.
    """
    apart: list[Event] = []
    taken_until = _EARLIEST
    for event in sort_by_timestamp(events):
        if event.timestamp >= taken_until or event.duration <= timedelta():
            apart.append(event)
        elif event.end > taken_until:
            apart.append(moved(event, TimePeriod(taken_until, event.end)))
        if event.duration > timedelta():
            taken_until = max(taken_until, event.end)
    return sort_by_timestamp(apart)
