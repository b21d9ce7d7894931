"""Whether the screen is locked or dark, by the desktop's screen saver on the session bus."""

from __future__ import annotations

import time
from collections.abc import Mapping

from aw_client.desktop.bus import BUS, Bus, Incoming, Peer
from aw_client.errors import DesktopError, NoAnswerError, WatcherUnavailableError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.base import ANSWER_TIMEOUT, NOTHING

__all__ = ["ScreenSaver"]

_SAVERS = tuple(
    f"org.{desktop}.ScreenSaver" for desktop in ("freedesktop", "gnome", "cinnamon", "mate", "xfce")
)
"""Their names on the bus; their interface has the same."""

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
            self._bus = Bus(environ, timeout=ANSWER_TIMEOUT)
        except DesktopError as error:
            raise WatcherUnavailableError(str(error)) from error
        self.files = (self._bus,)
        self._active: set[str] = set()
        self._owners: dict[str, str] = {}
        self._last_asked = 0.0
        try:
            for saver in _SAVERS:
                self._bus.watch_name(saver)
                self._bus.subscribe(Peer(saver, "", saver), "ActiveChanged")
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
            for saver in sorted(self._active):
                self._ask(saver)
        return frozenset({Fact.LOCKED}) if self._active else NOTHING

    def close(self) -> None:
        """Close the connection."""
        self._bus.close()

    def _take(self, message: Incoming) -> None:
        match message.member, message.arguments:
            case "NameOwnerChanged", (str() as saver, _, _) if message.sender == BUS and saver in _SAVERS:
                self._ask(saver)
            case "ActiveChanged", (bool() as active,) if self._is_of_its_owner(message):
                self._note(message.interface, active)

    def _is_of_its_owner(self, message: Incoming) -> bool:
        """Whether a screen saver itself sent it; everybody on the bus can send us some."""
        return message.sender != "" and self._owners.get(message.interface) == message.sender

    def _ask(self, saver: str) -> bool:
        """Whether a screen saver answers; one that is not there is not started by asking."""
        self._last_asked = time.monotonic()
        self._owners[saver] = self._bus.owner(saver)
        answer = self._answer(saver) if self._owners[saver] else ()
        self._note(saver, answer == (True,))
        return bool(answer)

    def _answer(self, saver: str) -> tuple[object, ...]:
        """What it says, if anything; where its object is depends on its version."""
        for path in (f"/{saver.replace('.', '/')}", "/"):
            try:
                return self._bus.call(Peer(saver, path, saver), "GetActive")
            except NoAnswerError:
                return ()
            except DesktopError:  # there is no such object, or it does not say
                continue
        return ()

    def _note(self, saver: str, active: bool) -> None:
        if active:
            self._active.add(saver)
        else:
            self._active.discard(saver)
