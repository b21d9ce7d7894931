"""Full-screen windows of players where the Wayland compositor tells of windows (wlr-foreign-toplevel)."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from aw_client.desktop.wayland import Handlers, Interface, Wayland
from aw_client.errors import DesktopError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.base import ANSWER_TIMEOUT
from aw_watcher_afk.senses.fullscreen import Film
from aw_watcher_afk.senses.players import Player

__all__ = ["FullscreenWlroots"]

_MANAGER = Interface(
    "zwlr_foreign_toplevel_manager_v1", version=2, events=[("toplevel", "n"), ("finished", "")]
)
_WINDOW = Interface(
    "zwlr_foreign_toplevel_handle_v1",
    requests={"destroy": (7, "")},
    events=[
        ("title", "s"),
        ("app_id", "s"),
        ("output_enter", "o"),
        ("output_leave", "o"),
        ("state", "a"),
        ("done", ""),
        ("closed", ""),
    ],
)
_FULLSCREEN = 3


class FullscreenWlroots(Film):
    """A player plays, and a window with its application's name is full-screen.

    Raises:
        WatcherUnavailableError: there is no Wayland compositor, it does not tell of windows, or no session bus.
    """

    name = "full-screen windows of players"

    def close(self) -> None:
        """Close the connections."""
        super().close()
        self._connection.close()

    def _open(self, environ: Mapping[str, str]) -> None:
        self._apps: dict[int, str] = {}
        self._fullscreen: set[int] = set()
        self._connection = Wayland(environ, timeout=ANSWER_TIMEOUT)
        try:
            self._begin()
        except DesktopError:
            self._connection.close()
            raise

    def _begin(self) -> None:
        if not self._connection.offers(_MANAGER):
            raise DesktopError(f"this Wayland compositor does not offer {_MANAGER.name}")
        self._connection.bind(_MANAGER, {"toplevel": self._add})
        self._connection.roundtrip()

    def look(self) -> frozenset[Fact]:
        """Whether a player's film is watched."""
        self._connection.roundtrip()  # also while nothing plays, lest what it tells piles up
        return super().look()

    def _is_watched(self, playing: list[Player]) -> bool:
        apps = [self._apps.get(window, "") for window in self._fullscreen]
        return any(player.is_app(apps) for player in playing)

    def _add(self, window: int) -> None:
        handlers: Handlers = {
            "app_id": lambda app: self._apps.update({window: app}),
            "state": lambda states: self._note(window, states),
            "closed": lambda: self._remove(window),
        }
        self._connection.adopt(window, _WINDOW, handlers)

    def _note(self, window: int, states: bytes) -> None:
        if (_FULLSCREEN,) in struct.iter_unpack("=I", states):
            self._fullscreen.add(window)
        else:
            self._fullscreen.discard(window)

    def _remove(self, window: int) -> None:
        self._connection.request(window, "destroy")
        self._connection.forget(window)
        self._fullscreen.discard(window)
        self._apps.pop(window, None)
