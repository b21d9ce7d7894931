"""`/info`: who this server is."""

from __future__ import annotations

from flask import Response

from aw_server.json import json_response
from aw_server.openapi import Answer, api_blueprint, documented
from aw_server.schemas import reference
from aw_server.services import services
from aw_server.version import server_version

__all__ = ["blueprint"]

blueprint = api_blueprint("info", "Who the server is")


@blueprint.get("/info")
@documented(Answer(description="The server.", schema=reference("Info")))
def get_info() -> Response:
    """Name, version and machine of the server; needs no API key."""
    settings = services().settings
    return json_response(
        {
            "hostname": settings.hostname,
            "version": f"v{server_version()}",
            "testing": settings.testing,
            "device_id": settings.device_id,
        }
    )
