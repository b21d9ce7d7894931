"""`/buckets`: where watchers keep their events."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response

from aw_datastore.errors import BucketExistsError
from aw_server.bodies import read_bucket, read_bucket_changes, read_object
from aw_server.errors import DeletionNotForcedError
from aw_server.json import json_response, read_body
from aw_server.openapi import Answer, api_blueprint, documented
from aw_server.params import FORCE, check_bucket_id
from aw_server.schemas import reference
from aw_server.services import services

__all__ = ["blueprint"]

blueprint = api_blueprint("buckets", "Where watchers keep their events")

_EMPTY = {"type": "object"}
_LOCAL = "!local"


@blueprint.get("/buckets/")
@documented(
    Answer(
        description="All buckets by id, in order of creation.",
        schema={"type": "object", "additionalProperties": reference("ListedBucket")},
    )
)
def list_buckets() -> Response:
    """All buckets."""
    return json_response(services().datastore.buckets())


@blueprint.get("/buckets/<bucket_id>")
@documented(Answer(description="The bucket.", schema=reference("Bucket")), errors=[HTTPStatus.NOT_FOUND])
def get_bucket(bucket_id: str) -> Response:
    """What is known of a bucket besides its events."""
    return json_response(services().datastore[bucket_id].metadata())


@blueprint.post("/buckets/<bucket_id>")
@documented(
    Answer(description="The bucket was created.", schema=_EMPTY),
    Answer(status=HTTPStatus.NOT_MODIFIED, description="The bucket was there already; it is as it was."),
    body=reference("NewBucket"),
)
def create_bucket(bucket_id: str) -> Response:
    """Create a bucket.

    An id may hold any character that an address can, but no slash and no control character.
    """
    settings, datastore = services().settings, services().datastore
    bucket = read_bucket(read_object(read_body()), check_bucket_id(bucket_id))
    is_local = bucket.hostname == _LOCAL
    try:
        datastore.create_bucket(
            bucket.id,
            type=bucket.type,
            client=bucket.client,
            hostname=settings.hostname if is_local else bucket.hostname,
            created=bucket.created,
            name=bucket.name,
            data={**bucket.data, "device_id": settings.device_id} if is_local else bucket.data,
        )
    except BucketExistsError:
        return Response(status=HTTPStatus.NOT_MODIFIED)
    return json_response({})


@blueprint.put("/buckets/<bucket_id>")
@documented(
    Answer(description="The bucket was changed.", schema=_EMPTY),
    body=reference("BucketChanges"),
    errors=[HTTPStatus.NOT_FOUND],
)
def update_bucket(bucket_id: str) -> Response:
    """Change what is known of a bucket; fields that are missing or null stay as they are.

    `data` replaces all of it. `data_changes` sets some of its keys, null takes one out, and all others stay.
    """
    services().datastore.update_bucket(bucket_id, **read_bucket_changes(read_object(read_body())))
    return json_response({})


@blueprint.delete("/buckets/<bucket_id>")
@documented(
    Answer(description="The bucket is gone.", schema=_EMPTY),
    query=[FORCE],
    errors=[HTTPStatus.NOT_FOUND],
    changes=True,
)
def delete_bucket(bucket_id: str) -> Response:
    """Delete a bucket with all its events.

    Outside testing mode the request must say `force=1`; the answer is 401 otherwise.
    """
    if not (services().settings.testing or FORCE.read()):
        raise DeletionNotForcedError
    services().datastore.delete_bucket(bucket_id)
    return json_response({})
