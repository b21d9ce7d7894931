"""JSON as it comes in and goes out: strict on reading, quick on writing.

Strict means JSON as its standard has it: no NaN, no number that is none once read, no nesting that a later
writer could not follow. Half a surrogate pair in a text (a title cut short) is let through in both
directions, as losing an event for it would be worse.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, NoReturn
from wsgiref.types import WSGIEnvironment

import numpy as np
from flask import Response, request
from numpy.typing import NDArray
from werkzeug.sansio.utils import get_content_length

from aw_core.models import Event
from aw_datastore import EventTable
from aw_datastore.page import Page
from aw_datastore.payload import MAX_DEPTH, depth
from aw_datastore.table import NO_ID
from aw_server.errors import BadBodyError, BodyTooLargeError

__all__ = [
    "MAX_BODY",
    "MAX_DEPTH",
    "check_depth",
    "decoder",
    "dumps",
    "encoded",
    "events_json",
    "json_response",
    "loads",
    "page_json",
    "read_body",
    "shown",
]

MAX_BODY = 32 * 1024 * 1024
"""Bytes a request's body may have, an import's apart: some 250,000 events."""

STREAMED_ROWS = 10_000
"""More events than these are sent in pieces as they are written."""

_MICROS = 1_000_000
_SHOWN = 80
_NO_FRACTION = ".000000"
_HALF_PAIR = re.compile("[\ud800-\udfff]")


def shown(value: Any) -> str:
    """A value in JSON as an error message shows it, cut short."""
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def read_body(environ: WSGIEnvironment | None = None) -> Any:
    """The JSON in the body of a request, by default the current one, whatever content type it claims.

    Raises:
        BadBodyError: there is none, or it is no JSON.
        BodyTooLargeError: it is longer than `MAX_BODY` bytes.
    """
    environ = request.environ if environ is None else environ
    length = get_content_length(environ.get("CONTENT_LENGTH")) or 0
    if length > MAX_BODY:
        raise BodyTooLargeError(f"body: expected at most {MAX_BODY} bytes, got {length}")
    return loads(environ["wsgi.input"].read(length))


def loads(body: bytes) -> Any:
    """The value that JSON text in UTF-8 says.

    Raises:
        BadBodyError: it says none.
    """
    if not body:
        raise BadBodyError("body: expected JSON, got nothing")
    try:
        text = body.decode("utf-8-sig")
        value = decoder.decode(text)
    except UnicodeDecodeError as error:
        raise BadBodyError(
            f"body: expected JSON in UTF-8, got byte 0x{body[error.start]:02x} at {error.start}"
        ) from error
    except RecursionError as error:
        raise BadBodyError(f"body: expected at most {MAX_DEPTH} levels of objects and lists") from error
    except ValueError as error:
        raise BadBodyError(f"body: not valid JSON: {error}") from error
    check_depth(value, text.count("[") + text.count("{"))
    return value


def check_depth(value: Any, brackets: int) -> None:
    """Refuse a value that nests too deeply; `brackets`, how many its text opens, mostly spares the look.

    Raises:
        BadBodyError: it does.
    """
    if brackets > MAX_DEPTH and depth(value) > MAX_DEPTH:
        raise BadBodyError(f"body: expected at most {MAX_DEPTH} levels of objects and lists")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")


def _finite_float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:40]} is too large a number")
    return number


decoder = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite_float)
"""Reads JSON as its standard has it."""


def json_response(value: Any, status: int = HTTPStatus.OK) -> Response:
    """An answer with a value in JSON; a long table of events is sent in pieces."""
    if isinstance(value, EventTable) and len(value) > STREAMED_ROWS:
        return Response(_pieces(value), status, mimetype="application/json")
    return Response(dumps(value), status, mimetype="application/json")


def dumps(value: Any) -> bytes:
    """A value as JSON in UTF-8. Besides JSON's own values it may hold Events, EventTables and times."""
    return encoded(_text(value))


def _text(value: Any) -> str:
    if isinstance(value, EventTable):
        return f"[{events_json(value)}]"
    if isinstance(value, Event):
        return _event_text(value)
    if type(value) is list:
        return f"[{','.join(map(_text, value))}]"
    if type(value) is dict:
        return f"{{{','.join(f'{_write(key)}:{_text(item)}' for key, item in value.items())}}}"
    return _write(value)


def _event_text(event: Event) -> str:
    return (
        f'{{"id":{_write(event.id)},"timestamp":"{event.timestamp.isoformat()}",'
        f'"duration":{event.duration.total_seconds()!r},"data":{_write(event.data)}}}'
    )


def events_json(table: EventTable) -> str:
    """The events of a table in JSON, separated by commas.

    Each payload is written once, however many events have it.
    """
    payloads = {index: _write(table.payloads[index]) for index in table.used_payloads().tolist()}
    ids = [f'"id":{"null" if event_id == NO_ID else event_id},' for event_id in table.id.tolist()]
    return _joined(ids, table.start, table.end, map(payloads.__getitem__, table.payload.tolist()))


def page_json(page: Page) -> str:
    """The events of a page in JSON, separated by commas, without ids."""
    return _joined(
        [""] * len(page.start), page.start, page.end, map(page.texts.__getitem__, page.payload.tolist())
    )


def _joined(
    ids: Iterable[str], start: NDArray[np.int64], end: NDArray[np.int64], payloads: Iterable[str]
) -> str:
    """Events in JSON from their parts; an id comes as the whole member, with its comma, or as nothing."""
    timestamps = np.datetime_as_string(start.astype("datetime64[us]")).tolist()
    durations = ((end - start) / _MICROS).tolist()
    return ",".join(
        f'{{{id_member}"timestamp":"{timestamp.removesuffix(_NO_FRACTION)}+00:00","duration":{duration!r},'
        f'"data":{payload}}}'
        for id_member, timestamp, duration, payload in zip(ids, timestamps, durations, payloads, strict=True)
    )


def _pieces(table: EventTable) -> Iterator[bytes]:
    yield b"["
    for first in range(0, len(table), STREAMED_ROWS):
        piece = events_json(table.take(slice(first, first + STREAMED_ROWS)))
        yield encoded(f",{piece}" if first else piece)
    yield b"]"


def encoded(text: str) -> bytes:
    """JSON text in UTF-8, whatever characters its strings hold."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Only the text of a string can hold such a character, and there JSON spells it like this.
        return _HALF_PAIR.sub(lambda half: f"\\u{ord(half[0]):04x}", text).encode()


def _plain(value: Any) -> Any:
    """What JSON's own values an object of ours becomes."""
    match value:
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case EventTable():
            return value.to_events()
    raise TypeError(f"expected a JSON value, got {value!r}")


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
