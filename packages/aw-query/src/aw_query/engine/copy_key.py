"""Values kept under another name, before something replaces them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from aw_datastore import EventTable
from aw_datastore.table import Payload
from aw_query.engine.payloads import NOTHING_ADDED, changed

__all__ = ["copy_key"]


def copy_key(table: EventTable, key: str, to: str) -> EventTable:
    """The events; those with `key` in their data have its value under `to` as well, whatever was there before."""

    def additions(payloads: list[Payload]) -> list[Payload]:
        labels: dict[Hashable, Payload] = {}

        def addition(value: Any) -> Payload:
            # Equal values need not be the same, as 1 and 1.0; the same object, or text, is added once for all.
            return labels.setdefault(value if type(value) is str else id(value), {to: value})

        return [addition(payload[key]) if key in payload else NOTHING_ADDED for payload in payloads]

    return changed(table, ("copy_key", key, to), additions)
