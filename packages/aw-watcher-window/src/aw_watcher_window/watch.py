"""The watcher's loop: wait for a change, look, report."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime

from aw_client.watcher import Watcher
from aw_watcher_window.backends.base import Backend
from aw_watcher_window.config import Config
from aw_watcher_window.focus import Focus
from aw_watcher_window.recorder import Recorder

__all__ = ["admitted", "watch"]

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
        while watcher.wait(recorder.due(_now()), backend, drain=backend.focused):
            focus = admitted(watcher, config.keep_out(backend.focused()))
            beats = recorder.pass_over(_now()) if focus is None else recorder.look(focus, _now())
            watcher.report(beats, pulsetime=PULSETIME)
    finally:
        watcher.report(recorder.finish(_now()), pulsetime=PULSETIME)


def admitted(watcher: Watcher, focus: Focus) -> Focus | None:
    """The focus as the privacy rules let it be recorded, None if they do not.

    Before the recorder sees it, so that a title which differs only in what the rules take away is no new event.
    """
    before = focus.data
    data = watcher.admitted(before)
    if data is None or data is before:
        return None if data is None else focus
    app, title, url = (data.get(name, "") for name in ("app", "title", "url"))
    return replace(focus, app=str(app), title=str(title), url=str(url))


def _now() -> datetime:
    return datetime.now(UTC)
