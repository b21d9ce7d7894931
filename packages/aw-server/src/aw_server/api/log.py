"""`/log`: what the server logged lately."""

from __future__ import annotations

from flask import Response

from aw_server.json import json_response
from aw_server.openapi import Answer, api_blueprint, documented
from aw_server.schemas import list_of, reference
from aw_server.services import services

__all__ = ["blueprint"]

blueprint = api_blueprint("log", "What the server logged")


@blueprint.get("/log")
@documented(Answer(description="The records, oldest first.", schema=list_of(reference("LogRecord"))))
def get_log() -> Response:
    """The last records this server logged since it started, at most 500."""
    return json_response(services().recent_log.entries())
