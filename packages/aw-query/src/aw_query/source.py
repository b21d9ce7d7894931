"""Where a query's events come from: anything with these three methods, such as a Datastore."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from aw_datastore import EventTable

__all__ = ["EventSource"]


class EventSource(Protocol):
    """Buckets of events, read only. Methods that name a bucket raise KeyError if there is none of the name."""

    def buckets(self) -> Mapping[str, Mapping[str, Any]]:
        """What is known of each bucket (at least `hostname`) by id, in order of creation."""
        ...

    def table(self, bucket_id: str, start: datetime | None = None, end: datetime | None = None) -> EventTable:
        """The events of a bucket that touch the time between two aware datetimes, clipped to it, newest first."""
        ...

    def eventcount(self, bucket_id: str, start: datetime | None = None, end: datetime | None = None) -> int:
        """How many events `table` gives for the same arguments."""
        ...
