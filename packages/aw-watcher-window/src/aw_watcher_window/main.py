"""The aw-watcher-window command."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import closing

from aw_client.watcher import Watcher, WatcherOptions, watcher_command
from aw_watcher_window.config import NAME, SETTINGS, Config
from aw_watcher_window.errors import DisplayLostError
from aw_watcher_window.select import select
from aw_watcher_window.watch import watch

__all__ = ["main"]

logger = logging.getLogger(__name__)


def _start(options: WatcherOptions) -> None:
    config = Config.of(options.settings)
    try:
        with (
            closing(select(os.environ)) as backend,
            Watcher(NAME, "currentwindow", options=options) as watcher,
        ):
            watch(watcher, backend, config)
    except DisplayLostError as error:
        logger.error("%s", error)  # noqa: TRY400 - a session that ends is no fault to trace
        sys.exit(1)


main = watcher_command(NAME, SETTINGS, _start, help="Record the focused window: application and title.")
