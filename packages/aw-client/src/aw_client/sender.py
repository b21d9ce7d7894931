"""Sends what waits in the queue's file: in order, backing off while the server is away, creating buckets."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aw_client.backlog import Backlog
from aw_client.delivery import Outcome, Result, create_bucket, greet, send_heartbeat
from aw_client.heartbeats import heartbeat_endpoint
from aw_client.notes import Notes
from aw_client.spool import Spool, Waiting
from aw_client.transport import Transport
from aw_client.untold import is_being_told
from aw_core import Event

__all__ = ["Sender"]

logger = logging.getLogger(__name__)

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 10.0
_TELLING = 0.1
"""Seconds between two looks whether the server is told of what people asked for while it was away."""

_LONGEST_TELLING = 30.0
"""Seconds after which heartbeats wait for that no longer: it may be that the server does not take it."""
_LOGGED_CHARACTERS = 1000
_ALL_LINES_DOWN = (Outcome.UNREACHABLE, Outcome.UNAUTHORIZED)


class Sender:
    """The way from the queue's file to the server; used by one thread.

    Args:
        spool: what is to be sent, and which buckets are to exist.
        transport: the way to the server.
        describe_bucket: the body of the request that creates a bucket, from its type.
        untold: a file that is there while the server is to be told of a pause first: `untold.py`.
    """

    def __init__(
        self,
        spool: Spool,
        transport: Transport,
        describe_bucket: Callable[[str], dict[str, Any]],
        untold: Path,
    ) -> None:
        self.connected = False
        self.failed_at: float | None = None  # by the monotonic clock
        self.paused = False  # whether the server said so with the last heartbeat it took
        self.notes = Notes()
        self._spool = spool
        self._transport = transport
        self._describe_bucket = describe_bucket
        self._untold = untold
        self._telling_since: float | None = None  # by the monotonic clock
        self._backlog = self._new_backlog()
        self._created: set[str] = set()
        self._recreated: set[str] = set()
        self._blocked_until: dict[str, float] = {}
        self._pause = _FIRST_PAUSE
        self._said: set[Outcome | str] = set()  # what is in the way now: of all buckets, or of the one named

    def work(self, expired: Callable[[], bool]) -> float | None:
        """Send until nothing waits, something stands in the way, or it has `expired`.

        Returns the seconds after which to try again, or None when only news would give something to do.
        """
        if not self.connected and not self._connect():
            return self._next_pause()
        if self._is_to_be_told():
            return _TELLING
        if not self._create_buckets():
            return self._next_pause()
        while not expired():
            # Also between heartbeats: a long backlog must not make a watcher look dead.
            self.notes.send(self._transport)
            waiting = self._spool.next_waiting(without=self._blocked())
            if waiting is None:
                pauses = (self._until_unblocked(), self.notes.pause())
                return min((pause for pause in pauses if pause is not None), default=None)
            result = self._send(waiting)
            if not self._settle(waiting, result):
                self._spool.put_back()
                return self._next_pause()
        return 0

    def _connect(self) -> bool:
        result = greet(self._transport)
        if result.outcome is not Outcome.DONE:
            self._lose(result)
            return False
        self.connected = True
        return True

    def _is_to_be_told(self) -> bool:
        """Whether somebody tells the server of a pause now, which it must know before what was sensed."""
        if not is_being_told(self._untold):
            self._telling_since = None
            return False
        if self._telling_since is None:
            self._telling_since = time.monotonic()
        return time.monotonic() - self._telling_since < _LONGEST_TELLING

    def _create_buckets(self) -> bool:
        """Create the registered buckets not yet seen on the server; False when that has lost the server."""
        registered = self._spool.registered()
        missing = [bucket_id for bucket_id in registered if bucket_id not in self._created]
        return all(self._create(bucket_id, registered[bucket_id]) for bucket_id in missing)

    def _create(self, bucket_id: str, event_type: str) -> bool:
        result = create_bucket(self._transport, bucket_id, self._describe_bucket(event_type))
        if result.outcome in _ALL_LINES_DOWN:
            self._lose(result)
            return False
        if result.outcome is Outcome.DONE:
            self._blocked_until.pop(bucket_id, None)
            self.notes.bucket_created(bucket_id)
        else:
            self._say(bucket_id, f"the server does not create bucket {bucket_id}: {result.reason}")
        self._created.add(bucket_id)
        return True

    def _send(self, waiting: Waiting) -> Result:
        """Send a heartbeat, or the batch it belongs to."""
        if waiting.batched:
            return self._backlog.send(waiting.bucket_id)
        endpoint = heartbeat_endpoint(waiting.bucket_id, waiting.pulsetime)
        return send_heartbeat(self._transport, endpoint, waiting.event)

    def _settle(self, waiting: Waiting, result: Result) -> bool:
        """Do what the outcome asks for; False when nothing more can be sent now."""
        match result.outcome:
            case Outcome.DONE:
                self._arrive(waiting, result)
            case Outcome.REFUSED if not waiting.batched:
                event = waiting.event[:_LOGGED_CHARACTERS]
                logger.error("dropped a heartbeat the server refuses: %s: %s", result.reason, event)
                self._spool.remove(waiting.number)
            case Outcome.UNKNOWN if not waiting.batched:
                return self._recreate(waiting.bucket_id)
            case Outcome.CRASHED:
                self._block(waiting.bucket_id, result.reason)
            case outcome if outcome in _ALL_LINES_DOWN:
                self._lose(result)
                return False
        return True

    def _arrive(self, waiting: Waiting, result: Result) -> None:
        self._recreated.discard(waiting.bucket_id)
        self._blocked_until.pop(waiting.bucket_id, None)
        self._pause = _FIRST_PAUSE
        if self._said:
            logger.info(
                "the server at %s takes heartbeats of %s again",
                self._transport.address.url,
                waiting.bucket_id,
            )
            self._said -= {waiting.bucket_id, *Outcome}
        if not waiting.batched:
            self.paused = result.paused
            self._spool.remove(waiting.number)
            self._backlog.begin(waiting.bucket_id, Event(**result.event))

    def _recreate(self, bucket_id: str) -> bool:
        """Create a bucket the server does not know, once; if it still does not know it, its heartbeats wait."""
        event_type = self._spool.registered().get(bucket_id)
        if event_type is not None and bucket_id not in self._recreated:
            logger.warning("the server does not know bucket %s: creating it again", bucket_id)
            self._recreated.add(bucket_id)
            return self._create(bucket_id, event_type)
        self._recreated.discard(bucket_id)
        self._block(bucket_id, f"the server does not know bucket {bucket_id}, and nobody created it")
        return True

    def _block(self, bucket_id: str, reason: str) -> None:
        """Let the heartbeats of one bucket wait for a while; those of others go on."""
        self._say(bucket_id, reason)
        self._blocked_until[bucket_id] = time.monotonic() + self._next_pause()

    def _blocked(self) -> list[str]:
        now = time.monotonic()
        return [bucket_id for bucket_id, until in self._blocked_until.items() if until > now]

    def _until_unblocked(self) -> float | None:
        blocked = self._blocked()
        if not blocked:
            self._pause = _FIRST_PAUSE
            return None
        return max(0.0, min(self._blocked_until[bucket_id] for bucket_id in blocked) - time.monotonic())

    def _lose(self, result: Result) -> None:
        """The server cannot be used now: begin anew at the next try."""
        self.connected = False
        self.failed_at = time.monotonic()
        self._telling_since = None
        self._created.clear()
        self._backlog = self._new_backlog()
        self._say(result.outcome, result.reason)

    def _say(self, about: Outcome | str, reason: str) -> None:
        """Log why heartbeats wait: once, and again only after some were taken."""
        if about not in self._said:
            self._said.add(about)
            logger.warning("heartbeats wait in %s, to be sent later: %s", self._spool.path, reason)

    def _new_backlog(self) -> Backlog:
        return Backlog(self._spool, self._transport, self._describe_bucket)

    def _next_pause(self) -> float:
        pause, self._pause = self._pause, min(2 * self._pause, _LONGEST_PAUSE)
        return pause
