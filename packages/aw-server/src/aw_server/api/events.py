"""`/buckets/<id>/events`: the events of a bucket."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response

from aw_server.bodies import read_event, read_events
from aw_server.errors import BadBodyError
from aw_server.json import json_response, read_body, shown
from aw_server.openapi import Answer, api_blueprint, documented
from aw_server.params import END, LIMIT, START
from aw_server.schemas import list_of, reference
from aw_server.services import services

__all__ = ["blueprint"]

blueprint = api_blueprint("events", "What was so, and when")

_MAX_ID = 2**63 - 1
_EVENT, _NEW_EVENT = reference("Event"), reference("NewEvent")


@blueprint.get("/buckets/<bucket_id>/events")
@documented(
    Answer(description="The events, newest start first.", schema=list_of(_EVENT)),
    query=[START, END, LIMIT],
    errors=[HTTPStatus.NOT_FOUND],
)
def get_events(bucket_id: str) -> Response:
    """The events that reach into a range of time, cut to it.

    The borders belong to the range; an event that only touches one comes back with duration 0. Events that
    start together keep the order they were stored in.
    """
    start, end, limit = START.read(), END.read(), LIMIT.read()
    return json_response(services().datastore.table(bucket_id, start, end, limit))


@blueprint.post("/buckets/<bucket_id>/events")
@documented(
    Answer(
        description="What was stored, with ids: an event for an event, a list for a list; null for one that is kept out.",
        schema={"oneOf": [_EVENT, list_of(_EVENT), {"type": "null"}]},
    ),
    body={"oneOf": [_NEW_EVENT, list_of(_NEW_EVENT)]},
    errors=[HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT],
)
def insert_events(bucket_id: str) -> Response:
    """Store an event or a list of them; all or none.

    An event that carries the id of an event of this bucket replaces it.
    """
    parts = services()
    bucket, body = parts.datastore[bucket_id], read_body()
    if isinstance(body, list):
        return json_response(parts.intake.insert(bucket.bucket_id, read_events(body)))
    if isinstance(body, dict):
        stored = parts.intake.insert(bucket.bucket_id, [read_event(body)])
        return json_response(stored[0] if stored else None)
    raise BadBodyError(f"body: expected an event or a list of events, got {shown(body)}")


@blueprint.get("/buckets/<bucket_id>/events/count")
@documented(
    Answer(description="How many.", schema={"type": "integer", "minimum": 0}),
    query=[START, END],
    errors=[HTTPStatus.NOT_FOUND],
)
def count_events(bucket_id: str) -> Response:
    """How many events reach into a range of time."""
    return json_response(services().datastore[bucket_id].get_eventcount(START.read(), END.read()))


@blueprint.get("/buckets/<bucket_id>/events/<int:event_id>")
@documented(
    Answer(description="The event.", schema=_EVENT),
    Answer(
        status=HTTPStatus.NOT_FOUND,
        description="`null` where the bucket has no such event, an error where there is no such bucket.",
        schema={"oneOf": [{"type": "null"}, reference("Error")]},
    ),
)
def get_event(bucket_id: str, event_id: int) -> Response:
    """One event, whole."""
    bucket = services().datastore[bucket_id]
    event = bucket.get_by_id(event_id) if event_id <= _MAX_ID else None
    # Clients know the missing event by the status and read the body as "no event".
    return json_response(event, HTTPStatus.OK if event is not None else HTTPStatus.NOT_FOUND)


@blueprint.delete("/buckets/<bucket_id>/events/<int:event_id>")
@documented(
    Answer(
        description="`success` is 1 where the bucket had the event, else 0.",
        schema={"type": "object", "required": ["success"], "properties": {"success": {"enum": [0, 1]}}},
    ),
    errors=[HTTPStatus.NOT_FOUND],
    changes=True,
)
def delete_event(bucket_id: str, event_id: int) -> Response:
    """Delete an event."""
    bucket = services().datastore[bucket_id]
    return json_response({"success": int(event_id <= _MAX_ID and bucket.delete(event_id))})
