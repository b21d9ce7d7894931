"""The focused window on macOS, told by the application in front, by way of the accessibility interface.

The name of the application needs no permission. Titles, and being told of changes, do: without it the watcher
looks every `poll_time`, records empty titles and says what to do.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Mapping
from contextlib import suppress

from aw_watcher_window.backends.mac_api import AppObserver, Mac
from aw_watcher_window.backends.mac_urls import TabUrls
from aw_watcher_window.backends.text import clipped
from aw_watcher_window.focus import NOTHING, UNKNOWN, Focus

__all__ = ["MacOS"]

logger = logging.getLogger(__name__)

_PERMISSION = (
    "macOS does not let this program see the titles of windows, so they are recorded as empty: open System Settings, "
    "Privacy & Security, Accessibility, and switch on the program that runs the watcher; if it is on already, as "
    "after an update, remove it from the list and add it again"
)


class MacOS:
    """The backend for macOS."""

    name = "macOS' accessibility interface"

    def __init__(self, _environ: Mapping[str, str]) -> None:
        self._mac = Mac()
        self._urls = TabUrls(self._mac)
        self._readable, self._writable = socket.socketpair()
        self._readable.setblocking(False)
        self._writable.setblocking(False)
        self._observer = AppObserver(self._wake)
        self._followed = 0
        with self._mac.pool():
            self._trusted = self._mac.is_trusted()
        self._has_asked = False
        if not self._trusted:
            logger.warning("%s", _PERMISSION)

    def fileno(self) -> int:
        """A socket in which there is something when the application in front has told of a change."""
        return self._readable.fileno()

    def focused(self) -> Focus:
        """The focused window of the application in front."""
        with suppress(BlockingIOError):
            while self._readable.recv(4096):
                pass
        with self._mac.pool():
            self._look_at_permission()
            process = (self._mac.focused() if self._trusted else 0) or self._mac.front()
            self._follow(process)
            return self._look(process) if process else NOTHING

    def close(self) -> None:
        """Have nothing told any more."""
        with self._mac.pool():
            self._observer.end()
        self._readable.close()
        self._writable.close()

    def _wake(self) -> None:
        with suppress(OSError):  # full of earlier wake-ups, or closed
            self._writable.send(b"\0")

    def _look_at_permission(self) -> None:
        """Have the system ask for it at the first look: who only tries what works here looks at nothing."""
        trusted = self._mac.is_trusted(ask=not (self._trusted or self._has_asked))
        self._has_asked = True
        if trusted and not self._trusted:
            logger.info("macOS lets this program see the titles of windows now")
        elif self._trusted and not trusted:
            logger.warning("%s", _PERMISSION)
        self._trusted = trusted

    def _follow(self, process: int) -> None:
        """Be told of changes of the application in front; one that does not tell yet is asked again."""
        if not (self._trusted and process):
            self._observer.leave()
            self._followed = 0
        elif process != self._followed:
            self._followed = process if self._observer.follow(process) else 0

    def _look(self, process: int) -> Focus:
        name, bundle = self._mac.app(process)
        window = self._mac.window(process) if self._trusted else None
        key, title = window or (str(process), "")
        url = self._urls.of(bundle, key, title) if window else ""
        return Focus(key, clipped(name) or UNKNOWN, clipped(title), clipped(url))
