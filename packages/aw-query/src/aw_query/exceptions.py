"""The errors under the module name that existing scripts import them from."""

from __future__ import annotations

from aw_query.errors import (
    QueryException,
    QueryFunctionException,
    QueryInterpretException,
    QueryParseException,
)

__all__ = [
    "QueryException",
    "QueryFunctionException",
    "QueryInterpretException",
    "QueryParseException",
]
