"""Heartbeats that survive: kept on disk the moment they are queued, sent in order when the server is there.

What holds, whatever happens to the server or to this process:

- A heartbeat is on disk before `heartbeat()` returns, whether it is held back to be merged or waits to be
  sent. After a `kill -9` the next start of the client sends it.
- Heartbeats of one bucket reach the server in the order they were queued. A bucket the server does not know
  is created again; until that works only that bucket's heartbeats wait.
- A heartbeat leaves the disk only when the server answered with the event it made of it, or refused it for
  good (`delivery.py`). If this process dies between the server's answer and the removal, the heartbeat is
  sent again, and that changes nothing: the server's last event then has the heartbeat's data and covers its
  time, so by the merge rule (for any `pulsetime` of zero or more) the heartbeat merges into it, and merging
  never shortens or lengthens what already covers it. Sending in order is what makes that event the last one,
  as long as nobody else writes to the bucket. What is sent many at once has its own reason (`backlog.py`).
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aw_client.heartbeats import Decide, Heartbeat, premerge
from aw_client.sender import Sender
from aw_client.spool import Spool
from aw_client.transport import Transport
from aw_core import Event

__all__ = ["RequestQueue", "open_queue", "release_queue"]

logger = logging.getLogger(__name__)

_PAUSE_WITH_NEWS = 1.0
"""Seconds after a failed try when a newly queued heartbeat is reason enough for another one."""

_PAUSE_AFTER_ERROR = 10.0
"""Seconds until the thread goes on after an error of its own, such as a full disk."""

_FAREWELL = 5.0
"""Seconds that `stop` goes on sending what waits, while the server takes it."""


class RequestQueue:
    """The offline queue of one client for one server: a file and, once started, a thread that sends.

    Args:
        path: the file the heartbeats are kept in.
        transport: for this queue alone, which closes it.
        describe_bucket: the body of the request that creates a bucket, from its type.
        untold: a file that is there while the server is to be told of a pause before it gets anything: `untold.py`.

    Raises:
        QueueError: the file cannot be used.
    """

    def __init__(
        self,
        path: Path,
        transport: Transport,
        describe_bucket: Callable[[str], dict[str, Any]],
        untold: Path,
    ) -> None:
        self.path = path
        self._transport = transport
        self._spool = Spool(path)
        self._sender = Sender(self._spool, transport, describe_bucket, untold)
        self._decide: Decide = lambda _bucket_id, data: data
        self._remembered: dict[str, Heartbeat] = {}
        self._due: dict[str, float] = {}  # until when a bucket's is remembered, by the monotonic clock
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition(threading.RLock())
        self._news = False
        self._stopping = False

    @property
    def connected(self) -> bool:
        """Whether the server answered as it should when last asked."""
        return self._sender.connected

    @property
    def paused(self) -> bool:
        """Whether the server was paused when it last took a heartbeat, unless it is known to be over."""
        return self._sender.paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        self._sender.paused = paused

    @property
    def last_heartbeat(self) -> dict[str, Event]:
        """The event held back of each bucket: the next heartbeat may still stretch it."""
        with self._changed:
            return {bucket_id: heartbeat.event for bucket_id, heartbeat in self._remembered.items()}

    def start(self) -> None:
        """Begin to send; a queue that already does goes on."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="aw-client-queue", daemon=True)
            self._thread.start()
            atexit.register(self.stop)

    def is_alive(self) -> bool:
        """Whether it sends, or tries to."""
        return self._thread is not None and self._thread.is_alive()

    def stop(self) -> None:
        """Send what waits, as far as the server takes it at once, and close; the rest stays on disk. Idempotent."""
        atexit.unregister(self.stop)
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()
        self._spool.close()
        self._transport.close()

    def register_bucket(self, bucket_id: str, event_type: str) -> None:
        """Have a bucket exist on the server: now or once the server is there, and again should it vanish."""
        self._spool.register(bucket_id, event_type)
        self._tell_news()

    def heartbeat(self, heartbeat: Heartbeat, commit_interval: float) -> None:
        """Keep a heartbeat, merged with the one before it where the merge rule allows; on disk on return.

        Args:
            heartbeat: of any bucket.
            commit_interval: seconds a merged heartbeat may grow, or wait for the next, before it is sent.

        Raises:
            QueueError: it could not be put on disk and does not count.
            TypeError, ValueError: the event's data is no JSON.
        """
        with self._changed:
            # Decided here, where no `rewrite` can come between that and the disk.
            admitted = heartbeat.rewritten(self._decide)
            if admitted is None:
                return
            send, keep = premerge(self._remembered.get(admitted.bucket_id), admitted, commit_interval)
            self._spool.remember(keep, send=send)
            self._remembered[keep.bucket_id] = keep
            if send is not None or keep.bucket_id not in self._due:
                self._tell_news()
            self._due[keep.bucket_id] = time.monotonic() + commit_interval

    def note(self, bucket_id: str, data_changes: dict[str, Any]) -> None:
        """Have the server know something of a bucket soon: keys of its `data`, None to take one out.

        Unlike heartbeats it waits in memory only, where the last word replaces those before; a server that does not
        take it is left alone.
        """
        self._sender.notes.put(bucket_id, data_changes)
        self._tell_news()

    def add_request(self, endpoint: str, data: dict[str, Any]) -> None:
        """Queue a heartbeat to be sent as it stands, given as its request: endpoint and body.

        Raises:
            ValueError: the endpoint is not that of a heartbeat.
            InvalidEventError: the body makes no event.
        """
        heartbeat = Heartbeat.from_request(endpoint, Event(**data))
        with self._changed:
            admitted = heartbeat.rewritten(self._decide)
            if admitted is not None:
                self._spool.append(admitted)
        self._tell_news()

    def rewrite(self, decide: Decide, *, arriving: Decide | None = None) -> bool:
        """Give what waits, is held back, or is queued from now on other data, or drop it.

        Args:
            decide: given a bucket's id and an event's data, what the data is to be; None to drop the event.
            arriving: the same for what is queued from now on, if another.

        Returns:
            Whether nothing of what was there is left in the file and its log; if another program was reading that, do it
            again later.

        Raises:
            QueueError: the file could not be written; do it again, before anything is sent.
        """
        with self._changed:
            self._decide = arriving or decide
            for bucket_id, heartbeat in list(self._remembered.items()):
                changed = heartbeat.rewritten(decide)
                if changed is None:
                    del self._remembered[bucket_id]
                    self._due.pop(bucket_id, None)
                else:
                    self._remembered[bucket_id] = changed
            return self._spool.rewrite(decide)

    def waiting(self) -> int:
        """How many heartbeats wait to be sent, besides those held back."""
        return self._spool.count()

    def _tell_news(self) -> None:
        with self._changed:
            self._news = True
            self._changed.notify_all()

    def _run(self) -> None:
        while not self._stopping:
            pause = self._guarded(self._turn)
            with self._changed:
                self._changed.wait_for(self._has_reason, pause)
                self._news = False
        self._guarded(self._say_farewell)

    def _turn(self) -> float | None:
        self._flush()
        return self._until_due(self._sender.work(lambda: self._stopping))

    def _say_farewell(self) -> float | None:
        """Send what is left, unless the server was away when last tried: what stays on disk is not lost."""
        self._flush(everything=True)
        if not self.connected and self._sender.failed_at is not None:
            return None
        end = time.monotonic() + _FAREWELL
        return self._sender.work(lambda: time.monotonic() > end)

    def _guarded(self, turn: Callable[[], float | None]) -> float | None:
        try:
            return turn()
        except Exception:
            logger.exception("heartbeats stay in %s for now", self.path)
            return _PAUSE_AFTER_ERROR

    def _until_due(self, pause: float | None) -> float | None:
        """The pause, cut short when something remembered is to be sent to a server that is there."""
        if not self.connected:
            return pause
        with self._changed:
            ends = [max(0.0, due - time.monotonic()) for due in self._due.values()]
        return min(ends if pause is None else [pause, *ends], default=None)

    def _has_reason(self) -> bool:
        """Whether to look again before the pause is over."""
        failed_at = self._sender.failed_at
        may_try = self.connected or failed_at is None or time.monotonic() - failed_at >= _PAUSE_WITH_NEWS
        return self._stopping or (self._news and may_try)

    def _flush(self, *, everything: bool = False) -> None:
        """Queue what is remembered of the buckets that no heartbeat came for in a commit interval."""
        now = time.monotonic()
        with self._changed:
            for bucket_id in [bucket for bucket, due in self._due.items() if everything or due <= now]:
                self._spool.send_remembered(self._remembered[bucket_id])
                del self._remembered[bucket_id], self._due[bucket_id]


