"""What every watcher runs on: its bucket and queue, waiting, stopping, and its command line."""

from __future__ import annotations

from aw_client.errors import WatcherUnavailableError
from aw_client.watcher.backends import imported_late, survey
from aw_client.watcher.cli import watcher_command
from aw_client.watcher.runtime import Watcher, WatcherOptions
from aw_client.watcher.stopping import Readable
from aw_core.supervision import EXIT_UNAVAILABLE

__all__ = [
    "EXIT_UNAVAILABLE",
    "Readable",
    "Watcher",
    "WatcherOptions",
    "WatcherUnavailableError",
    "imported_late",
    "survey",
    "watcher_command",
]
