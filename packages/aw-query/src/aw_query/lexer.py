"""From the text of a query to tokens, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from aw_query.errors import QueryParseException
from aw_query.limits import MAX_LENGTH

__all__ = ["Kind", "Token", "tokenize", "unquote"]


class Kind(StrEnum):
    """What a token is; keywords and symbols are spelled as their value."""

    NAME = "a name"
    NUMBER = "a number"
    TEXT = "a text"
    END = "the end of the query"

    IF = "if"
    ELIF = "elif"
    ELSE = "else"
    RETURN = "return"

    EQUAL = "=="
    ASSIGN = "="
    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    DIVIDE = "/"
    MODULO = "%"
    COMMA = ","
    COLON = ":"
    SEMICOLON = ";"
    OPEN_PAREN = "("
    CLOSE_PAREN = ")"
    OPEN_BRACKET = "["
    CLOSE_BRACKET = "]"
    OPEN_BRACE = "{"
    CLOSE_BRACE = "}"


class Token(NamedTuple):
    """A word of the language: its kind, its spelling, and the number of characters before it."""

    kind: Kind
    text: str
    offset: int


_KEYWORDS = {kind.value: kind for kind in (Kind.IF, Kind.ELIF, Kind.ELSE, Kind.RETURN)}
_GROUP_KINDS = {"number": Kind.NUMBER, "text": Kind.TEXT}
_EXCERPT = 20

# A quote right after a backslash never closes a text, whatever is before the backslash: clients write
# regular expressions as JSON and then halve double backslashes, so `\\"` stands for a backslash and a quote.
# The quantifiers are possessive so that giving a quote back, to close there after all, is out of question.
_TOKEN = re.compile(
    r"""
    (?P<space>  (?: \s++ | \#[^\n]*+ )++ )
  | (?P<number> [0-9]++ (?: \.[0-9]*+ )?+ )
  | (?P<name>   [^\W\d]\w*+ )
  | (?P<text>   " (?: [^"\\]++ | \\++"?+ )*+ "
              | ' (?: [^'\\]++ | \\++'?+ )*+ ' )
  | (?P<symbol> == | [-+*/%=(){}\[\],:;] )
    """,
    re.VERBOSE,
)


def tokenize(text: str) -> Iterator[Token]:
    """The tokens of a query in order, the last one of kind END; blanks and `#` comments are no tokens.

    Raises:
        QueryParseException: there is something that begins no token, or the text is longer than MAX_LENGTH.
    """
    if len(text) > MAX_LENGTH:
        raise QueryParseException(
            f"The query is {len(text)} characters long, more than {MAX_LENGTH}", MAX_LENGTH
        )
    offset = 0
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            raise _unknown(text, offset)
        if match.lastgroup != "space":
            yield _token(match, text)
        offset = match.end()
    yield Token(Kind.END, "", offset)


def unquote(literal: str) -> str:
    """What a text token stands for: only an escaped quote loses its backslash, all others stay."""
    quote = literal[0]
    return literal[1:-1].replace("\\" + quote, quote)


def _token(match: re.Match[str], text: str) -> Token:
    spelling, offset = match[0], match.start()
    if match.lastgroup == "symbol":
        return Token(Kind(spelling), spelling, offset)
    if match.lastgroup == "name":
        if not spelling.isidentifier():  # `\w` has digits such as `²` that are neither letter nor decimal
            raise _unknown(text, offset)
        return Token(_KEYWORDS.get(spelling, Kind.NAME), spelling, offset)
    return Token(_GROUP_KINDS[str(match.lastgroup)], spelling, offset)


def _unknown(text: str, offset: int) -> QueryParseException:
    if text[offset] in "\"'":
        return QueryParseException("Failed to parse string: it is never closed", offset)
    rest = text[offset : offset + _EXCERPT].partition("\n")[0]
    return QueryParseException(f"Syntax error: {rest}", offset)