class _OpenQueues:
    """The queues of this process by file: clients of the same name and server share theirs.

    The lock of the operating system keeps other processes off the file, not other clients of this one; two
    threads that send from one file would send everything twice.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queues: dict[Path, RequestQueue] = {}
        self._users: Counter[Path] = Counter()
        self._closing: set[Path] = set()

    def open(self, path: Path, make: Callable[[Path], RequestQueue]) -> RequestQueue:
        with self._changed:
            self._changed.wait_for(lambda: path not in self._closing)
            if path not in self._queues:
                self._queues[path] = make(path)
            self._users[path] += 1
            return self._queues[path]

    def release(self, queue: RequestQueue) -> None:
        with self._changed:
            self._users[queue.path] -= 1
            if self._users[queue.path] > 0:
                return
            del self._queues[queue.path], self._users[queue.path]
            self._closing.add(queue.path)
        # Sending what is left takes seconds, in which only who wants the same file has to wait.
        try:
            queue.stop()
        finally:
            with self._changed:
                self._closing.remove(queue.path)
                self._changed.notify_all()


_OPEN = _OpenQueues()


def open_queue(path: Path, make: Callable[[Path], RequestQueue]) -> RequestQueue:
    """The queue kept in a file: the one this process has open already, or what `make` makes."""
    return _OPEN.open(path, make)


def release_queue(queue: RequestQueue) -> None:
    """Give a queue from `open_queue` back; the last to do so stops it."""
    _OPEN.release(queue)
