"""`/pause`: for a while, nothing that is sensed is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from flask import Response

from aw_core.timestamps import to_micros
from aw_server.bodies import read_moment, read_object, read_text
from aw_server.errors import BadBodyError, BadParameterError
from aw_server.json import json_response, read_body, shown
from aw_server.openapi import Answer, api_blueprint, documented
from aw_server.params import AT, BY
from aw_server.pausing import HAND
from aw_server.schemas import reference
from aw_server.services import services

__all__ = ["blueprint"]

blueprint = api_blueprint("pause", "For a while, nothing that is sensed is stored")

_STATUS = Answer(description="How it is now.", schema=reference("Pause"))

_LONGEST = timedelta(days=366)
_LONGEST_BEHIND = timedelta(days=7)
_LONGEST_NAME = 64
_FIELDS = ("until", "duration", "by", "since")
_NAMED = ", ".join(f"`{name}`" for name in _FIELDS)


@blueprint.get("/pause")
@documented(_STATUS)
def get_pause() -> Response:
    """Whether recording is paused, since when and until when."""
    return json_response(services().pauses.status())


@blueprint.post("/pause")
@documented(_STATUS, body=reference("NewPause"), errors=[HTTPStatus.CONFLICT])
def begin_pause() -> Response:
    """Pause recording, or change until when it is paused.

    A pause lasts as long as the last of those who asked for it, each `by` for itself: a schedule does not cut
    short what a person asked for. Events from it are answered as ever and not stored.

    With `since` and `until` both past it tells of a pause that is over: what was sensed in it and comes later is
    not stored.
    """
    fields, now = _fields(), datetime.now(UTC)
    since = _since(fields, now)
    until = _until(fields, now, since)
    pauses, by = services().pauses, _by(fields)
    if since is not None and until is not None and until <= now:
        pauses.add_past(by, to_micros(since), to_micros(until))
    else:
        pauses.begin(by, _micros(until), _micros(since))
    return json_response(pauses.status())


@blueprint.delete("/pause")
@documented(_STATUS, query=[BY, AT], changes=True, errors=[HTTPStatus.CONFLICT])
def end_pause() -> Response:
    """Resume recording: the pause ends, whoever asked for it, or only as far as one did.

    With `at` it ended then, and what was sensed since is stored when it comes.
    """
    pauses, by, at = services().pauses, BY.read(), AT.read()
    if by is not None and at is not None:
        raise BadParameterError("at: expected it or `by`, got both")
    if by is None:
        pauses.end(_micros(at))
    else:
        pauses.release(by)
    return json_response(pauses.status())


def _fields() -> dict[str, Any]:
    """The body; a field nobody knows is refused, as a misspelt end would make a pause without one."""
    fields = read_object(read_body())
    for name in fields:
        if name not in _FIELDS:
            raise BadBodyError(f"body: expected no fields but {_NAMED}, got {shown(name)}")
    return fields


def _until(fields: dict[str, Any], now: datetime, since: datetime | None) -> datetime | None:
    until = None if fields.get("until") is None else read_moment(fields, "until")
    seconds = fields.get("duration")
    if seconds is not None:
        if until is not None:
            raise BadBodyError("duration: expected it or `until`, got both")
        return now + _duration(seconds)
    if until is not None and since is not None and until <= since:
        raise BadBodyError(f"until: expected a moment after `since`, got {shown(fields['until'])}")
    if until is not None and until <= now and since is None:
        raise BadBodyError(
            f"until: expected a moment to come, got {shown(fields['until'])}; it is {now:%FT%TZ}"
        )
    if until is not None and until > now + _LONGEST:
        raise BadBodyError(
            f"until: expected a moment in the next {_LONGEST.days} days, or null for a pause without an end,"
            f" got {shown(fields['until'])}"
        )
    return until


def _duration(value: Any) -> timedelta:
    longest = _LONGEST.total_seconds()
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= longest:
        # An event ends on a whole millisecond: a pause that is shorter would be none.
        return max(timedelta(seconds=value), timedelta(milliseconds=1))
    raise BadBodyError(
        f"duration: expected a number of seconds above 0, at most {longest:.0f}, got {shown(value)}"
    )


def _since(fields: dict[str, Any], now: datetime) -> datetime | None:
    since = None if fields.get("since") is None else read_moment(fields, "since")
    if since is not None and not now - _LONGEST_BEHIND <= since <= now:
        raise BadBodyError(
            f"since: expected a moment of the last {_LONGEST_BEHIND.days} days, got {shown(fields['since'])}"
        )
    return since


def _by(fields: dict[str, Any]) -> str:
    by = read_text(fields, "by") if "by" in fields else HAND
    if not 0 < len(by) <= _LONGEST_NAME:
        raise BadBodyError(f"by: expected a name of 1 to {_LONGEST_NAME} characters, got {shown(by)}")
    return by


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)
