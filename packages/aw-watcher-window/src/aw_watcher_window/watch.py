"""The watcher's loop: wait for a change, look, report."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from aw_client.watcher import Watcher
from aw_watcher_window.backends.base import Backend
from aw_watcher_window.config import Config
from aw_watcher_window.recorder import Recorder

__all__ = ["watch"]

logger = logging.getLogger(__name__)

PULSETIME = 0.1
"""Seconds. The heartbeats of one event touch, so no gap is to be bridged; this is for servers that round."""


def watch(watcher: Watcher, backend: Backend, config: Config) -> None:
    """Report the focused window until the watcher is told to stop.

    Raises:
        DisplayLostError: the display is gone; all that was seen is reported.
    """
    logger.info("windows are seen through %s, recorded in bucket %s", backend.name, watcher.bucket_id)
    recorder = Recorder(config.poll_time)
    try:
        while watcher.wait(recorder.due(_now()), backend):
            focus = config.keep_out(backend.focused())
            watcher.report(recorder.look(focus, _now()), pulsetime=PULSETIME)
    finally:
        watcher.report(recorder.finish(_now()), pulsetime=PULSETIME)


def _now() -> datetime:
    return datetime.now(UTC)
