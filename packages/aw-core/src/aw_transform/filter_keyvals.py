"""Events chosen by a value in their data."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from aw_core.models import Event
from aw_core.values import equal_values
from aw_transform._copies import copies
from aw_transform._regex import compile_regex

__all__ = ["filter_keyvals", "filter_keyvals_regex"]


def filter_keyvals(
    events: Iterable[Event], key: str, vals: Collection[Any], exclude: bool = False
) -> list[Event]:
    """The events whose data has `key` with one of these values; with `exclude`, all the others.

    Values are compared as JSON: numbers by value, a boolean only with a boolean. An event without the key
    has none of the values: it is dropped, and kept with `exclude`.
    """

    def has_one(event: Event) -> bool:
        return key in event.data and any(equal_values(event.data[key], value) for value in vals)

    return copies(event for event in events if has_one(event) is not exclude)


def filter_keyvals_regex(events: Iterable[Event], key: str, regex: str) -> list[Event]:
    """The events whose data has `key` with a text in which the regular expression is found anywhere.

    Raises:
        InvalidRegexError: `regex` is no regular expression.
    """
    pattern = compile_regex(regex)

    def is_found(event: Event) -> bool:
        text = event.data.get(key)
        return isinstance(text, str) and pattern.search(text) is not None

    return copies(filter(is_found, events))
