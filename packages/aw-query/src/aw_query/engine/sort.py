"""Events in order of time or of length."""

from __future__ import annotations

import numpy as np

from aw_datastore import EventTable

__all__ = ["sort_by_duration", "sort_by_timestamp"]


def sort_by_timestamp(table: EventTable) -> EventTable:
    """The events, the earliest start first; those that start together stay in their order."""
    if np.all(table.start[:-1] <= table.start[1:]):
        return table
    return table.take(np.argsort(table.start, kind="stable"))


def sort_by_duration(table: EventTable) -> EventTable:
    """The events, the longest first; those of equal length stay in their order."""
    return table.take(np.argsort(table.start - table.end, kind="stable"))
