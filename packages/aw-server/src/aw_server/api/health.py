"""`/health`: whether the database is whole and backed up, and whether each source records."""

from __future__ import annotations

from typing import Any

from flask import Response

from aw_datastore.errors import DatastoreError
from aw_server.care.sources import in_pause
from aw_server.json import json_response
from aw_server.openapi import Answer, api_blueprint, documented
from aw_server.pausing import is_sensed
from aw_server.schemas import reference
from aw_server.services import services

__all__ = ["blueprint"]

blueprint = api_blueprint("health", "Whether the database is whole, and its sources record")


@blueprint.get("/health")
@documented(Answer(description="The state of the database and of the sources.", schema=reference("Health")))
def get_health() -> Response:
    """Whether the database is whole and backed up, and whether each source records."""
    parts = services()
    pause = {"problem": parts.pauses.problem}
    rules = {"problems": parts.privacy_problems}
    return json_response(
        {**parts.health.to_json_dict(), "pause": pause, "privacy": rules, "sources": _sources()}
    )


def _sources() -> dict[str, Any] | None:
    try:
        buckets = services().datastore.buckets()
    except DatastoreError:
        return None  # what is wrong with the database is told beside it
    since, until = services().pauses.last
    return {
        bucket_id: (
            in_pause(source, since, until) if is_sensed(buckets[bucket_id]["type"]) else source
        ).to_json_dict()
        for bucket_id, source in services().sources.judged(buckets).items()
    }
