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

__all__ = ["Decisions", "Rewriting", "last_id", "plan"]

_PAYLOADS = "SELECT digest, data FROM payload WHERE bucket = ?"
_DIGESTS = "SELECT key, digest FROM payload WHERE bucket = ?"
_DATA = "SELECT data FROM payload WHERE key = ?"
_EVENTS = (
    "SELECT id, payload FROM event INDEXED BY event_start"
    " WHERE bucket = ? AND start_ms * 1000 <= ? AND start_ms * 1000 + length_us >= ? AND id <= ?"
)
_LAST_ID = "SELECT coalesce(max(id), 0) FROM event"
_FIRST, _LAST = -(2**62), 2**62


class Decisions:
    """What the data of one bucket is to be, decided once for each: ahead of the writer, which must not wait for it.

    Args:
        bucket_id: the bucket.
        decide: decides.
    """

    def __init__(self, bucket_id: str, decide: Decide) -> None:
        self._bucket_id = bucket_id
        self._decide = decide
        self._stays: set[bytes] = set()
        self._after: dict[bytes, EncodedPayload | None] = {}

    def look_ahead(self, connection: sqlite3.Connection, bucket: int) -> None:
        """Decide on all that a bucket (by key) has now."""
        for digest, text in connection.execute(_PAYLOADS, (bucket,)):
            self._make(digest, text)

    def changes(
        self, connection: sqlite3.Connection, bucket: int
    ) -> Iterator[tuple[int, bytes, EncodedPayload | None]]:
        """Key, digest and new data (None to delete) of all that is to be changed in a bucket (by key)."""
        for key, digest in connection.execute(_DIGESTS, (bucket,)).fetchall():
            if digest not in self._stays and digest not in self._after:  # it came meanwhile
                self._make(digest, connection.execute(_DATA, (key,)).fetchone()[0])
            if digest in self._after:
                yield key, digest, self._after[digest]

    def _make(self, digest: bytes, text: str) -> None:
        before = decode_payload(text)
        data = self._decide(self._bucket_id, before)
        if data is before:
            self._stays.add(digest)
        else:
            self._after[digest] = None if data is None else encode_payload(data)


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


def plan(connection: sqlite3.Connection, bucket: int, decisions: Decisions, scope: Scope) -> Rewriting:
    """What is to become of the events of a bucket (by key); nothing is changed."""
    after: dict[int, EncodedPayload | None] = {}
    digests: dict[int, bytes] = {}
    for key, digest, payload in decisions.changes(connection, bucket):
        after[key], digests[key] = payload, digest
    last = _LAST if scope.end is None else to_micros(scope.end)
    first = _FIRST if scope.start is None else to_micros(scope.start)
    if not after or first > last:
        return Rewriting(bucket, {}, {}, np.empty((0, 2), np.int64))
    newest = _LAST if scope.last_id is None else scope.last_id
    found = connection.execute(_EVENTS, (bucket, last, first, newest))
    events = np.fromiter(chain.from_iterable(found), np.int64).reshape(-1, 2)
    return Rewriting(bucket, after, digests, events[np.isin(events[:, 1], list(after))])


def last_id(connection: sqlite3.Connection) -> int:
    """The highest id of an event, 0 without any; no later event has a lower one."""
    highest: int = connection.execute(_LAST_ID).fetchone()[0]
    return highest
