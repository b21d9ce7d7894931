"""The parts of events that lie within other events: what was done while not away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aw_core.models import Event
from aw_core.timeperiod import TimePeriod
from aw_transform._copies import moved
from aw_transform.sort import sort_by_timestamp

__all__ = ["filter_period_intersect"]


def filter_period_intersect(events: Iterable[Event], filterevents: Iterable[Event]) -> list[Event]:
    """The parts of `events` that lie within one of `filterevents`, in order of time, with their id and data.

    An event without length inside a filter event, or at its border, is kept; so is the instant at which a
    filter event without length meets an event.

    Each list is expected not to overlap in itself. Where filter events do, parts may come twice or not at
    all: give their `period_union` instead.
    """
    return [moved(event, period) for event, _, period in _intersecting_eventpairs(events, filterevents)]


def _intersecting_eventpairs(
    events1: Iterable[Event], events2: Iterable[Event]
) -> Iterator[tuple[Event, Event, TimePeriod]]:
    """Each event of the one list with each it meets of the other, and the time they have in common.

    One walk over both lists in order of time: after each comparison the event that cannot meet any other
    is left behind. The underscore is historical: scripts import this name.
    """
    first, second = sort_by_timestamp(events1), sort_by_timestamp(events2)
    index1 = index2 = 0
    while index1 < len(first) and index2 < len(second):
        event1, event2 = first[index1], second[index2]
        common = TimePeriod.of(event1).intersection(TimePeriod.of(event2))
        if common is not None:
            yield event1, event2, common
            first_is_over = event1.end <= event2.end
        else:
            first_is_over = event1.timestamp <= event2.timestamp
        if first_is_over:
            index1 += 1
        else:
            index2 += 1
