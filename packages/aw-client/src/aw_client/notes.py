"""What the server is to know of buckets besides their events: kept in memory until it is told, the last word counts.

It never stands in the way of heartbeats: what becomes of a note says nothing of the server.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from typing import Any

from aw_client.delivery import Outcome, change_bucket
from aw_client.transport import Transport

__all__ = ["Notes"]

logger = logging.getLogger(__name__)

_LEFT_ALONE = 3600.0
"""Seconds for which a server that does not take notes gets none: an older one, or one that has lost the bucket."""

_PAUSE = 30.0
"""Seconds until a note is tried again that the server did not answer."""


class Notes:
    """Changes of the `data` of buckets that wait to be sent; put from any thread, sent by one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, dict[str, Any]] = {}
        self._not_before: dict[str, float] = {}  # by the monotonic clock

    def put(self, bucket_id: str, data_changes: Mapping[str, Any]) -> None:
        """Have keys of a bucket's data set, or taken out where None; they replace those that still wait."""
        with self._lock:
            self._waiting[bucket_id] = {**self._waiting.get(bucket_id, {}), **data_changes}

    def send(self, transport: Transport) -> None:
        """Send those that are due."""
        for bucket_id in self._due():
            self._send(transport, bucket_id)

    def pause(self) -> float | None:
        """Seconds until one is due, None if none waits."""
        now = time.monotonic()
        with self._lock:
            return min((max(0.0, self._after(bucket_id) - now) for bucket_id in self._waiting), default=None)

    def bucket_created(self, bucket_id: str) -> None:
        """The server is there and has the bucket: it may take notes of it now."""
        self._not_before.pop(bucket_id, None)

    def _due(self) -> list[str]:
        now = time.monotonic()
        with self._lock:
            return [bucket_id for bucket_id in self._waiting if self._after(bucket_id) <= now]

    def _after(self, bucket_id: str) -> float:
        return self._not_before.get(bucket_id, 0.0)

    def _send(self, transport: Transport, bucket_id: str) -> None:
        with self._lock:
            data_changes = self._waiting.pop(bucket_id)
        result = change_bucket(transport, bucket_id, data_changes)
        if result.outcome is Outcome.DONE:
            return
        logger.debug("the server took no note of bucket %s: %s", bucket_id, result.reason)
        unheard = result.outcome in {Outcome.UNREACHABLE, Outcome.UNAUTHORIZED}
        self._not_before[bucket_id] = time.monotonic() + (_PAUSE if unheard else _LEFT_ALONE)
        if unheard:
            with self._lock:
                self._waiting[bucket_id] = {**data_changes, **self._waiting.get(bucket_id, {})}
