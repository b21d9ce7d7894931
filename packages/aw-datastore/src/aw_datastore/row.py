"""Events as storages keep them: integer microseconds and encoded data, checked on the way in."""

from __future__ import annotations

import math
from typing import NamedTuple

from aw_core.models import Event
from aw_core.timestamps import to_micros
from aw_datastore.errors import EventOutOfRangeError, InvalidEventIdError, InvalidPulsetimeError
from aw_datastore.payload import EncodedPayload, encode_payload

__all__ = ["Row", "check_event", "identified_row", "row_of", "stored_event", "usable_pulsetime"]

_AGES = 10**12
"""Seconds; the years 1 to 9999 are a third of it."""


class Row(NamedTuple):
    """An event without its id: start and end in microseconds since 1970-01-01 UTC, and its data."""

    start: int
    end: int
    payload: EncodedPayload


def row_of(event: Event | Row) -> Row:
    """What is to be stored of an event; a row is that already.

    Raises:
        EventOutOfRangeError: it ends before it starts, or past the year 9999.
        InvalidDataError: its data is no JSON object.
    """
    if isinstance(event, Row):
        return event
    if not isinstance(event, Event):
        raise TypeError(f"expected an Event, got {type(event).__name__}")
    start = to_micros(event.timestamp)
    try:
        end = to_micros(event.end)
    except OverflowError as error:
        raise EventOutOfRangeError(
            f"duration: expected an event that ends before the year 10000, got {event.duration} "
            f"after {event.timestamp.isoformat()}"
        ) from error
    if end < start:
        seconds = event.duration.total_seconds()
        raise EventOutOfRangeError(f"duration: expected zero or more seconds, got {seconds}")
    return Row(start, end, encode_payload(event.data))


def identified_row(event: Event) -> tuple[int | None, Row]:
    """The id an event names, or None, and what is to be stored of it.

    Raises:
        InvalidEventIdError: its id is something else than an integer; besides what `row_of` raises.
    """
    row = row_of(event)
    event_id = event.id
    if event_id is not None and (not isinstance(event_id, int) or isinstance(event_id, bool)):
        raise InvalidEventIdError(f"id: expected an integer or null, got {event_id!r}")
    return event_id, row


def check_event(event: Event) -> None:
    """Refuse an event that no storage would keep.

    Raises:
        EventOutOfRangeError: it ends before it starts, or past the year 9999.
        InvalidDataError: its data is no JSON object.
    """
    row_of(event)


def stored_event(event: Event, event_id: int) -> Event:
    """A copy of the event that carries the id it was stored under."""
    return Event(event_id, event.timestamp, event.duration, event.data)


def usable_pulsetime(pulsetime: float) -> float:
    """The pulsetime, cut to what is longer than any two events are apart.

    Raises:
        InvalidPulsetimeError: it is no finite number of seconds.
    """
    if not _is_finite(pulsetime):
        raise InvalidPulsetimeError(f"pulsetime: expected a finite number of seconds, got {pulsetime!r}")
    return min(max(pulsetime, -_AGES), _AGES)


def _is_finite(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)
