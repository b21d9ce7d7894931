"""What payloads have under one key, each distinct value once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import islice
from typing import Any

from aw_core.values import value_key
from aw_datastore.table import Payload
from aw_query.engine.known import Known, Numbers, numbered

__all__ = ["FALLS_THROUGH", "LACKING", "Column", "key_of"]

LACKING = object()
"""Stands for the value of a key that a payload lacks; equals no value."""

FALLS_THROUGH = -1
"""Stands for what an addition has under a key it lacks: it shows what it was added to."""

_VALUE_SIZE = 100

_OWN_KEYS = {str, int, float, type(None), type(LACKING)}
_BOOLEANS = {value: value_key(value) for value in (False, True)}


def key_of(value: Any) -> Hashable:
    """`value_key`, without a call for the commonest kind of value, which is its own key."""
    return value if type(value) is str else value_key(value)


class Column:
    """For each payload, and for each addition to payloads, the index of its value in `values`.

    `values` are as `value_key` gives them, `LACKING` is the first; it only ever gets longer.
    """

    def __init__(self) -> None:
        self.values: list[Hashable] = [LACKING]
        self._code_of: dict[Hashable, int] = {LACKING: 0}
        self._stored = Known()
        self._added = Known()

    def code(self, value: Any) -> int | None:
        """The index of a value, None if no payload has been found to have it."""
        return self._code_of.get(key_of(value))

    @property
    def size(self) -> int:
        """Bytes, roughly."""
        return self._stored.size + self._added.size + _VALUE_SIZE * len(self.values)

    def of_stored(self, key: str, numbers: Numbers, payloads: Sequence[Payload]) -> Numbers:
        """The codes of some of these payloads."""
        return self._stored.look_up_or_find(
            numbers,
            lambda missing: self._codes([payloads[index].get(key, LACKING) for index in missing.tolist()]),
        )

    def of_additions(self, key: str, numbers: Numbers, additions: Sequence[Payload]) -> Numbers:
        """The codes of some of these additions, `FALLS_THROUGH` for those without the key."""

        def find(missing: Numbers) -> Numbers:
            found = [additions[index].get(key, LACKING) for index in missing.tolist()]
            codes = self._codes(found)
            codes[codes == 0] = FALLS_THROUGH
            return codes

        return self._added.look_up_or_find(numbers, find)

    def _codes(self, found: list[Any]) -> Numbers:
        codes = numbered(_keys_of(found), self._code_of)
        self.values.extend(islice(self._code_of, len(self.values), None))
        return codes


def _keys_of(values: list[Any]) -> Sequence[Hashable]:
    kinds = set(map(type, values))
    if kinds <= _OWN_KEYS:
        return values
    if kinds == {bool}:
        return list(map(_BOOLEANS.__getitem__, values))
    return list(map(key_of, values))
