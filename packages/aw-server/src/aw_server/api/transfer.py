"""`/export` and `/import`: whole buckets as JSON, in pieces, however long they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from http import HTTPStatus
from urllib.parse import quote

from flask import Response

from aw_datastore import Bucket, Datastore
from aw_datastore.errors import NoSuchBucketError
from aw_server.importing import check_export
from aw_server.json import dumps, encoded, json_response, page_json
from aw_server.openapi import Answer, api_blueprint, documented
from aw_server.params import SENSED
from aw_server.schemas import reference
from aw_server.services import services
from aw_server.uploads import uploads

__all__ = ["blueprint"]

blueprint = api_blueprint("transfer", "Whole buckets, to keep or to move")

_EXPORT = reference("Export")
_FORM = {"type": "object", "additionalProperties": {"type": "string", "contentMediaType": "application/json"}}
_FIELDS = ("id", "created", "name", "type", "client", "hostname", "data")


@blueprint.get("/export")
@documented(Answer(description="All buckets with their events, newest first.", schema=_EXPORT))
def export_all() -> Response:
    """Export everything."""
    datastore = services().datastore
    return _download(datastore, datastore.buckets(), "aw-buckets-export.json")


@blueprint.get("/buckets/<bucket_id>/export")
@documented(
    Answer(description="The bucket with its events, newest first.", schema=_EXPORT),
    errors=[HTTPStatus.NOT_FOUND],
)
def export_bucket(bucket_id: str) -> Response:
    """Export one bucket."""
    datastore = services().datastore
    bucket = datastore[bucket_id]
    return _download(datastore, [bucket.bucket_id], f"aw-bucket-export_{bucket_id}.json")


@blueprint.post("/import")
@documented(
    Answer(description="How many events were added.", schema=reference("Imported")),
    body=_EXPORT,
    form=_FORM,
    query=[SENSED],
)
def import_buckets() -> Response:
    """Import an export, as JSON or as files in a form.

    A bucket that is there already gets the events it does not have. A file with anything wrong in it is
    refused as a whole. What was sensed in a pause is kept out only where `sensed` says so: an import otherwise
    is what somebody has kept elsewhere, and wants here.
    """
    sensed = bool(SENSED.read())
    added: Counter[str] = Counter()
    with ExitStack() as opened:
        for export in [opened.enter_context(check_export(file)) for file in uploads()]:
            added.update(export.store(services().intake, sensed=sensed))
    return json_response({"buckets": dict(added)})


def _download(datastore: Datastore, bucket_ids: Iterable[str], filename: str) -> Response:
    places = services().places
    places.take()
    response = Response(_export(datastore, bucket_ids), mimetype="application/json")
    response.call_on_close(places.release)
    response.headers.set("Content-Disposition", "attachment", **_filename(filename))
    return response


def _filename(name: str) -> dict[str, str]:
    """A file name as the header can hold it: ASCII, with the true name beside it where that is not enough."""
    plain = name.encode("ascii", "replace").decode()
    if plain == name:
        return {"filename": plain}
    return {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}


def _export(datastore: Datastore, bucket_ids: Iterable[str]) -> Iterator[bytes]:
    """The export, in pieces; a bucket that is deleted before its turn is left out."""
    yield b'{"buckets":{'
    separator = b""
    for bucket_id in bucket_ids:
        with suppress(NoSuchBucketError):
            bucket = datastore[bucket_id]
            yield separator + _opening(bucket)
            separator = b","
            yield from _events(bucket)
    yield b"}}"


def _opening(bucket: Bucket) -> bytes:
    """A bucket up to where its events begin."""
    stored = bucket.metadata()
    fields = dumps({name: stored[name] for name in _FIELDS})
    return b'%s:%s,"events":[' % (dumps(bucket.bucket_id), fields[:-1])


def _events(bucket: Bucket) -> Iterator[bytes]:
    """Events without their ids, which count in this database alone; ends early if the bucket is deleted."""
    separator = ""
    with suppress(NoSuchBucketError):
        for page in bucket.pages():
            yield encoded(separator + page_json(page))
            separator = ","
    yield b"]}"
