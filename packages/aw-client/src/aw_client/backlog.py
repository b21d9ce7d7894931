"""A long backlog in few requests: what became of many heartbeats, imported at once.

After a week without a server tens of thousands of heartbeats wait; one by one they would take minutes. The
merge rule says what events the server would make of them, so those are made here and imported together. That
this changes nothing in the end takes three things:

- The heartbeat in front was just sent alone and the server answered with its last event, so it is known whether
  the next one belongs to that.
- The heartbeats of a batch are fixed on disk before it is sent. Should this process die, or the answer be lost,
  the same events are imported again, and the server adds only those it does not have.
- Only a server that has just shown that it can import into a bucket that exists gets a batch.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from aw_client.delivery import Outcome, Result, import_events
from aw_client.heartbeats import fold
from aw_client.spool import Spool
from aw_client.transport import Transport
from aw_core import Event

__all__ = ["BATCH", "MANY", "Backlog"]

logger = logging.getLogger(__name__)

MANY = 100
"""How many heartbeats of a bucket make a backlog."""

BATCH = 2000
"""How many heartbeats go into one import."""


class Backlog:
    """Sends backlogs over one connection; made anew for each, since another server may answer the next.

    Args:
        spool: where the heartbeats wait.
        transport: the way to the server.
        describe_bucket: what an import says of a bucket, from its type.
    """

    def __init__(
        self, spool: Spool, transport: Transport, describe_bucket: Callable[[str], dict[str, Any]]
    ) -> None:
        self._spool = spool
        self._transport = transport
        self._describe_bucket = describe_bucket
        self._can_import: bool | None = None

    def begin(self, bucket_id: str, last: Event) -> None:
        """Make a batch of what waits of a bucket, if that is worth it and the server can take it.

        Args:
            bucket_id: the bucket.
            last: its last event, as the server has just answered.
        """
        if not self._spool.holds(bucket_id, MANY) or not self._ask_whether_it_can(bucket_id):
            return
        waiting = self._spool.oldest(bucket_id, BATCH)
        _, taken = fold((row.heartbeat() for row in waiting), last)
        if taken:
            self._spool.begin_batch(bucket_id, waiting[taken - 1].number)

    def send(self, bucket_id: str) -> Result:
        """Send the batch of a bucket, and take it out of the queue when the server has it."""
        events, _ = fold(row.heartbeat() for row in self._spool.batch(bucket_id))
        result = self._import(bucket_id, events)
        if result.outcome is Outcome.DONE:
            self._spool.remove_batch(bucket_id)
        elif result.outcome in (Outcome.REFUSED, Outcome.UNKNOWN):
            logger.warning("heartbeats are sent one by one, not together: %s", result.reason)
            self._can_import = False
            self._spool.undo_batch(bucket_id)
        return result

    def _ask_whether_it_can(self, bucket_id: str) -> bool:
        """Whether the server imports into a bucket it has: tried with no events."""
        if self._can_import is None:
            self._can_import = self._import(bucket_id, []).outcome is Outcome.DONE
        return self._can_import

    def _import(self, bucket_id: str, events: list[Event]) -> Result:
        event_type = self._spool.registered().get(bucket_id)
        if event_type is None:
            return Result(Outcome.REFUSED, f"bucket {bucket_id} was not created by this client")
        return import_events(self._transport, bucket_id, self._describe_bucket(event_type), events)
