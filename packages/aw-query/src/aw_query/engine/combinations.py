"""Combinations of values: which events have the same under some keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aw_datastore import EventTable
from aw_query.engine.known import Numbers
from aw_query.engine.payloads import Payloads, dense, known

__all__ = ["Combinations"]


@dataclass(frozen=True)
class Combinations:
    """The distinct combinations of values in a table, numbered.

    - `payloads`: the table's, showing only the keys;
    - `of_row`: which combination each row has;
    - `first`: the first row of each, -1 for those without rows.
    """

    payloads: Payloads
    of_row: Numbers
    first: Numbers

    @classmethod
    def of(cls, table: EventTable, keys: Sequence[str]) -> Combinations:
        """Those under some keys; without keys all rows have the same. Rows that lack a key differ from others."""
        payloads = known(table)
        of_payload, count = _numbered(payloads, keys)
        of_row = of_payload.take(table.payload)
        return cls(payloads.limited_to(keys), of_row, _first_rows(of_row, count))

    def __len__(self) -> int:
        return len(self.first)


def _numbered(payloads: Payloads, keys: Sequence[str]) -> tuple[Numbers, int]:
    """For each payload which combination of values it has, in numbers without holes, and how many there are."""
    codes, count = np.zeros(len(payloads), np.int64), 1
    for key in dict.fromkeys(keys):
        of_key, column = payloads.values(key)
        codes, count = dense(codes * len(column.values) + of_key)
    return codes, count


def _first_rows(group: Numbers, groups: int) -> Numbers:
    """The index of each group's first row, -1 for groups without rows."""
    first = np.full(groups, -1)
    # Of several values assigned to one element the last remains: going backwards, that of the first row.
    first[group[::-1]] = np.arange(len(group) - 1, -1, -1)
    return first
