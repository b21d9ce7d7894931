"""A query's value as the REST API sends it: null, booleans, numbers, texts, lists and dicts, ready for JSON."""

from __future__ import annotations

from typing import Any

from aw_core.timestamps import from_micros
from aw_datastore import EventTable
from aw_datastore.table import NO_ID, Payload

__all__ = ["wire_events", "wire_value"]

_MICROS = 1_000_000


def wire_value(value: Any) -> Any:
    """The value with a list of events wherever it has an EventTable; it shares the rest with the value."""
    match value:
        case EventTable():
            return wire_events(value)
        case list():
            return [wire_value(item) for item in value]
        case dict():
            return {key: wire_value(item) for key, item in value.items()}
        case _:
            return value


def wire_events(table: EventTable) -> list[dict[str, Any]]:
    """The events as dicts of `id`, `timestamp` (ISO 8601, UTC), `duration` (seconds) and `data`.

    Events with the same data share its dict: they are for encoding, not for changing.
    """
    columns = zip(
        table.id.tolist(), table.start.tolist(), table.end.tolist(), table.payload.tolist(), strict=True
    )
    data = {index: _wire_payload(table.payloads[index]) for index in table.used_payloads().tolist()}
    return [
        {
            "id": None if event_id == NO_ID else event_id,
            "timestamp": from_micros(start).isoformat(),
            "duration": (end - start) / _MICROS,
            "data": data[payload],
        }
        for event_id, start, end, payload in columns
    ]


def _wire_payload(payload: Payload) -> Payload:
    """The payload itself, unless a chunk's events are in it."""
    tables = {key: wire_events(value) for key, value in payload.items() if isinstance(value, EventTable)}
    return payload | tables if tables else payload
