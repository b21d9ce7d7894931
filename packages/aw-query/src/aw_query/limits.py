"""How large a query and what it makes may be, so that none, however it is written, exhausts the machine.

There are no loops in the language, so a query takes as many steps as its text has parts; but what it makes
can grow faster than its text (`a = a + a;` doubles a list with every line). So everything made is measured,
and there is a limit to what a query holds at one time (memory) and to what it makes in all (time). Both are
generous for a dashboard over a decade.
"""

from __future__ import annotations

from typing import Any

from aw_datastore import EventTable
from aw_query.engine.chunk import extent
from aw_query.errors import QueryInterpretException

__all__ = [
    "CHUNK_COST",
    "LOOP_COST",
    "MAX_DIGITS",
    "MAX_LENGTH",
    "MAX_NESTING",
    "MAX_RESULT_EVENTS",
    "READ_COST",
    "Budget",
    "check_result",
]

MAX_LENGTH = 1_000_000
"""Characters in a query; ten thousand category rules take about half of it."""

MAX_NESTING = 50
"""Brackets within brackets, in the text as well as in a value."""

MAX_DIGITS = 1000
"""Digits of a number."""

MAX_RESULT_EVENTS = 2**24
"""Events in a result; a busy year of all watchers is a million."""

# Sizes are in units of an event's columns, 28 bytes.
_MAX_HELD = 2**27
_MAX_MADE = 2**29
_PAYLOAD_SIZE = 10
_ITEM_SIZE = 64
_CHARACTERS_PER_UNIT = 8

READ_COST = 2**17
"""Of asking the store for events, however few there are."""
LOOP_COST = 8
"""Of an event in a function that may have to go through events one by one."""
CHUNK_COST = 100
"""Of a chunk, which is a payload and a table of its own."""


class Budget:
    """What a query may still hold and make."""

    def __init__(self, max_held: int = _MAX_HELD, max_made: int = _MAX_MADE) -> None:
        self._max_held = max_held
        self._max_made = max_made
        self._made = 0
        self._made_by_statement = 0
        self._held: dict[str, int] = {}
        self._held_by_names = 0

    def work(self, units: int) -> None:
        """Account for work beyond what it makes.

        Raises:
            QueryInterpretException: it is too much.
        """
        self._made += units
        if self._made > self._max_made:
            raise QueryInterpretException("The query makes more and larger lists than there is time for")

    def make(self, value: Any) -> None:
        """Account for a value that a query made, with all that is in it, as often as it is in it.

        Raises:
            QueryInterpretException: it is too much, or nests too deeply.
        """
        self._measure(value, 0)

    def hold(self, name: str, value: Any) -> None:
        """Account for a name's new value, and let go of its old one and of all else the statement made."""
        before = self._made
        self.make(value)
        size = self._made - before
        self._held_by_names += size - self._held.get(name, 0)
        self._held[name] = size
        self._made_by_statement = 0

    def _add(self, size: int) -> None:
        self.work(size)
        self._made_by_statement += size
        if self._held_by_names + self._made_by_statement > self._max_held:
            raise QueryInterpretException("The query makes more and larger lists than there is room for")

    def _measure(self, value: Any, depth: int) -> None:
        if depth > MAX_NESTING:
            raise QueryInterpretException(f"Lists and dicts nest at most {MAX_NESTING} deep")
        match value:
            case EventTable():
                self._add(len(value) + _PAYLOAD_SIZE * len(value.payloads))
            case str():
                self._add(len(value) // _CHARACTERS_PER_UNIT)
            case list():
                self._measure_items(value, depth)
            case dict():
                self._measure_items(list(value.values()), depth)

    def _measure_items(self, items: list[Any], depth: int) -> None:
        self._add(_ITEM_SIZE * (len(items) + 1))
        for item in items:
            self._measure(item, depth + 1)


def check_result(value: Any) -> Any:
    """The value, unless it is too large to be sent.

    Raises:
        QueryInterpretException: there are more than MAX_RESULT_EVENTS events in it, those in chunks included.
    """
    events = _count_events(value)
    if events > MAX_RESULT_EVENTS:
        raise QueryInterpretException(
            f"The result has {events} events, more than {MAX_RESULT_EVENTS}; limit_events makes it shorter"
        )
    return value


def _count_events(value: Any) -> int:
    match value:
        case EventTable():
            return extent(value).events
        case list():
            return sum(map(_count_events, value))
        case dict():
            return sum(map(_count_events, value.values()))
        case _:
            return 0
