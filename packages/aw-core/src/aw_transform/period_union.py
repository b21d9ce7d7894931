"""The time that events cover, whatever they say."""

from __future__ import annotations

from collections.abc import Iterable

from aw_core.models import Event
from aw_transform.concat import concat
from aw_transform.sort import sort_by_timestamp

__all__ = ["period_union"]


def period_union(events1: Iterable[Event], events2: Iterable[Event]) -> list[Event]:
    """One event for each stretch of time that events of either list cover without a gap, in order of time.

    Events that touch belong to one stretch. The result has no data; it has the id of the stretch's first
    event.
    """
    stretches: list[Event] = []
    for event in sort_by_timestamp(concat(events1, events2)):
        if stretches and event.timestamp <= stretches[-1].end:
            stretch = stretches[-1]
            stretch.duration = max(stretch.end, event.end) - stretch.timestamp
        else:
            stretches.append(Event(event.id, event.timestamp, event.duration, {}))
    return stretches
