"""Time per distinct value: events with the same values under some keys become one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from aw_core.models import Event
from aw_core.values import value_key
from aw_transform._copies import copies

__all__ = ["merge_events_by_keys"]


def merge_events_by_keys(events: Iterable[Event], keys: Sequence[str]) -> list[Event]:
    """One event per distinct combination of values under `keys`, in the order they first occur.

    It starts where the first of its events starts, lasts as long as they do together, has no id, and its
    data is those keys alone. Events that lack one of the keys are a combination of their own, told apart
    from events that have it, whatever its value. Values are compared as JSON: numbers by value, a boolean
    only with a boolean. Without keys there is nothing to merge by: the events come back as they are.
    """
    if not keys:
        return copies(events)
    merged: dict[Hashable, Event] = {}
    for event in events:
        data = {key: event.data[key] for key in keys if key in event.data}
        combination = value_key(data)
        if combination in merged:
            merged[combination].duration += event.duration
        else:
            merged[combination] = Event(None, event.timestamp, event.duration, data)
    return list(merged.values())
