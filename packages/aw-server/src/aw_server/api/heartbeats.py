"""`/buckets/<id>/heartbeat`: what is so now, said again and again."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, request

from aw_server.heartbeats import pause_headers, take_heartbeat
from aw_server.json import json_response
from aw_server.openapi import Answer, api_blueprint, documented
from aw_server.params import PULSETIME
from aw_server.schemas import reference
from aw_server.services import services

__all__ = ["blueprint"]

blueprint = api_blueprint("heartbeats", "What is so now, said again and again")


@blueprint.post("/buckets/<bucket_id>/heartbeat")
@documented(
    Answer(description="The event the heartbeat made or continued.", schema=reference("Event")),
    query=[PULSETIME],
    body=reference("Heartbeat"),
    errors=[HTTPStatus.NOT_FOUND],
)
def heartbeat(bucket_id: str) -> Response:
    """Report what is so now.

    If the bucket's last event has the same data and ended at most `pulsetime` seconds before, it is made to
    last until now; otherwise a new event begins. The answer comes when the result is on disk. While recording is
    paused the answer has the header `AW-Paused: 1`; what lies in a pause is not stored and comes back without an id.
    """
    intake = services().intake
    response = json_response(take_heartbeat(intake, bucket_id, request.environ))
    response.headers.extend(pause_headers(intake))
    return response
