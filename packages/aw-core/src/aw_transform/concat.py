"""One list of events after another."""

from __future__ import annotations

from collections.abc import Iterable

from aw_core.models import Event
from aw_transform._copies import copies

__all__ = ["concat"]


def concat(events1: Iterable[Event], events2: Iterable[Event]) -> list[Event]:
    """The events of the first list, then those of the second, each in its order."""
    return copies(events1) + copies(events2)
