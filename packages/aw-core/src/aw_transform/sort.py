"""Events in order of time or of length."""

from __future__ import annotations

from collections.abc import Iterable

from aw_core.models import Event
from aw_transform._copies import copies

__all__ = ["sort_by_duration", "sort_by_timestamp"]


def sort_by_timestamp(events: Iterable[Event]) -> list[Event]:
    """The events, the earliest start first; those that start together stay in their order."""
    return sorted(copies(events), key=lambda event: event.timestamp)


def sort_by_duration(events: Iterable[Event]) -> list[Event]:
    """The events, the longest first; those of equal length stay in their order."""
    return sorted(copies(events), key=lambda event: event.duration, reverse=True)
