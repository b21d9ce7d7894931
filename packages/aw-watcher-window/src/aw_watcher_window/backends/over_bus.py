"""What the backends share whose desktop tells of the focused window over the session bus, through a script of ours."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from aw_client.desktop.bus import BUS, Bus, Incoming
from aw_client.desktop.session import is_wayland
from aw_client.errors import DesktopError, NoAnswerError, WatcherUnavailableError
from aw_watcher_window.backends.text import clipped
from aw_watcher_window.errors import DisplayLostError
from aw_watcher_window.focus import NOTHING, UNKNOWN, Focus

__all__ = ["INTERFACE", "PAUSE", "NotYetError", "OverBus"]

INTERFACE = "net.activitywatch.Window"
"""The name of what the scripts say; each message has the window's number, empty for none, its application and title."""


PATIENCE = 5.0
"""Seconds a desktop may take to start."""

_START_ANSWER_TIMEOUT = 5.0
"""Seconds the desktop has to answer while it starts."""

_ANSWER_TIMEOUT = 1.0
"""Seconds it has after that: a desktop that is stuck must not hold up a look until that counts as missed."""

PAUSE = 0.1
"""Seconds between two tries."""


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

    session: ClassVar[str]
    """What `XDG_CURRENT_DESKTOP` calls its sessions."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        if not is_wayland(environ):
            raise WatcherUnavailableError("this is no Wayland session: WAYLAND_DISPLAY is not set")
        self._environ = environ
        self._focus = NOTHING
        try:
            self._bus = Bus(environ, timeout=_ANSWER_TIMEOUT)
        except DesktopError as error:
            raise WatcherUnavailableError(str(error)) from error
        try:
            with self._patience():
                self._bus.watch_name(self.desktop)
                self._owner = self._begin_patiently()
        except DesktopError as error:
            self._bus.close()
            raise WatcherUnavailableError(str(error)) from error

    def fileno(self) -> int:
        """The connection to the session bus."""
        return self._bus.fileno()

    def focused(self) -> Focus:
        """The window that was told of last."""
        while incoming := self._incoming():  # taking a message may ask something, and more come in meanwhile
            for message in incoming:
                self._take(message)
        return self._focus

    def close(self) -> None:
        """Close the connection."""
        self._bus.close()

    @abstractmethod
    def _begin(self) -> None:
        """Have the script tell; a DesktopError says why it does not, a NotYetError that it may when asked again."""

    @contextmanager
    def _patience(self) -> Iterator[None]:
        """Give the desktop the time to answer that a start takes."""
        self._bus.timeout = _START_ANSWER_TIMEOUT
        try:
            yield
        finally:
            self._bus.timeout = _ANSWER_TIMEOUT

    def _begin_patiently(self) -> str:
        """Begin as soon as the desktop can, which may still start; its unique name on the bus."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                owner = self._find()
                self._begin()
            except (NotYetError, NoAnswerError):
                if time.monotonic() > end:
                    raise
            else:
                return owner
            time.sleep(PAUSE)

    def _find(self) -> str:
        """The unique name of the desktop on the bus."""
        owner = self._bus.owner(self.desktop)
        if owner:
            return owner
        if self.session in self._environ.get("XDG_CURRENT_DESKTOP", "").split(":"):
            raise NotYetError(
                f"{self.desktop} is not on the session bus, though this is a session of {self.session}"
            )
        raise DesktopError(f"this is another desktop: nobody on the session bus is {self.desktop}")

    def _incoming(self) -> list[Incoming]:
        try:
            return self._bus.incoming()
        except DesktopError as error:
            raise DisplayLostError(str(error)) from error

    def _take(self, message: Incoming) -> None:
        """Believe the desktop and the bus alone: everybody on the bus can send us something."""
        if message.sender == BUS and message.member == "NameOwnerChanged":
            if message.arguments[2] != self._owner:  # else it tells of how the desktop came
                raise DisplayLostError(f"{self.desktop} has ended, or was restarted")
            return
        if message.interface == INTERFACE and message.sender == self._owner:
            self._told(*message.arguments)

    def _told(self, window: Any, app: Any, title: Any) -> None:
        self._focus = Focus(str(window), clipped(app) or UNKNOWN, clipped(title)) if window else NOTHING
