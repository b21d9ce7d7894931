"""Copies of events, so that what a transform answers with shares nothing with what it was given."""

from __future__ import annotations

from collections.abc import Iterable

from aw_core.models import Event
from aw_core.timeperiod import TimePeriod

__all__ = ["copied", "copies", "moved"]


def copied(event: Event) -> Event:
    """The same event with a `data` dict of its own; the values in it are shared."""
    return Event(event.id, event.timestamp, event.duration, dict(event.data))


def copies(events: Iterable[Event]) -> list[Event]:
    """A copy of each event."""
    return [copied(event) for event in events]


def moved(event: Event, period: TimePeriod) -> Event:
    """A copy that takes another time: its id and data stay."""
    return Event(event.id, period.start, period.duration, dict(event.data))
