"""One try to hand something to the server, and what came of it.

What may be dropped is decided here. A heartbeat counts as delivered only when the server answers with the
event it made of it, and as refused only when the server that answers has just shown that it is the tracker's:
a web page or an error from some other program on the port never costs data.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from aw_client.errors import UnexpectedAnswerError
from aw_client.heartbeats import bucket_endpoint
from aw_client.transport import (
    HTTPError,
    RequestException,
    Response,
    Transport,
    json_of,
    message_of,
    reason_of,
)
from aw_core import Event

__all__ = ["Outcome", "Result", "change_bucket", "create_bucket", "greet", "import_events", "send_heartbeat"]

_READ_TIMEOUT = 10.0
"""Seconds the server may be silent before a try counts as failed."""

_IMPORT_TIMEOUT = 30.0
"""The same for an import, which has more to do."""

_PAUSED = "AW-Paused"
"""The header by which the server says that it is paused."""

_UNAUTHORIZED = (401, 403)
_UNKNOWN = 404
_MAY_GET_BETTER = frozenset({407, 408, 421, 423, 425, 429})
_CRASHED = 500
_NOT_IMPLEMENTED = 501


class Outcome(Enum):
    """What came of a try."""

    DONE = auto()  # the server has it
    UNREACHABLE = auto()  # no server, or one that cannot do anything now: try again later
    UNAUTHORIZED = auto()  # the server wants another key: try again later
    CRASHED = auto()  # the server is there but fails at this very thing: try again later
    UNKNOWN = auto()  # there is no such bucket or endpoint
    REFUSED = auto()  # the server will never take this


@dataclass(frozen=True, slots=True)
class Result:
    """An outcome, why in words, and for a delivered heartbeat the event the server made of it.

    `paused` is whether the server said with it that nothing it is sent now is stored.
    """

    outcome: Outcome
    reason: str = ""
    event: dict[str, Any] = field(default_factory=dict)
    paused: bool = False


def greet(transport: Transport) -> Result:
    """Whether the tracker's server answers at the address: UNREACHABLE or DONE."""
    try:
        _object(transport.request("GET", "info", read_timeout=_READ_TIMEOUT), "version")
    except (RequestException, UnexpectedAnswerError) as error:
        return _unreachable(transport, error)
    return Result(Outcome.DONE)


def create_bucket(transport: Transport, bucket_id: str, description: dict[str, Any]) -> Result:
    """Make sure a bucket is there: DONE also when it was already."""
    try:
        transport.request("POST", bucket_endpoint(bucket_id), body=description, read_timeout=_READ_TIMEOUT)
    except RequestException as error:
        return _judge(transport, error)
    return Result(Outcome.DONE)


def change_bucket(transport: Transport, bucket_id: str, data_changes: dict[str, Any]) -> Result:
    """Set keys of what is kept with a bucket; servers that do not know how to leave all of it as it is."""
    body = {"data_changes": data_changes}
    try:
        transport.request("PUT", bucket_endpoint(bucket_id), body=body, read_timeout=_READ_TIMEOUT)
    except RequestException as error:
        if isinstance(error, HTTPError) and error.response.status_code == _NOT_IMPLEMENTED:
            return Result(Outcome.REFUSED, str(error))
        return _judge(transport, error)
    return Result(Outcome.DONE)


def send_heartbeat(transport: Transport, endpoint: str, event: str) -> Result:
    """Send a heartbeat, its event given as JSON text."""
    try:
        response = transport.request("POST", endpoint, body=event.encode(), read_timeout=_READ_TIMEOUT)
        paused = response.headers.get(_PAUSED) is not None
        return Result(Outcome.DONE, event=_object(response, "timestamp"), paused=paused)
    except UnexpectedAnswerError as error:
        return _unreachable(transport, error)
    except RequestException as error:
        return _judge(transport, error)


def import_events(
    transport: Transport, bucket_id: str, description: dict[str, Any], events: list[Event]
) -> Result:
    """Add events to a bucket, except those it has already; so doing it twice is doing it once."""
    wire = [event.to_json_dict() for event in events]
    body = {"buckets": {bucket_id: {"id": bucket_id, **description, "events": wire}}}
    try:
        params = {"sensed": 1}  # what lies in a pause of the server is to be kept out
        transport.request("POST", "import", params=params, body=body, read_timeout=_IMPORT_TIMEOUT)
    except RequestException as error:
        return _judge(transport, error)
    return greet(transport)  # an import's answer says nothing of who gave it


def _judge(transport: Transport, error: RequestException) -> Result:
    """What a failed request means; what the tracker's server did not say may get better."""
    if not isinstance(error, HTTPError):
        return _unreachable(transport, error)
    status = error.response.status_code
    if status > _CRASHED or status in _MAY_GET_BETTER:
        return _unreachable(transport, error)
    greeting = greet(transport)
    if greeting.outcome is not Outcome.DONE:
        return greeting
    if status in _UNAUTHORIZED:
        return Result(Outcome.UNAUTHORIZED, message_of(error.response))
    named = {_CRASHED: Outcome.CRASHED, _UNKNOWN: Outcome.UNKNOWN}
    return Result(named.get(status, Outcome.REFUSED), str(error))


def _unreachable(transport: Transport, error: RequestException | UnexpectedAnswerError) -> Result:
    reason = str(error) if isinstance(error, UnexpectedAnswerError) else reason_of(error, transport.address)
    return Result(Outcome.UNREACHABLE, reason)


def _object(response: Response, key: str) -> dict[str, Any]:
    """The object a response carries, which has the key."""
    answer = json_of(response)
    if not isinstance(answer, dict) or key not in answer:
        raise UnexpectedAnswerError(
            f"{response.url}: expected an object with `{key}`; does another program use this port?"
        )
    return answer
