"""The watcher's loop: look at the idle time, report, sleep."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime

from aw_client.watcher import Watcher
from aw_core import Event
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
    timeout = 0.0
    try:
        while watcher.wait(timeout):
            _report(watcher, state.poll(backend.idle(), _now()))
            timeout = config.poll_time
    finally:
        _report(watcher, state.finish(_now()))


def _report(watcher: Watcher, heartbeats: Iterable[Event]) -> None:
    for event in heartbeats:
        watcher.heartbeat(
            event.data,
            timestamp=event.timestamp,
            duration=event.duration.total_seconds(),
            pulsetime=PULSETIME,
        )


def _now() -> datetime:
    return datetime.now(UTC)
