"""Giving many events of a bucket other data, or deleting them, by the data they have."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aw_core.timestamps import to_micros
from aw_datastore.payload import EncodedPayload, decode_payload, encode_payload
from aw_datastore.rewriting import Change, Decide, Scope
from aw_datastore.sqlite import payloads

__all__ = ["Rewriting", "plan"]

_PAYLOADS = "SELECT key, digest, data FROM payload WHERE bucket = ?"
_EVENTS = (
    "SELECT id, payload FROM event INDEXED BY event_start"
    " WHERE bucket = ? AND start_ms * 1000 <= ? AND start_ms * 1000 + length_us >= ?"
)
_FIRST, _LAST = -(2**62), 2**62


class Rewriting(NamedTuple):
    """What is to become of events of one bucket, by their data: `after` is None where they go."""

    bucket: int
    after: dict[int, EncodedPayload | None]
    digests: dict[int, bytes]
    events: NDArray[np.int64]
    """Id and payload key of each event that is concerned."""

    def changes(self) -> list[Change]:
        """What changes, payload by payload."""
        return [Change(self.digests[key], _digest(self.after[key]), len(ids)) for key, ids in self._by_key()]

    def carry_out(self, connection: sqlite3.Connection) -> None:
        """Do it."""
        for key, ids in self._by_key():
            after = self.after[key]
            if after is None:
                connection.executemany("DELETE FROM event WHERE id = ?", ((event_id,) for event_id in ids))
            else:
                new = payloads.use(connection, self.bucket, after, len(ids))
                connection.executemany(
                    "UPDATE event SET payload = ? WHERE id = ?", ((new, event_id) for event_id in ids)
                )
            payloads.release_many(connection, key, len(ids))

    def _by_key(self) -> Iterator[tuple[int, list[int]]]:
        """The ids of the events that have each payload."""
        order = np.argsort(self.events[:, 1], kind="stable")
        keys, firsts = np.unique(self.events[order, 1], return_index=True)
        groups = np.split(self.events[order, 0], firsts[1:])
        for key, ids in zip(keys.tolist(), groups, strict=False):
            yield key, ids.tolist()


def _digest(payload: EncodedPayload | None) -> bytes | None:
    return None if payload is None else payload.digest


def plan(
    connection: sqlite3.Connection, bucket_id: str, bucket: int, decide: Decide, scope: Scope
) -> Rewriting:
    """What is to become of the events of a bucket (by id and key); nothing is changed."""
    after: dict[int, EncodedPayload | None] = {}
    digests: dict[int, bytes] = {}
    for key, digest, text in connection.execute(_PAYLOADS, (bucket,)):
        before = decode_payload(text)
        data = decide(bucket_id, before)
        if data is not before:
            after[key], digests[key] = None if data is None else encode_payload(data), digest
    last = _LAST if scope.end is None else to_micros(scope.end)
    first = _FIRST if scope.start is None else to_micros(scope.start)
    if not after or first > last:
        return Rewriting(bucket, {}, {}, np.empty((0, 2), np.int64))
    found = connection.execute(_EVENTS, (bucket, last, first))
    events = np.fromiter(chain.from_iterable(found), np.int64).reshape(-1, 2)
    return Rewriting(bucket, after, digests, events[np.isin(events[:, 1], list(after))])
