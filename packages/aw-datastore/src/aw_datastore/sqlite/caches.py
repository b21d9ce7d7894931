"""What is kept in memory of what was read: bounded, and never stale, as neither a chunk nor a payload ever changes.

Both are named by keys that are given once: what changes in the database gets another key.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from aw_datastore.sqlite.columns import Columns
from aw_datastore.table import Payload

__all__ = ["Caches", "ChunkCache", "PayloadCache"]

MAX_EVENTS = 2_000_000
"""Events whose columns are kept, 32 bytes each."""

MAX_PAYLOADS = 150_000
"""Payloads that are kept, some 500 bytes each."""


class ChunkCache:
    """The columns of the chunks read last, by key; safe to use from several threads."""

    def __init__(self, max_events: int = MAX_EVENTS) -> None:
        self._max_events = max_events
        self._events = 0
        self._lock = threading.Lock()
        self._chunks: dict[int, Columns] = {}

    def get(self, key: int) -> Columns | None:
        """The columns of a chunk, if they are kept."""
        with self._lock:
            columns = self._chunks.pop(key, None)
            if columns is not None:
                self._chunks[key] = columns  # at the end: what is at the front was read longest ago
            return columns

    def keep(self, key: int, columns: Columns) -> None:
        """Keep the columns of a chunk; those read longest ago are forgotten when they become too many."""
        with self._lock:
            if key in self._chunks:
                return
            self._chunks[key] = columns
            self._events += len(columns.start)
            while self._events > self._max_events:
                self._events -= len(self._chunks.pop(next(iter(self._chunks))).start)


class PayloadCache:
    """Payloads by key; safe to use from several threads.

    A payload is the same object as long as it is kept, so what was worked out of it can be remembered too.
    """

    def __init__(self, max_payloads: int = MAX_PAYLOADS) -> None:
        self._max_payloads = max_payloads
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        # Keys are counted up from 1, so an array serves as a dict and gives 80,000 payloads in a millisecond.
        self._payloads = np.empty(1, object)
        self._kept = np.zeros(1, np.bool_)

    def get(
        self, keys: NDArray[np.int64], read: Callable[[NDArray[np.int64]], list[Payload]]
    ) -> list[Payload]:
        """The payloads of these distinct keys, in their order.

        Args:
            keys: keys of payloads.
            read: gives the payloads of keys that are not kept.
        """
        payloads = np.empty(len(keys), object)
        with self._lock:
            is_kept = self._is_kept(keys)
            payloads[is_kept] = self._payloads[keys[is_kept]]
        missing = np.flatnonzero(~is_kept)
        if len(missing):
            payloads[missing] = read(keys[missing])
            with self._lock:
                payloads[missing] = self._keep(keys[missing], payloads[missing])
        found: list[Payload] = payloads.tolist()
        return found

    def _is_kept(self, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        self._make_room(keys)
        return self._kept[keys]

    def _keep(self, keys: NDArray[np.int64], payloads: NDArray[np.object_]) -> NDArray[np.object_]:
        """Keep payloads and answer them; of those that were read twice at once the first counts."""
        if np.count_nonzero(self._kept) + len(keys) > self._max_payloads:
            self._forget()
        is_kept = self._is_kept(keys)
        fresh = keys[~is_kept][: self._max_payloads]
        self._payloads[fresh] = payloads[~is_kept][: self._max_payloads]
        self._kept[fresh] = True
        return np.where(self._kept[keys], self._payloads[keys], payloads)

    def _make_room(self, keys: NDArray[np.int64]) -> None:
        size = int(keys.max(initial=0)) + 1
        if size > len(self._kept):
            more = max(size, 2 * len(self._kept)) - len(self._kept)
            self._kept = np.concatenate([self._kept, np.zeros(more, np.bool_)])
            self._payloads = np.concatenate([self._payloads, np.empty(more, object)])


class Caches:
    """What one storage keeps in memory."""

    def __init__(self) -> None:
        self.chunks = ChunkCache()
        self.payloads = PayloadCache()
