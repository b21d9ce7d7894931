"""How long events took together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from aw_core.models import Event

__all__ = ["sum_durations"]


def sum_durations(events: Iterable[Event]) -> timedelta:
    """The sum of the events' durations; time that several of them cover counts several times."""
    return sum((event.duration for event in events), timedelta())
