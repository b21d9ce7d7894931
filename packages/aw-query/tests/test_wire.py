"""What a query's value looks like to REST clients."""

from __future__ import annotations

from aw_core import Event
from aw_datastore import EventTable
from aw_query import wire_events, wire_value
from aw_query.engine import chunk_events_by_key

TABLE = EventTable.from_events(
    [
        Event(7, "2024-05-01T09:00:00.123Z", 1.5, {"app": "x"}),
        Event(None, "1969-12-31T23:59:59Z", 0, {"app": "x", "n": [1]}),
    ]
)
WIRE = [
    {"id": 7, "timestamp": "2024-05-01T09:00:00.123000+00:00", "duration": 1.5, "data": {"app": "x"}},
    {"id": None, "timestamp": "1969-12-31T23:59:59+00:00", "duration": 0.0, "data": {"app": "x", "n": [1]}},
]


def test_events_are_dicts_as_the_api_has_them() -> None:
    assert wire_events(TABLE) == WIRE
    assert wire_events(TABLE) == [event.to_json_dict() for event in TABLE.to_events()]
    assert [list(event) for event in wire_events(TABLE)] == [["id", "timestamp", "duration", "data"]] * 2
    assert wire_events(EventTable.empty()) == []


def test_events_are_found_wherever_they_are_in_a_value() -> None:
    value = {"a": [TABLE, {"b": TABLE}], "n": 1, "text": "x", "none": None}
    assert wire_value(value) == {"a": [WIRE, {"b": WIRE}], "n": 1, "text": "x", "none": None}


def test_the_events_of_a_chunk_are_under_its_subevents() -> None:
    (chunk,) = wire_events(chunk_events_by_key(TABLE, "app"))
    assert chunk["data"] == {"app": "x", "subevents": WIRE}
    assert chunk["id"] is None


def test_the_table_stays_as_it_is() -> None:
    chunks = chunk_events_by_key(TABLE, "app")
    wire_value([chunks])
    assert isinstance(chunks.payloads[0]["subevents"], EventTable)
