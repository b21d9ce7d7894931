"""Event data read from SQLite, by the keys of payloads that events have."""

from __future__ import annotations

import json
import sqlite3

import numpy as np
from numpy.typing import NDArray

from aw_datastore.sqlite.failures import corrupt
from aw_datastore.table import Payload

__all__ = ["data_of", "texts_of"]

# With CROSS JOIN SQLite goes through the keys in their order.
_WANTED = "FROM json_each(?) AS wanted CROSS JOIN payload AS p ON p.key = wanted.value"
_TEXTS = f"SELECT p.data {_WANTED}"
# Joined by SQLite: a row for each would take three times as long.
_JOINED = f"SELECT '[' || ifnull(group_concat(p.data), '') || ']' {_WANTED}"

_DECODED_AT_ONCE = 2_000
"""Payloads: no other thread runs while JSON is decoded, so it is done in parts."""

Keys = NDArray[np.int64]


def data_of(connection: sqlite3.Connection, keys: Keys) -> list[Payload]:
    """The data of these payload keys, which ascend, in their order.

    Raises:
        sqlite3.DatabaseError: the file is damaged: some are not there.
    """
    parts = (keys[first : first + _DECODED_AT_ONCE] for first in range(0, len(keys), _DECODED_AT_ONCE))
    return [payload for part in parts for payload in _decoded(connection, part)]


def texts_of(connection: sqlite3.Connection, keys: Keys) -> list[str]:
    """The same as the JSON texts that are stored."""
    found = [text for (text,) in connection.execute(_TEXTS, (_listed(keys),))]
    _check_all_found(keys, len(found))
    return found


def _decoded(connection: sqlite3.Connection, keys: Keys) -> list[Payload]:
    (text,) = connection.execute(_JOINED, (_listed(keys),)).fetchone()
    found: list[Payload] = json.loads(text)
    _check_all_found(keys, len(found))
    return found


def _listed(keys: Keys) -> str:
    return json.dumps(keys.tolist())


def _check_all_found(keys: Keys, count: int) -> None:
    if count != len(keys):
        raise corrupt(f"{len(keys) - count} payloads that events have are missing")
