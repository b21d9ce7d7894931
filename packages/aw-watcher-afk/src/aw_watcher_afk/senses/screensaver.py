"""Whether the screen is locked or dark, by the desktop's screen saver on the session bus."""

from __future__ import annotations

import time
from collections.abc import Mapping

from aw_client.desktop.bus import Bus, Incoming, Peer
from aw_client.errors import DesktopError, WatcherUnavailableError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.base import NOTHING

__all__ = ["ScreenSaver"]

_SAVERS = tuple(
    Peer(name, path, name)
    for name, path in (
        ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
        ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
        ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
        ("org.mate.ScreenSaver", "/"),
        ("org.xfce.ScreenSaver", "/"),
    )
)
_ASK_AGAIN = 30.0
"""Seconds after which one that is active is asked again, lest one lost message makes it so for ever."""


class ScreenSaver:
    """The desktops' screen savers; each counts while it is there and says that it is active.

    Raises:
        WatcherUnavailableError: there is no session bus, or none of them is on it.
    """

    name = "the desktop's screen saver"

    def __init__(self, environ: Mapping[str, str]) -> None:
        try:
            self._bus = Bus(environ)
        except DesktopError as error:
            raise WatcherUnavailableError(str(error)) from error
        self.files = (self._bus,)
        self._active: dict[str, Peer] = {}
        self._last_asked = 0.0
        try:
            for saver in _SAVERS:
                self._bus.watch_name(saver.name)
                self._bus.subscribe(saver, "ActiveChanged")
            answers = [self._ask(saver) for saver in _SAVERS]
        except DesktopError as error:
            self.close()
            raise WatcherUnavailableError(str(error)) from error
        if not any(answers):
            self.close()
            raise WatcherUnavailableError("no screen saver on the session bus says whether it is active")

    def look(self) -> frozenset[Fact]:
        """Whether the screen is locked or dark."""
        for message in self._bus.incoming():
            self._take(message)
        if self._active and time.monotonic() - self._last_asked > _ASK_AGAIN:
            for saver in tuple(self._active.values()):
                self._ask(saver)
        return frozenset({Fact.LOCKED}) if self._active else NOTHING

    def close(self) -> None:
        """Close the connection."""
        self._bus.close()

    def _take(self, message: Incoming) -> None:
        match message.member, message.arguments:
            case "NameOwnerChanged", (str() as name, _, _):
                for saver in _SAVERS:
                    if saver.name == name:
                        self._ask(saver)
            case "ActiveChanged", (bool() as active,):
                for saver in _SAVERS:
                    if saver.interface == message.interface:
                        self._note(saver, active)

    def _ask(self, saver: Peer) -> bool:
        """Whether a screen saver answers; one that is not there is not started by asking."""
        self._last_asked = time.monotonic()
        if not self._bus.owner(saver.name):
            self._note(saver, False)
            return False
        try:
            answer = self._bus.call(saver, "GetActive")
        except DesktopError:  # as some that offer no more than inhibition
            answer = ()
        self._note(saver, answer == (True,))
        return bool(answer)

    def _note(self, saver: Peer, active: bool) -> None:
        if active:
            self._active[saver.name] = saver
        else:
            self._active.pop(saver.name, None)
