"""Which media players play, by MPRIS on the session bus: browsers with a video are players too."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aw_client.desktop.bus import BUS, PROPERTIES, Bus, Incoming, Peer
from aw_client.errors import DesktopError, NoAnswerError
from aw_watcher_afk.senses.base import ANSWER_TIMEOUT

__all__ = ["Player", "Players"]

_PREFIX = "org.mpris.MediaPlayer2"
_PATH = "/org/mpris/MediaPlayer2"
_PLAYER = f"{_PREFIX}.Player"

_PATIENCE = 1.0
"""Seconds that one look may wait for players; those that are left are looked at the next time."""

_HUNG_FOR = 60.0
"""Seconds for which a player that did not answer is not asked again."""


@dataclass(frozen=True)
class Player:
    """A media player: its process, and the words it may be known by elsewhere, in lower case."""

    process: int
    names: frozenset[str]

    def is_app(self, names: Iterable[str]) -> bool:
        """Whether this may be the application of one of these names."""
        return not self.names.isdisjoint(_words(names))


class Players:
    """The players of the session.

    Raises:
        DesktopError: (also by every method) there is no session bus, or it is gone.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.bus = Bus(environ, timeout=ANSWER_TIMEOUT)
        self._playing: dict[str, Player] = {}
        self._to_look_at: list[str] = []
        self._hung: dict[str, float] = {}  # until when, on the clock that never goes back
        try:
            self.bus.watch_name(_PREFIX, and_below=True)
            self.bus.subscribe(Peer("", _PATH, PROPERTIES), "PropertiesChanged")
        except DesktopError:
            self.close()
            raise
        self._is_stale = True

    def playing(self) -> list[Player]:
        """Those that play now, as far as they answer; a look waits for those that do not a second or two in all."""
        for message in self.bus.incoming():
            self._is_stale = True
            self._mind_owner(message)
        if self._is_stale or any(until <= time.monotonic() for until in self._hung.values()):
            self._is_stale = False
            names = self.bus.names(f"{_PREFIX}.")
            self._playing = {name: player for name, player in self._playing.items() if name in names}
            self._hung = {name: until for name, until in self._hung.items() if name in names}
            self._to_look_at = names
        self._look_at_them(time.monotonic() + _PATIENCE)
        return list(self._playing.values())

    def close(self) -> None:
        """Close the connection."""
        self.bus.close()

    def _mind_owner(self, message: Incoming) -> None:
        """Give a player that was started anew another chance."""
        match message.member, message.arguments:
            case "NameOwnerChanged", (str() as name, _, _) if message.sender == BUS:
                self._hung.pop(name, None)

    def _look_at_them(self, until: float) -> None:
        """Look at the players that are left to be, as long as there is time."""
        while self._to_look_at and time.monotonic() < until:
            name = self._to_look_at.pop()
            if self._hung.get(name, 0.0) > time.monotonic():
                continue
            self._hung.pop(name, None)
            self._playing.pop(name, None)
            if (player := self._look(name)) is not None:
                self._playing[name] = player

    def _look(self, name: str) -> Player | None:
        """The player of that name on the bus, if it plays."""
        try:
            if self._property(name, _PLAYER, "PlaybackStatus") != "Playing":
                return None
            process = self.bus.process(name)
            known = [self._property_or_nothing(name, word) for word in ("Identity", "DesktopEntry")]
        except NoAnswerError:
            self._hung[name] = time.monotonic() + _HUNG_FOR
            return None
        except DesktopError:  # it is gone, or says nothing
            return None
        return Player(process, _words([name.removeprefix(f"{_PREFIX}.").partition(".")[0], *known]))

    def _property(self, name: str, interface: str, wanted: str) -> str:
        return str(self.bus.property(Peer(name, _PATH, interface), wanted))

    def _property_or_nothing(self, name: str, wanted: str) -> str:
        try:
            return self._property(name, _PREFIX, wanted)
        except NoAnswerError:
            raise
        except DesktopError:  # not every player has both
            return ""


def _words(names: Iterable[str]) -> frozenset[str]:
    """Each name, and what comes last in one such as `org.videolan.VLC`, in lower case."""
    lower = [name.lower().removesuffix(".desktop") for name in names]
    return frozenset(word for name in lower for word in (name, name.rpartition(".")[2]) if word)
