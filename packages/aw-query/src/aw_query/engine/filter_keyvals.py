"""Events chosen by a value in their data."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from aw_datastore import EventTable
from aw_datastore.table import Payload
from aw_query.engine.haystack import Haystack
from aw_query.engine.patterns import Pattern
from aw_query.engine.payloads import known, taken

__all__ = ["filter_keyvals", "filter_keyvals_regex"]


def filter_keyvals(
    table: EventTable, key: str, vals: Collection[Any], *, exclude: bool = False
) -> EventTable:
    """The events whose data has `key` with one of these values; with `exclude`, all the others."""
    codes, column = known(table).values(key)
    wanted = [code for code in map(column.code, vals) if code is not None]
    return taken(table, np.isin(codes, wanted) != exclude)


def filter_keyvals_regex(table: EventTable, key: str, regex: str) -> EventTable:
    """The events whose data has `key` with a text in which the regular expression is found."""
    pattern = Pattern(regex)

    def found(payloads: list[Payload]) -> list[bool]:
        texts = [payload.get(key) for payload in payloads]
        distinct = list(dict.fromkeys(text for text in texts if isinstance(text, str)))
        hits = dict(zip(distinct, pattern.found_in(Haystack(distinct)).tolist(), strict=True))
        return [isinstance(text, str) and hits[text] for text in texts]

    return taken(table, known(table).answers(("regex", key, regex), found) == 1)
