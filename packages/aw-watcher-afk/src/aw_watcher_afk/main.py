"""The aw-watcher-afk command."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import closing

from aw_client.watcher import Watcher, WatcherOptions, watcher_command
from aw_watcher_afk.clock import Clock
from aw_watcher_afk.config import NAME, SETTINGS, Config
from aw_watcher_afk.errors import InputLostError
from aw_watcher_afk.select import BACKENDS
from aw_watcher_afk.sensing import SENSES, Senses
from aw_watcher_afk.watch import watch

__all__ = ["main"]

logger = logging.getLogger(__name__)


def _start(options: WatcherOptions) -> None:
    config = Config.of(options.settings)
    watcher = Watcher(NAME, "afkstatus", options=options)
    try:
        with (
            closing(watcher.first_backend(BACKENDS, os.environ)) as backend,
            closing(Senses(config, os.environ)) as senses,
            watcher,
        ):
            watch(watcher, backend, senses, config, Clock())
    except InputLostError as error:
        logger.error("%s", error)  # noqa: TRY400 - a session that ends is no fault to trace
        sys.exit(1)


main = watcher_command(
    NAME,
    SETTINGS,
    _start,
    help="Record whether someone is there, and what tells so.",
    backends=BACKENDS,
    more_backends={"besides keyboard and mouse": {name: entry.factory for name, entry in SENSES.items()}},
)
