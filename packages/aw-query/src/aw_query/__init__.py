"""The query language over time events: text in, value out, everything between on columns of events."""

from __future__ import annotations

from aw_query.errors import (
    Position,
    QueryException,
    QueryFunctionException,
    QueryInterpretException,
    QueryParseException,
)
from aw_query.execution import query, run
from aw_query.memory import Memory
from aw_query.parser import parse
from aw_query.source import EventSource
from aw_query.wire import wire_events, wire_value

__all__ = [
    "EventSource",
    "Memory",
    "Position",
    "QueryException",
    "QueryFunctionException",
    "QueryInterpretException",
    "QueryParseException",
    "parse",
    "query",
    "run",
    "wire_events",
    "wire_value",
]
