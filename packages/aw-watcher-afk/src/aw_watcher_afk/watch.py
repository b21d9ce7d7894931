"""The watcher's loop: look at the idle time and the senses, report, sleep."""

from __future__ import annotations

import logging
import time

from aw_client.watcher import Watcher
from aw_watcher_afk.backends.base import Backend
from aw_watcher_afk.clock import Clock
from aw_watcher_afk.config import Config
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.observer import Observer
from aw_watcher_afk.sensing import Senses

__all__ = ["watch"]

logger = logging.getLogger(__name__)

PULSETIME = 0.1
"""Seconds. The heartbeats of one event touch, so no gap is to be bridged; this is for servers that round."""


def watch(watcher: Watcher, backend: Backend, senses: Senses, config: Config, clock: Clock) -> None:
    """Report whether someone is there until the watcher is told to stop.

    Raises:
        InputLostError: nothing tells of input any more; all that was known is reported.
    """
    logger.info("input is noticed through %s, recorded in bucket %s", backend.name, watcher.bucket_id)
    observer = Observer(config)
    known: frozenset[Fact] = frozenset()
    due = time.monotonic()

    def sit_out() -> None:
        """Take what is told in a pause, and forget it."""
        backend.idle()
        senses.look()
        observer.pause()

    try:
        while watcher.wait(max(0.0, due - time.monotonic()), *backend.files, *senses.files, drain=sit_out):
            # Beside each other, as the one counts from the other; the senses may take a while.
            now, idle = clock.read(), backend.idle()
            facts = senses.look()
            if facts != known or time.monotonic() >= due:
                watcher.report(observer.observe(now, idle, facts, senses.known), pulsetime=PULSETIME)
                watcher.misses(senses.missing())
                known, due = facts, time.monotonic() + config.poll_time
    finally:
        watcher.report(observer.finish(clock.read()), pulsetime=PULSETIME)
