"""`/health`: whether the database is whole and backed up."""

from __future__ import annotations

from flask import Response

from aw_server.json import json_response
from aw_server.openapi import Answer, api_blueprint, documented
from aw_server.schemas import reference
from aw_server.services import services

__all__ = ["blueprint"]

blueprint = api_blueprint("health", "Whether the database is whole")


@blueprint.get("/health")
@documented(Answer(description="The state of the database.", schema=reference("Health")))
def get_health() -> Response:
    """Whether the database is whole and backed up, and what became of one that was damaged."""
    return json_response(services().health.to_json_dict())
