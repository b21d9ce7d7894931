"""Reads JSON text of any length piece by piece: containers member by member, values whole.

An export of years does not fit in memory as Python objects. Here a caller walks through the outer objects
and lists and takes the values in them one at a time. Each is read by Python's own decoder, so it is the
same value, with the same limits, as in any other body.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Any, BinaryIO

from aw_server.errors import BadBodyError
from aw_server.json import MAX_DEPTH, check_depth, decoder

__all__ = ["JsonStream"]

CHUNK = 1024 * 1024
"""Bytes read at a time."""

MAX_VALUE = 16 * CHUNK
"""Characters that one value, such as an event, may have."""

_LOOKAHEAD = 3
_SPACE = re.compile(r"[ \t\n\r]*")
_COMMA = re.compile(r"[ \t\n\r]*,[ \t\n\r]*")


class JsonStream:
    """A place in JSON text that only moves forward.

    A caller that walks through `members`, `items` or `values` takes, or walks through, each value before it asks for
    the next. Every method raises `BadBodyError` where the text is no JSON.

    Args:
        file: JSON in UTF-8.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._text = ""
        self._at = 0
        self._ended = False

    def members(self) -> Iterator[str]:
        """Walk through an object: the name of each member, before its value is taken."""
        self._expect("{", "an object")
        if self._take("}"):
            return
        while True:
            name = self.value()
            if not isinstance(name, str):
                raise BadBodyError(f"not valid JSON: expected a name in quotes, got {name!r:.40}")
            self._expect(":", "`:`")
            yield name
            if self._take("}"):
                return
            self._expect(",", "`,` or `}`")

    def values(self) -> Iterator[Any]:
        """Walk through a list: each of its values, whole."""
        for _ in self.items():
            yield from self._objects_at_hand()
            yield self.value()

    def _objects_at_hand(self) -> Iterator[Any]:
        """Walk through the objects of a list that were read already, each with a comma after it.

        The short way through a list of events. Whatever else comes, or is wrong, is left to `value`.
        """
        self._next_character()
        while True:
            try:
                value, end = decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):
                return
            comma = _COMMA.match(self._text, end)
            if comma is None or not isinstance(value, dict):
                return
            self._check_depth(value, end)
            self._at = comma.end()
            yield value

    def items(self) -> Iterator[int]:
        """Walk through a list: the number of each item from 0 on, before it is taken."""
        self._expect("[", "a list")
        if self._take("]"):
            return
        for index in count():
            yield index
            if self._take("]"):
                return
            self._expect(",", "`,` or `]`")

    def value(self) -> Any:
        """The value that comes next, whole."""
        self._next_character()
        while True:
            try:
                value, end = decoder.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise BadBodyError("expected fewer levels of objects and lists") from error
            except ValueError as error:
                if self._ended or len(self._text) - self._at > MAX_VALUE:
                    reason = error.msg if isinstance(error, json.JSONDecodeError) else error
                    raise BadBodyError(f"not valid JSON: {reason}") from error
            else:
                # A number near the end of what was read, as in `1e+`, may go on in what was not.
                if end + _LOOKAHEAD <= len(self._text) or self._ended:
                    return self._taken(value, end)
            self._read_on()

    def end(self) -> None:
        """Make sure that nothing follows."""
        character = self._next_character()
        if character:
            raise BadBodyError(f"not valid JSON: expected the end, got {character!r}")

    def next_is(self, character: str) -> bool:
        """Whether the value that comes next begins with a character."""
        return self._next_character() == character

    def _taken(self, value: Any, end: int) -> Any:
        self._check_depth(value, end)
        self._at = end
        return value

    def _check_depth(self, value: Any, end: int) -> None:
        # A level takes a bracket at either end.
        if end - self._at > 2 * MAX_DEPTH:
            check_depth(value, self._text.count("[", self._at, end) + self._text.count("{", self._at, end))

    def _expect(self, character: str, expected: str) -> None:
        if not self._take(character):
            came = self._next_character()
            raise BadBodyError(f"expected {expected}, got {repr(came) if came else 'the end'}")

    def _take(self, character: str) -> bool:
        if self._next_character() != character:
            return False
        self._at += 1
        return True

    def _next_character(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._read_on()

    def _read_on(self) -> None:
        piece = self._file.read(CHUNK)
        self._ended = not piece
        try:
            self._text = self._text[self._at :] + self._decode(piece, final=self._ended)
        except UnicodeDecodeError as error:
            raise BadBodyError(f"not valid UTF-8: byte 0x{error.object[error.start]:02x}") from error
        self._at = 0
