"""The watcher's loop: look at the idle time, report, sleep."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime

from aw_client.watcher import Watcher
from aw_watcher_afk.backends.base import Backend
from aw_watcher_afk.config import Config
from aw_watcher_afk.state import AfkState

__all__ = ["watch"]

logger = logging.getLogger(__name__)

PULSETIME = 0.1
"""Seconds. The heartbeats of one event touch, so no gap is to be bridged; this is for servers that round."""


def watch(watcher: Watcher, backend: Backend, config: Config) -> None:
    """Report whether someone is there until the watcher is told to stop.

    Raises:
        InputLostError: nothing tells of input any more; all that was known is reported.
    """
    logger.info("input is noticed through %s, recorded in bucket %s", backend.name, watcher.bucket_id)
    state = AfkState(timeout=config.timeout, poll_time=config.poll_time)
    due = time.monotonic()
    try:
        while watcher.wait(max(0.0, due - time.monotonic()), *backend.files):
            idle = backend.idle()
            if time.monotonic() >= due:
                watcher.report(state.poll(idle, _now()), pulsetime=PULSETIME)
                due = time.monotonic() + config.poll_time
    finally:
        watcher.report(state.finish(_now()), pulsetime=PULSETIME)


def _now() -> datetime:
    return datetime.now(UTC)
