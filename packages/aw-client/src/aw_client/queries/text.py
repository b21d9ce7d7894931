"""Query text: values as the query language writes them, and statements taken apart."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

__all__ = ["escape_doublequote", "literal", "pretty_query", "querystr_to_array"]

_PIECE = re.compile(r"""\#[^\n]* | "[\s\S]*?(?<!\\)" | '[\s\S]*?(?<!\\)' | ; | [\s\S]""", re.VERBOSE)
"""A comment, a string (a quote after a backslash does not end it), a semicolon, or any one character."""


def escape_doublequote(text: str) -> str:
    r"""The text with each `"` written `\"`, to stand between double quotes in a query."""
    return text.replace('"', '\\"')


def literal(value: Any) -> str:
    r"""A JSON value as the query language writes it.

    In the language's strings a backslash stands for itself unless the quote follows, so a regular expression is
    written as it is, not with doubled backslashes as in JSON.

    Raises:
        ValueError: a text ends in a backslash, or a number is not finite: the language cannot write these.
        TypeError: the value, or one inside it, is of a type the language cannot write (None, another object).
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float() if math.isfinite(value):
            digits = format(Decimal(repr(value)), "f")
            return digits if "." in digits else f"{digits}.0"
        case str() if not value.endswith("\\"):
            return f'"{escape_doublequote(value)}"'
        case float() | str():
            raise ValueError(f"the query language cannot write {value!r}")
        case Mapping():
            return (
                "{" + ", ".join(f"{literal(str(key))}: {literal(item)}" for key, item in value.items()) + "}"
            )
        case Sequence():
            return "[" + ", ".join(map(literal, value)) + "]"
    raise TypeError(f"expected text, number, boolean, list or dict for a query, got {value!r}")


def querystr_to_array(querystr: str) -> list[str]:
    """The statements of a query, each with its semicolon; one in a string or a comment divides nothing."""
    statements = [""]
    for piece in _PIECE.findall(querystr):
        statements[-1] += piece
        if piece == ";":
            statements.append("")
    return [statement.strip() for statement in statements if statement.strip()]


def pretty_query(query: str) -> str:
    """The query without the indentation and the blank lines of the code it was written in."""
    return "\n".join(line.strip() for line in query.splitlines() if line.strip())
