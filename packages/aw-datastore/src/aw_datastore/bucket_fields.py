"""What the fields of a bucket may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from aw_core.errors import InvalidDataError
from aw_core.models import Bucket
from aw_core.timestamps import as_utc
from aw_datastore.errors import InvalidBucketError
from aw_datastore.payload import encode_payload

__all__ = ["changed_data", "check_bucket", "check_changes", "check_data_changes"]

_ALIASES = {"type_id": "type"}
"""Older callers' name for a field -> ours."""

_CHANGEABLE = ("type", "client", "hostname", "name", "data")


def check_bucket(bucket: Bucket) -> Bucket:
    """The bucket, with `created` in UTC.

    Raises:
        InvalidBucketError: a field holds what it must not.
    """
    if bucket.id == "":
        raise InvalidBucketError("id: expected a text that is not empty, got ''")
    for field in ("id", "type", "client", "hostname"):
        _check_text(field, getattr(bucket, field))
    if bucket.name is not None:
        _check_text("name", bucket.name)
    _check_data(bucket.data)
    return replace(bucket, created=_checked_instant(bucket.created))


def check_changes(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields to change, under our names; those that are None are left out.

    Raises:
        InvalidBucketError: a field is unknown or holds what it must not.
    """
    changes = {_ALIASES.get(field, field): value for field, value in fields.items() if value is not None}
    for field, value in changes.items():
        if field not in _CHANGEABLE:
            raise InvalidBucketError(f"{field}: expected one of {', '.join(_CHANGEABLE)}")
        if field == "data":
            _check_data(value)
        else:
            _check_text(field, value)
    return changes


def check_data_changes(changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The keys of a bucket's data to change.

    Raises:
        InvalidBucketError: they are no JSON.
    """
    _check_data(changes)
    return changes


def changed_data(data: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A bucket's data after a change: each key is set, or taken out where it is None; all others stay."""
    changed = {**data, **changes}
    return {key: value for key, value in changed.items() if value is not None or key not in changes}


def _check_text(field: str, value: object) -> None:
    if not isinstance(value, str):
        raise InvalidBucketError(f"{field}: expected a text, got {value!r}")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidBucketError(f"{field}: expected whole characters, got {value!r}") from error


def _check_data(value: Any) -> None:
    try:
        encode_payload(value)
    except InvalidDataError as error:
        raise InvalidBucketError(str(error)) from error


def _checked_instant(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise InvalidBucketError(f"created: expected a datetime, got {value!r}")
    try:
        return as_utc(value)
    except OverflowError as error:
        raise InvalidBucketError(f"created: expected a time in the years 1 to 9999, got {value}") from error
