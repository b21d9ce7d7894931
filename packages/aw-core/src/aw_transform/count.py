"""How many events there are."""

from __future__ import annotations

from collections.abc import Iterable

from aw_core.models import Event

__all__ = ["count_events"]


def count_events(events: Iterable[Event]) -> int:
    """The number of events."""
    return sum(1 for _ in events)
