from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # no type information in it
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core import Bucket, Event
from aw_core.errors import UnknownSchemaError
from aw_core.schema import SCHEMA_NAMES, get_json_schema

EVENT: dict[str, Any] = {"timestamp": "2024-05-01T09:00:00Z", "duration": 1.5, "data": {"app": "editor"}}
BUCKET: dict[str, Any] = Bucket(
    id="b", type="t", client="c", hostname="h", created=datetime(2024, 5, 1, tzinfo=UTC)
).to_json_dict()


def errors(name: str, value: Any) -> list[str]:
    validator = jsonschema.Draft4Validator(get_json_schema(name))
    return [error.message for error in validator.iter_errors(value)]


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_schemas_are_valid_draft_04(name: str) -> None:
    schema = get_json_schema(name)
    assert schema["$schema"] == "http://json-schema.org/draft-04/schema#"
    jsonschema.Draft4Validator.check_schema(schema)


@given(st.floats(-1e9, 1e9), st.none() | st.integers())
def test_every_event_we_send_is_valid(duration: float, event_id: int | None) -> None:
    event = Event(event_id, datetime(2024, 5, 1, tzinfo=UTC), duration, {"app": None})
    assert errors("event", event.to_json_dict()) == []


@pytest.mark.parametrize(
    "value",
    [
        {},
        {**EVENT, "timestamp": 5},
        {**EVENT, "timestamp": None},
        {**EVENT, "duration": "5"},
        {**EVENT, "data": []},
        {**EVENT, "id": 1.5},
        [],
    ],
)
def test_what_is_no_event_is_not_valid(value: Any) -> None:
    assert errors("event", value)


def test_a_heartbeat_needs_only_its_timestamp() -> None:
    assert errors("event", {"timestamp": "2024-05-01T09:00:00Z"}) == []


def test_every_bucket_we_send_is_valid() -> None:
    assert errors("bucket", BUCKET) == []


@pytest.mark.parametrize("key", ["id", "type", "client", "hostname"])
def test_a_bucket_needs_its_keys_as_text(key: str) -> None:
    assert errors("bucket", {name: value for name, value in BUCKET.items() if name != key})
    assert errors("bucket", {**BUCKET, key: None})


def test_an_export_has_its_buckets_by_id_or_in_a_list() -> None:
    bucket = {**BUCKET, "events": [EVENT]}
    assert errors("export", {"buckets": {"b": bucket}}) == []
    assert errors("export", {"buckets": [bucket]}) == []


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"buckets": None},
        {"buckets": ["b"]},
        {"buckets": {"b": {**BUCKET, "id": 5}}},
        {"buckets": [{**BUCKET, "events": [{**EVENT, "duration": "5"}]}]},
    ],
)
def test_what_is_no_export_is_not_valid(value: Any) -> None:
    assert errors("export", value)


def test_events_of_a_bucket_are_as_any_event() -> None:
    def bare(schema: dict[str, Any]) -> dict[str, Any]:
        properties = {
            name: {key: value for key, value in field.items() if key != "description"}
            for name, field in schema["properties"].items()
        }
        return {"type": schema["type"], "required": schema["required"], "properties": properties}

    assert bare(get_json_schema("bucket")["properties"]["events"]["items"]) == bare(get_json_schema("event"))


def test_buckets_of_an_export_are_as_any_bucket() -> None:
    own = get_json_schema("export")["definitions"]["bucket"]
    assert own == {key: value for key, value in get_json_schema("bucket").items() if key != "$schema"}


def test_a_schema_is_the_callers_to_change() -> None:
    get_json_schema("event")["required"].clear()
    assert get_json_schema("event")["required"] == ["timestamp"]


@pytest.mark.parametrize("name", ["", "events", "../schemas/event", "event.json"])
def test_unknown_schema_is_named(name: str) -> None:
    with pytest.raises(UnknownSchemaError, match="expected one of bucket, event, export"):
        get_json_schema(name)
