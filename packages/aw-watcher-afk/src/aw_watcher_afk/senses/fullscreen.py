"""Whether a film is watched: a player plays, and its window fills the screen or it keeps the screen on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from aw_client.desktop.session import is_wayland
from aw_client.errors import DesktopError, WatcherUnavailableError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.base import NOTHING
from aw_watcher_afk.senses.players import Player, Players

__all__ = ["Film", "require_wayland"]


class Film(ABC):
    """Players that play, and what else a desktop knows of their windows; that is looked at only while one plays.

    Raises:
        WatcherUnavailableError: there is no session bus, or this is not the desktop in question.
    """

    name: str

    def __init__(self, environ: Mapping[str, str]) -> None:
        try:
            self._players = Players(environ)
        except DesktopError as error:
            raise WatcherUnavailableError(str(error)) from error
        # Not the bus: players tell of each song, and a look at every poll is soon enough.
        self.files = ()
        try:
            self._open(environ)
        except (DesktopError, WatcherUnavailableError) as error:
            self._players.close()
            raise WatcherUnavailableError(str(error)) from error

    def look(self) -> frozenset[Fact]:
        """Whether a player's film is watched."""
        playing = self._players.playing()
        return frozenset({Fact.FULLSCREEN}) if playing and self._is_watched(playing) else NOTHING

    def close(self) -> None:
        """Close the connections."""
        self._players.close()

    @abstractmethod
    def _open(self, environ: Mapping[str, str]) -> None:
        """Find what knows of windows."""

    @abstractmethod
    def _is_watched(self, playing: list[Player]) -> bool:
        """Whether one of these players fills the screen, or keeps it on."""


def require_wayland(environ: Mapping[str, str]) -> None:
    """Refuse elsewhere.

    Raises:
        WatcherUnavailableError: this is no Wayland session.
    """
    if not is_wayland(environ):
        raise WatcherUnavailableError("this is no Wayland session: WAYLAND_DISPLAY is not set")
