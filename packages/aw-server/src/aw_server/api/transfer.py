"""`/export` and `/import`: whole buckets as JSON, in pieces, however long they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import quote

from flask import Response

from aw_datastore import Bucket
from aw_datastore.errors import NoSuchBucketError
from aw_server.importing import check_export, store_export
from aw_server.json import dumps, encoded, events_json, json_response
from aw_server.openapi import Answer, api_blueprint, documented
from aw_server.schemas import reference
from aw_server.services import services
from aw_server.uploads import uploads

__all__ = ["blueprint"]

blueprint = api_blueprint("transfer", "Whole buckets, to keep or to move")

_EXPORT = reference("Export")
_FORM = {"type": "object", "additionalProperties": {"type": "string", "contentMediaType": "application/json"}}
_FIELDS = ("id", "created", "name", "type", "client", "hostname", "data")
_EVENTS_IN_A_PIECE = 5_000


@blueprint.get("/export")
@documented(Answer(description="All buckets with their events, newest first.", schema=_EXPORT))
def export_all() -> Response:
    """Export everything."""
    datastore = services().datastore
    buckets = [Bucket(datastore.storage_strategy, bucket_id) for bucket_id in datastore.buckets()]
    return _download(buckets, "aw-buckets-export.json")


@blueprint.get("/buckets/<bucket_id>/export")
@documented(
    Answer(description="The bucket with its events, newest first.", schema=_EXPORT),
    errors=[HTTPStatus.NOT_FOUND],
)
def export_bucket(bucket_id: str) -> Response:
    """Export one bucket."""
    return _download([services().datastore[bucket_id]], f"aw-bucket-export_{bucket_id}.json")


@blueprint.post("/import")
@documented(
    Answer(description="How many events were added.", schema=reference("Imported")),
    body=_EXPORT,
    form=_FORM,
)
def import_buckets() -> Response:
    """Import an export, as JSON or as files in a form.

    A bucket that is there already gets the events it does not have. A file with anything wrong in it is
    refused as a whole.
    """
    added: Counter[str] = Counter()
    with uploads() as files:
        for file, buckets in [(file, check_export(file)) for file in files]:
            added.update(store_export(file, buckets, services().datastore))
    return json_response({"buckets": dict(added)})


def _download(buckets: list[Bucket], filename: str) -> Response:
    response = Response(_export(buckets), mimetype="application/json")
    response.headers.set("Content-Disposition", "attachment", **_filename(filename))
    return response


def _filename(name: str) -> dict[str, str]:
    """A file name as the header can hold it: ASCII, with the true name beside it where that is not enough."""
    plain = name.encode("ascii", "replace").decode()
    return (
        {"filename": plain}
        if plain == name
        else {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
    )


def _export(buckets: list[Bucket]) -> Iterator[bytes]:
    """The export, in pieces; a bucket that is deleted meanwhile is left out, or ends where it was."""
    yield b'{"buckets":{'
    separator = b""
    for bucket in buckets:
        with suppress(NoSuchBucketError):
            yield separator + _opening(bucket)
            separator = b","
            yield from _events(bucket)
            yield b"]}"
    yield b"}}"


def _opening(bucket: Bucket) -> bytes:
    """A bucket up to where its events begin."""
    stored = bucket.metadata()
    fields = dumps({name: stored[name] for name in _FIELDS})
    return b'%s:%s,"events":[' % (dumps(bucket.bucket_id), fields[:-1])


def _events(bucket: Bucket) -> Iterator[bytes]:
    """The events in JSON, newest first, without their ids: those count in this database alone."""
    table, separator = bucket.table(), ""
    for first in range(0, len(table), _EVENTS_IN_A_PIECE):
        piece = table.take(slice(first, first + _EVENTS_IN_A_PIECE))
        yield encoded(separator + events_json(piece, ids=False))
        separator = ","
