"""Which media players play, by MPRIS on the session bus: browsers with a video are players too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aw_client.desktop.bus import PROPERTIES, Bus, Peer
from aw_client.errors import DesktopError

__all__ = ["Player", "Players"]

_PREFIX = "org.mpris.MediaPlayer2"
_PATH = "/org/mpris/MediaPlayer2"
_PLAYER = f"{_PREFIX}.Player"


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
        self.bus = Bus(environ)
        self._playing: dict[str, Player] = {}
        try:
            self.bus.watch_name(_PREFIX, and_below=True)
            self.bus.subscribe(Peer("", _PATH, PROPERTIES), "PropertiesChanged")
        except DesktopError:
            self.close()
            raise
        self._is_stale = True

    def playing(self) -> list[Player]:
        """Those that play now."""
        self._is_stale |= bool(self.bus.incoming())
        if self._is_stale:
            self._is_stale = False
            found = {name: self._look(name) for name in self.bus.names(f"{_PREFIX}.")}
            self._playing = {name: player for name, player in found.items() if player is not None}
        return list(self._playing.values())

    def close(self) -> None:
        """Close the connection."""
        self.bus.close()

    def _look(self, name: str) -> Player | None:
        """The player of that name on the bus, if it plays."""
        try:
            if self._property(name, _PLAYER, "PlaybackStatus") != "Playing":
                return None
            process = self.bus.process(name)
        except DesktopError:  # it is gone, or says nothing
            return None
        known = [self._property_or_nothing(name, word) for word in ("Identity", "DesktopEntry")]
        return Player(process, _words([name.removeprefix(f"{_PREFIX}.").partition(".")[0], *known]))

    def _property(self, name: str, interface: str, wanted: str) -> str:
        return str(self.bus.property(Peer(name, _PATH, interface), wanted))

    def _property_or_nothing(self, name: str, wanted: str) -> str:
        try:
            return self._property(name, _PREFIX, wanted)
        except DesktopError:
            return ""


def _words(names: Iterable[str]) -> frozenset[str]:
    """Each name, and what comes last in one such as `org.videolan.VLC`, in lower case."""
    lower = [name.lower().removesuffix(".desktop") for name in names]
    return frozenset(word for name in lower for word in (name, name.rpartition(".")[2]) if word)
