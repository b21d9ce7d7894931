"""What can be wrong with a query.

AWError (aw_core)
└── QueryException               a query cannot be answered
    ├── QueryParseException          the text is not in the language, or assigns no result
    ├── QueryInterpretException      a name is unknown, an operation impossible, a limit reached
    └── QueryFunctionException       a function cannot work with what it was given

The names end in Exception because clients know them by these names: the server sends them as the error's type.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Self

from aw_core.errors import AWError

__all__ = [
    "Position",
    "QueryException",
    "QueryFunctionException",
    "QueryInterpretException",
    "QueryParseException",
]

_SHOWN_BEFORE = 60
_SHOWN_AFTER = 40


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a query's text: characters before it, and its line and column, both counted from 1."""

    offset: int
    line: int
    column: int

    @classmethod
    def of(cls, offset: int, text: str) -> Self:
        """The place in `text` before which there are `offset` characters."""
        line_start = text.rfind("\n", 0, offset) + 1
        return cls(offset, text.count("\n", 0, offset) + 1, offset - line_start + 1)

    def to_json_dict(self) -> dict[str, int]:
        """The place as the REST API sends it."""
        return asdict(self)


class QueryException(AWError):  # noqa: N818 - clients know the name, see the module's docstring
    """A query cannot be answered.

    - `message`: what is wrong, in one sentence;
    - `position`: where in the text, None if that cannot be said.

    Its text is the message, then the line of the query with a caret under the place.
    """

    def __init__(self, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.position: Position | None = None
        self._excerpt = ""

    def blame(self, offset: int) -> None:
        """Say where it happened, unless a more exact place is known already."""
        if self.offset is None:
            self.offset = offset

    def locate(self, text: str) -> None:
        """Turn the offset into a position in the query's text; who raises it need not know the text."""
        if self.offset is not None:
            self.position = Position.of(self.offset, text)
            self._excerpt = _excerpt(self.position, text)

    def __str__(self) -> str:
        if self.position is None:
            return self.message
        place = f"line {self.position.line}, column {self.position.column}"
        return f"{self.message} ({place})\n{self._excerpt}"


class QueryParseException(QueryException):
    """The text is not in the language, or assigns no result."""


class QueryInterpretException(QueryException):
    """A name is unknown, an operation is impossible, or a limit is reached."""


class QueryFunctionException(QueryException):
    """A function cannot work with what it was given."""


def _excerpt(position: Position, text: str) -> str:
    """The line of the place, at most a hundred characters around it, above a line with a caret."""
    line_start = position.offset - position.column + 1
    line_end = text.find("\n", position.offset)
    start = max(line_start, position.offset - _SHOWN_BEFORE)
    end = min(len(text) if line_end == -1 else line_end, position.offset + _SHOWN_AFTER)
    # A tab stays a tab, so that the caret stands under its character however wide tabs are shown.
    indent = "".join("\t" if char == "\t" else " " for char in text[start : position.offset])
    return f"  {text[start:end]}\n  {indent}^"
