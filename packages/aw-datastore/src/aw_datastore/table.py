"""EventTable: a list of events as columns over distinct payloads.

A year is some 700,000 window events but only some 25,000 different `data` objects. A table holds each
payload once and an event as four integers, so that queries work on arrays and touch each payload once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aw_core.models import Event
from aw_core.timestamps import from_micros, to_micros

__all__ = ["NO_ID", "EventTable", "Payload"]

Payload = dict[str, Any]
"""The `data` of events; shared between events and tables, so never changed."""

NO_ID = -1
"""Stands in the id column where an event has no id (it was derived, not stored)."""


@dataclass(frozen=True, eq=False, slots=True)
class EventTable:
    """Events in a given order; column arrays of equal length, never written to after construction.

    - `start`, `end`: int64, microseconds since 1970-01-01 UTC;
    - `payload`: int32, index into `payloads`;
    - `id`: int64, `NO_ID` for none;
    - `payloads`: the distinct data objects; may hold more than the rows use (tables cut from one bucket share
      its list), and may hold equal objects twice (tables joined from two buckets).
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    payload: NDArray[np.int32]
    id: NDArray[np.int64]
    payloads: Sequence[Payload]

    @classmethod
    def empty(cls) -> EventTable:
        """The table of no events."""
        none = np.empty(0, np.int64)
        return cls(none, none, none.astype(np.int32), none, ())

    @classmethod
    def from_events(cls, events: Iterable[Event]) -> EventTable:
        """The table of these events in their order; each event's data becomes a payload of its own."""
        rows = list(events)
        return cls(
            start=np.array([to_micros(event.timestamp) for event in rows], np.int64),
            end=np.array([to_micros(event.end) for event in rows], np.int64),
            payload=np.arange(len(rows), dtype=np.int32),
            id=np.array([NO_ID if event.id is None else event.id for event in rows], np.int64),
            payloads=[event.data for event in rows],
        )

    def __len__(self) -> int:
        return len(self.start)

    def take(self, rows: NDArray[Any] | slice) -> EventTable:
        """The rows an index array, a boolean mask or a slice selects, in its order."""
        return EventTable(self.start[rows], self.end[rows], self.payload[rows], self.id[rows], self.payloads)

    def clip(self, start: int | None = None, end: int | None = None) -> EventTable:
        """The same rows cut to [start, end] (microseconds); each is expected to reach into it."""
        starts = self.start if start is None else np.maximum(self.start, start)
        ends = self.end if end is None else np.minimum(self.end, end)
        return EventTable(starts, ends, self.payload, self.id, self.payloads)

    def used_payloads(self) -> NDArray[np.int32]:
        """The indices into `payloads` that rows refer to, ascending, each once."""
        is_used = np.zeros(len(self.payloads), np.bool_)
        is_used[self.payload] = True
        return np.flatnonzero(is_used).astype(np.int32)

    def to_events(self) -> list[Event]:
        """The rows as events; each event's data is a shallow copy, so changing one event changes no other."""
        columns = zip(
            self.start.tolist(), self.end.tolist(), self.payload.tolist(), self.id.tolist(), strict=True
        )
        return [
            Event(
                id=None if event_id == NO_ID else event_id,
                timestamp=from_micros(start),
                duration=timedelta(microseconds=end - start),
                data=dict(self.payloads[payload]),
            )
            for start, end, payload, event_id in columns
        ]
