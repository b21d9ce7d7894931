"""What the backends share whose desktop tells of the focused window over the session bus, through a script of ours."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from aw_client.desktop.bus import BUS, Bus, Incoming
from aw_client.desktop.wayland import is_wayland
from aw_client.errors import DesktopError, WatcherUnavailableError
from aw_watcher_window.backends.text import clipped
from aw_watcher_window.errors import DisplayLostError
from aw_watcher_window.focus import NOTHING, UNKNOWN, Focus

__all__ = ["INTERFACE", "NotYetError", "OverBus"]

INTERFACE = "net.activitywatch.Window"
"""The name of what the scripts say; each message has the window's number, empty for none, its application and title."""


PATIENCE = 5.0
"""Seconds a desktop may take to start."""

_PAUSE = 0.1


class NotYetError(DesktopError):
    """The desktop does not answer as it should, which may be because it still starts."""


class OverBus(ABC):
    """A backend for Wayland sessions of one desktop; in its X11 sessions that of X11 does.

    Raises:
        WatcherUnavailableError: this is no Wayland session, or not of that desktop, or its script does not answer.
    """

    name: ClassVar[str]
    desktop: ClassVar[str]
    """The desktop's name on the bus."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        if not is_wayland(environ):
            raise WatcherUnavailableError("this is no Wayland session: WAYLAND_DISPLAY is not set")
        self._environ = environ
        self._focus = NOTHING
        try:
            self._bus = Bus(environ)
        except DesktopError as error:
            raise WatcherUnavailableError(str(error)) from error
        try:
            self._owner = self._find()
            self._begin_patiently()
        except DesktopError as error:
            self._bus.close()
            raise WatcherUnavailableError(str(error)) from error

    def fileno(self) -> int:
        """The connection to the session bus."""
        return self._bus.fileno()

    def focused(self) -> Focus:
        """The window that was told of last."""
        try:
            incoming = self._bus.incoming()
        except DesktopError as error:
            raise DisplayLostError(str(error)) from error
        for message in incoming:
            self._take(message)
        return self._focus

    def close(self) -> None:
        """Close the connection."""
        self._bus.close()

    @abstractmethod
    def _begin(self) -> None:
        """Have the script tell; a DesktopError says why it does not, a NotYetError that it may when asked again."""

    def _begin_patiently(self) -> None:
        """Begin as soon as the desktop can: at the start of a session it is on the bus before all of it answers."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self._begin()
            except NotYetError:
                if time.monotonic() > end:
                    raise
            time.sleep(_PAUSE)

    def _find(self) -> str:
        """The unique name of the desktop on the bus."""
        self._bus.watch_name(self.desktop)
        owner = self._bus.owner(self.desktop)
        if not owner:
            raise DesktopError(f"this is another desktop: nobody on the session bus is {self.desktop}")
        return owner

    def _take(self, message: Incoming) -> None:
        """Believe the desktop and the bus alone: everybody on the bus can send us something."""
        if message.sender == BUS and message.member == "NameOwnerChanged":
            raise DisplayLostError(f"{self.desktop} has ended, or was restarted")
        if message.interface == INTERFACE and message.sender == self._owner:
            self._told(*message.arguments)

    def _told(self, window: Any, app: Any, title: Any) -> None:
        self._focus = Focus(str(window), clipped(app) or UNKNOWN, clipped(title)) if window else NOTHING
