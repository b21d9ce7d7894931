"""The parameters of an address: how each is read, and how the API's documentation describes it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl
from wsgiref.types import WSGIEnvironment

from flask import request

from aw_core.timestamps import parse_timestamp
from aw_server.errors import BadParameterError
from aw_server.json import shown

__all__ = [
    "AT",
    "BY",
    "END",
    "FORCE",
    "LIMIT",
    "MAX_BUCKET_ID",
    "MAX_SETTING_KEY",
    "NAME",
    "PULSETIME",
    "SENSED",
    "START",
    "Parameter",
    "check_bucket_id",
    "check_setting_key",
]

T = TypeVar("T")

_REMEMBERED = 128
"""Query strings whose parameters are remembered: a watcher sends the same one all day."""

MAX_BUCKET_ID = 255
"""Characters the id of a new bucket may have."""

MAX_SETTING_KEY = 127
"""Characters the name of a setting may have."""

_LOST_PLUS = re.compile(r"(:\d\d(?:[.,]\d+)?) (\d\d:?\d\d)$")
_UNADDRESSABLE = re.compile(r"[\x00-\x1f\x7f/\ufffd]")


@dataclass(frozen=True, kw_only=True)
class Parameter(Generic[T]):
    """A parameter of the address: how to read it, and how the API's documentation describes it.

    `parse` raises ValueError for a text that is not what `expected` says.
    """

    name: str
    parse: Callable[[str], T]
    expected: str
    help: str
    schema: dict[str, Any]
    required: bool = False

    def read(self, environ: WSGIEnvironment | None = None) -> T | None:
        """The parameter's value in a request, by default the current one; None where it is not given.

        Raises:
            BadParameterError: it is not what was expected.
        """
        query = (request.environ if environ is None else environ).get("QUERY_STRING", "")
        text = _arguments(query).get(self.name)
        if text is None:
            return None
        try:
            return self.parse(text)
        except ValueError as error:
            raise BadParameterError(f"{self.name}: expected {self.expected}, got {shown(text)}") from error

    def require(self, environ: WSGIEnvironment | None = None) -> T:
        """The parameter's value in a request, by default the current one.

        Raises:
            BadParameterError: it is not given, or not what was expected.
        """
        value = self.read(environ)
        if value is None:
            raise BadParameterError(f"Missing required parameter {self.name}")
        return value

    def document(self) -> dict[str, Any]:
        """The parameter as an OpenAPI document describes it."""
        return {
            "name": self.name,
            "in": "query",
            "description": self.help,
            "required": self.required,
            "schema": self.schema,
        }


@lru_cache(_REMEMBERED)
def _arguments(query: str) -> Mapping[str, str]:
    """The parameters in a query string by name; of several of one name the first counts."""
    # WSGI hands over bytes as Latin-1; what is no UTF-8 is no value anything here expects.
    text = query.encode("latin-1").decode(errors="replace")
    return MappingProxyType(dict(reversed(parse_qsl(text, keep_blank_values=True))))


def _moment(text: str) -> datetime:
    # A `+` that was not percent-encoded arrives as a space; before an offset it can be nothing else.
    return parse_timestamp(_LOST_PLUS.sub(r"\1+\2", text))


def _seconds(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _limit(text: str) -> int | None:
    number = int(text)
    return None if number < 0 else min(number, 2**31)


def _one(text: str) -> bool:
    if text != "1":
        raise ValueError(text)
    return True


def _moment_called(name: str, text: str) -> Parameter[datetime]:
    return Parameter(
        name=name,
        parse=_moment,
        expected="an ISO 8601 timestamp",
        help=f"{text} Without an offset: UTC.",
        schema={"type": "string", "format": "date-time"},
    )


START = _moment_called("start", "Only events that end at this moment or later, cut to begin no earlier.")
END = _moment_called("end", "Only events that begin at this moment or earlier, cut to end no later.")
LIMIT = Parameter(
    name="limit",
    parse=_limit,
    expected="a whole number",
    help="The newest so many events; a negative number means all.",
    schema={"type": "integer", "default": -1},
)
PULSETIME = Parameter(
    name="pulsetime",
    parse=_seconds,
    expected="a number of seconds",
    help="How long after the last event's end a heartbeat with the same data still continues it, in seconds.",
    schema={"type": "number"},
    required=True,
)
FORCE = Parameter(
    name="force",
    parse=lambda text: text == "1",
    expected="1",
    help="`1` says that the bucket is to be deleted indeed; needed outside testing mode.",
    schema={"type": "string"},
)
SENSED = Parameter(
    name="sensed",
    parse=_one,
    expected="1",
    help="`1` says that a watcher sends what it sensed and could not send sooner: what lies in a pause is kept out.",
    schema={"type": "string"},
)
NAME = Parameter(
    name="name",
    parse=str,
    expected="a text",
    help="What the query is called; it sees it as NAME.",
    schema={"type": "string"},
)
BY = Parameter(
    name="by",
    parse=str,
    expected="a text",
    help="Only that one's hold on the pause is ended; without it the pause is.",
    schema={"type": "string"},
)
AT = _moment_called("at", "When the pause ended, if the server was away then: no earlier than it began.")


def check_bucket_id(bucket_id: str) -> str:
    """The id a new bucket is to have.

    Raises:
        BadParameterError: it has a character that no address can hold, is empty, or too long.
    """
    if len(bucket_id) > MAX_BUCKET_ID:
        raise BadParameterError(
            f"bucket id: expected at most {MAX_BUCKET_ID} characters, got {len(bucket_id)}"
        )
    if not bucket_id or _UNADDRESSABLE.search(bucket_id):
        raise BadParameterError(
            f"bucket id: expected a text in UTF-8 without slashes and control characters, got {shown(bucket_id)}"
        )
    return bucket_id


def check_setting_key(key: str) -> str:
    """The name of a setting.

    Raises:
        BadParameterError: it is too long.
    """
    if len(key) > MAX_SETTING_KEY:
        raise BadParameterError(
            f"setting: expected a name of at most {MAX_SETTING_KEY} characters, got {len(key)}"
        )
    return key
