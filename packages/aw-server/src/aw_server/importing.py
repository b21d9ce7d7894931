"""Reads an export of any length into the store: checked from end to end first, then stored.

Two passes over the file, so that a bad event in the last line of it leaves the store as it was. Should the
second pass be cut short (by a full disk, by losing power), importing the same file again completes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from aw_core.errors import InvalidEventError
from aw_core.models import Bucket, Event
from aw_datastore import Datastore, check_bucket, check_event
from aw_datastore.errors import DatastoreError
from aw_server.bodies import read_bucket, read_event, read_text
from aw_server.errors import BadBodyError, BadParameterError
from aw_server.jsonstream import JsonStream
from aw_server.params import check_bucket_id

__all__ = ["check_export", "store_export"]


def check_export(file: BinaryIO) -> list[Bucket]:
    """The buckets of an export, in its order; every event in them was checked.

    Raises:
        BadBodyError: something in it cannot be stored; names bucket, event and field.
    """
    return [_check_bucket(stream, key) for stream, key in _buckets(file)]


def store_export(file: BinaryIO, buckets: list[Bucket], datastore: Datastore) -> dict[str, int]:
    """Store an export that was checked; how many events each bucket did not have yet.

    Args:
        file: the export.
        buckets: what `check_export` made of it.
        datastore: where to.
    """
    added: Counter[str] = Counter()
    for (stream, _), bucket in zip(_buckets(file), buckets, strict=True):
        added[bucket.id] += datastore.import_bucket(bucket, ())
        for name in stream.members():
            if name == "events":
                added[bucket.id] += datastore.import_bucket(bucket, _events(stream))
            else:
                stream.value()
    return dict(added)


def _buckets(file: BinaryIO) -> Iterator[tuple[JsonStream, str]]:
    """Walk through the buckets of an export: the stream, standing before each, and the bucket's key."""
    file.seek(0)
    stream, found = JsonStream(file), False
    for name in stream.members():
        if name == "buckets":
            found = True
            for key in stream.members():
                yield stream, key
        else:
            stream.value()
    stream.end()
    if not found:
        raise BadBodyError("buckets: expected an object, got nothing")


def _check_bucket(stream: JsonStream, key: str) -> Bucket:
    fields: dict[str, Any] = {"id": key}
    with _within(f"bucket '{key}'"):
        for name in stream.members():
            if name == "events":
                _check_events(stream)
            else:
                fields[name] = stream.value()
        return check_bucket(read_bucket(fields, check_bucket_id(read_text(fields, "id"))))


def _check_events(stream: JsonStream) -> None:
    for index, event in enumerate(_events(stream)):
        with _within(f"event {index}"):
            check_event(event)


def _events(stream: JsonStream) -> Iterator[Event]:
    """The events of a bucket, without their ids: those count in the database they come from alone."""
    if stream.next_is("n"):
        stream.value()  # null: older servers write it for an empty bucket
        return
    for index, value in enumerate(stream.values()):
        if isinstance(value, dict):
            value.pop("id", None)
        yield read_event(value, f"event {index}, ")


@contextmanager
def _within(where: str) -> Iterator[None]:
    """Say in an error where it was found."""
    try:
        yield
    except (BadBodyError, BadParameterError, DatastoreError, InvalidEventError) as error:
        raise BadBodyError(f"{where}, {error}") from error
