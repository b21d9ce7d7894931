"""The bodies of requests, taken apart and checked field by field.

Every error names the field, what was expected and what came. Keys nobody asked for are ignored. `where`
stands before a field's name in an error and tells one of many things: `event 3, `.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from aw_core.errors import InvalidEventError
from aw_core.models import Bucket, Event
from aw_core.timestamps import parse_timestamp, to_micros
from aw_server.errors import BadBodyError
from aw_server.json import shown

__all__ = [
    "read_bucket",
    "read_bucket_changes",
    "read_columns",
    "read_event",
    "read_events",
    "read_moment",
    "read_object",
    "read_period",
    "read_text",
]

_MICROSECOND = timedelta(microseconds=1)
_MILLISECOND = 1000
_LAST = to_micros(datetime.max.replace(tzinfo=UTC))
_MAX_ID = 2**63 - 1


def read_object(value: Any, where: str = "body") -> dict[str, Any]:
    """A JSON object.

    Raises:
        BadBodyError: the value is something else.
    """
    if not isinstance(value, dict):
        raise BadBodyError(f"{where}: expected an object, got {shown(value)}")
    return value


def read_text(fields: dict[str, Any], name: str, where: str = "") -> str:
    """A field that must be a text.

    Raises:
        BadBodyError: it is missing or something else.
    """
    value = fields.get(name)
    if not isinstance(value, str):
        raise _unexpected(f"{where}{name}", "a text", fields, name)
    return value


def read_moment(fields: dict[str, Any], name: str, where: str = "") -> datetime:
    """A field that must be a moment, aware and in UTC; without an offset it is taken as UTC.

    Raises:
        BadBodyError: it is missing or something else.
    """
    value = fields.get(name)
    if isinstance(value, str):
        try:
            return parse_timestamp(value)
        except InvalidEventError:
            pass
    raise _unexpected(f"{where}{name}", "an ISO 8601 timestamp", fields, name)


def read_event(value: Any, where: str = "") -> Event:
    """An event: `timestamp` is required, `duration` 0 and `data` {} where they are missing.

    Raises:
        BadBodyError: it is no event that can be stored.
    """
    fields = value if isinstance(value, dict) else read_object(value, where.rstrip(", ") or "event")
    try:
        event = Event(
            _event_id(fields, where),
            read_moment(fields, "timestamp", where),
            _duration(fields, where),
            _data(fields, where),
        )
        event.end  # noqa: B018 - computing it is the check: it raises past the year 9999
    except (InvalidEventError, OverflowError) as error:
        raise BadBodyError(f"{where}duration: expected an end before the year 10000: {error}") from error
    return event


def read_columns(value: Any) -> tuple[int, int, dict[str, Any]]:
    """An event as `read_event` understands it, but for its id: start and end in microseconds, and its data.

    Raises:
        BadBodyError: it is no event that can be stored.
    """
    fields = value if isinstance(value, dict) else read_object(value, "event")
    start = to_micros(read_moment(fields, "timestamp", "")) // _MILLISECOND * _MILLISECOND
    end = start + _duration(fields, "") // _MICROSECOND
    if end > _LAST:
        raise BadBodyError("duration: expected an end before the year 10000")
    return start, end, _data(fields, "")


def read_events(values: list[Any]) -> list[Event]:
    """A list of events.

    Raises:
        BadBodyError: one of them is none; names it by its index.
    """
    return [read_event(value, f"event {index}, ") for index, value in enumerate(values)]


def read_bucket(fields: dict[str, Any], bucket_id: str, where: str = "") -> Bucket:
    """A bucket: `type`, `client` and `hostname` are required.

    `created` is now, `name` null and `data` {} where they are missing or null.

    Raises:
        BadBodyError: a field is missing or not what was expected.
    """
    return Bucket(
        id=bucket_id,
        type=read_text(fields, "type", where),
        client=read_text(fields, "client", where),
        hostname=read_text(fields, "hostname", where),
        created=datetime.now(UTC) if fields.get("created") is None else read_moment(fields, "created", where),
        name=None if fields.get("name") is None else read_text(fields, "name", where),
        data=_data(fields, where),
    )


def read_bucket_changes(fields: dict[str, Any]) -> dict[str, Any]:
    """What of a bucket is to change: those of `type`, `client`, `hostname`, `name`, `data`, `data_changes` given.

    Raises:
        BadBodyError: a field is not what was expected.
    """
    names = [name for name in ("type", "client", "hostname", "name") if fields.get(name) is not None]
    changes: dict[str, Any] = {name: read_text(fields, name) for name in names}
    if fields.get("data") is not None:
        changes["data"] = _data(fields, "")
    if fields.get("data_changes") is not None:
        changes["data_changes"] = read_object(fields["data_changes"], "data_changes")
    return changes


def read_period(value: Any, where: str) -> tuple[datetime, datetime]:
    """Start and end of a time period written as `<start>/<end>`; what comes after a second `/` is ignored.

    Raises:
        BadBodyError: the value is something else.
    """
    if isinstance(value, str):
        try:
            start, end = value.split("/")[:2]
            return parse_timestamp(start), parse_timestamp(end)
        except ValueError:
            pass
    raise BadBodyError(f"{where}: expected two ISO 8601 timestamps as `<start>/<end>`, got {shown(value)}")


def _event_id(fields: dict[str, Any], where: str) -> int | None:
    value = fields.get("id")
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_ID):
        return value
    raise _unexpected(f"{where}id", f"a whole number from 0 to {_MAX_ID} or null", fields, "id")


def _duration(fields: dict[str, Any], where: str) -> timedelta:
    value = fields.get("duration", 0)
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        try:
            return timedelta(seconds=value)
        except OverflowError:
            pass
    raise _unexpected(f"{where}duration", "a number of seconds, zero or more", fields, "duration")


def _data(fields: dict[str, Any], where: str) -> dict[str, Any]:
    value = fields.get("data")
    return {} if value is None else read_object(value, f"{where}data")


def _unexpected(what: str, expected: str, fields: dict[str, Any], name: str) -> BadBodyError:
    came = shown(fields[name]) if name in fields else "nothing"
    return BadBodyError(f"{what}: expected {expected}, got {came}")
