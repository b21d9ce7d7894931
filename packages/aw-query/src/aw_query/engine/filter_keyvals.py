"""Events chosen by a value in their data."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from aw_datastore import EventTable
from aw_datastore.table import Payload
from aw_query.engine.patterns import Pattern
from aw_query.engine.payloads import codes, key_of, rows_where

__all__ = ["filter_keyvals", "filter_keyvals_regex"]


def filter_keyvals(
    table: EventTable, key: str, vals: Collection[Any], *, exclude: bool = False
) -> EventTable:
    """The events whose data has `key` with one of these values; with `exclude`, all the others."""
    wanted = {key_of(value) for value in vals}

    def has_one(payload: Payload) -> bool:
        return key in payload and key_of(payload[key]) in wanted

    return table.take(rows_where(table, has_one) != exclude)


def filter_keyvals_regex(table: EventTable, key: str, regex: str) -> EventTable:
    """The events whose data has `key` with a text in which the regular expression is found."""
    pattern = Pattern(regex)

    def text(payload: Payload) -> str | None:
        value = payload.get(key)
        return value if isinstance(value, str) else None

    table = table.take(rows_where(table, lambda payload: text(payload) is not None))
    of_row, texts = codes(table, text)
    return table.take(pattern.found_in([str(text) for text in texts])[of_row])
