"""The values of the language: null, booleans, numbers, texts, dicts and lists; lists of events are EventTables."""

from __future__ import annotations

from collections.abc import Sequence
from reprlib import Repr
from typing import Any, TypeAlias

from aw_core.values import equal_values
from aw_datastore import EventTable
from aw_query.engine import concat, equal_tables, without_spare_payloads

__all__ = [
    "ListValue",
    "compacted",
    "describe",
    "is_list",
    "is_number",
    "joined",
    "same",
    "to_python",
    "type_name",
]

ListValue: TypeAlias = list[Any] | EventTable

_NAMES = {
    type(None): "null",
    bool: "a boolean",
    str: "a text",
    dict: "a dict",
    list: "a list",
    EventTable: "a list",
}
_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 100


def is_number(value: Any) -> bool:
    """Whether it is a whole or decimal number; a boolean is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_list(value: Any) -> bool:
    """Whether it is a list, of events or of other values."""
    return isinstance(value, list | EventTable)


def type_name(value: Any) -> str:
    """The type of a value as messages name it."""
    return "a number" if is_number(value) else _NAMES[type(value)]


def describe(value: Any) -> str:
    """A short text that shows a value in a message or log."""
    match value:
        case EventTable():
            return f"[{len(value)} events]"
        case str():
            return value[: _SHORT.maxstring]
        case _:
            return _SHORT.repr(value)


def compacted(value: Any) -> Any:
    """The same value; a list of events no longer refers to more than twice as many payloads as events.

    A few events cut from a bucket would otherwise keep all of its payloads in memory.
    """
    return without_spare_payloads(value) if isinstance(value, EventTable) else value


def joined(lists: Sequence[ListValue]) -> ListValue:
    """One list after another; of the empty list one cannot tell of what, so it goes with any.

    Raises:
        TypeError: some are lists of events, others of other values.
    """
    filled = [items for items in lists if len(items)]
    tables = [items for items in filled if isinstance(items, EventTable)]
    plain = [items for items in filled if isinstance(items, list)]
    if tables and plain:
        raise TypeError("a list of events cannot be joined with a list of other values")
    if tables:
        return concat(tables)
    return [item for items in plain for item in items]


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal: numbers by value, booleans only to booleans, events by time and data."""
    if isinstance(left, EventTable) and isinstance(right, EventTable):
        return equal_tables(left, right)
    if isinstance(left, EventTable) or isinstance(right, EventTable):
        return is_list(left) and is_list(right) and not len(left) and not len(right)
    return equal_values(left, right)


def to_python(value: Any) -> Any:
    """The value with a list of Events wherever it has an EventTable, also in the data of chunks.

    It shares nothing that can be changed with the value, nor any event with another.
    """
    match value:
        case EventTable():
            events = value.to_events()
            for event in events:
                event.data = to_python(event.data)
            return events
        case dict():
            return {key: to_python(item) for key, item in value.items()}
        case list():
            return [to_python(item) for item in value]
        case _:
            return value
