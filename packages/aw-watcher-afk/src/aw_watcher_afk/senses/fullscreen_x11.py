"""Full-screen windows of players in an X11 session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from Xlib.display import Display
from Xlib.error import ConnectionClosedError, DisplayError, XauthError, XError

from aw_client.desktop.session import x_display_with_all_input
from aw_client.errors import DesktopError, WatcherUnavailableError
from aw_watcher_afk.senses.fullscreen import Film
from aw_watcher_afk.senses.players import Player

__all__ = ["FullscreenX11"]

_ANY = 0
_MANY = 1024


class FullscreenX11(Film):
    """A player plays whose window has the state _NET_WM_STATE_FULLSCREEN.

    Raises:
        WatcherUnavailableError: there is no X display of the session, or no session bus.
    """

    name = "full-screen windows of players"

    def close(self) -> None:
        """Close the connections."""
        super().close()
        with suppress(ConnectionClosedError):
            self._display.close()

    def _open(self, environ: Mapping[str, str]) -> None:
        name = x_display_with_all_input(environ)
        try:
            self._display = Display(name)
        except (DisplayError, XauthError, ConnectionClosedError, OSError) as error:
            raise WatcherUnavailableError(f"no X display: DISPLAY is {name!r}, but: {error}") from error

    def _is_watched(self, playing: list[Player]) -> bool:
        try:
            return any(self._is_of(window, playing) for window in self._fullscreen())
        except ConnectionClosedError as error:
            raise DesktopError(f"the X display is gone: {error}") from error

    def _fullscreen(self) -> Iterator[Any]:
        fullscreen = self._atom("_NET_WM_STATE_FULLSCREEN")
        for window_id in self._property(self._display.screen().root, "_NET_CLIENT_LIST"):
            window = self._display.create_resource_object("window", window_id)
            if fullscreen in self._property(window, "_NET_WM_STATE"):
                yield window

    def _is_of(self, window: Any, playing: list[Player]) -> bool:
        processes = self._property(window, "_NET_WM_PID")
        try:
            classes = window.get_wm_class() or ()
        except XError:  # it has closed
            return False
        return any(player.process in processes or player.is_app(classes) for player in playing)

    def _property(self, window: Any, name: str) -> list[int]:
        try:
            found = window.get_full_property(self._atom(name), _ANY, _MANY)
        except XError:  # it has closed
            return []
        return list(found.value) if found is not None else []

    def _atom(self, name: str) -> int:
        return int(self._display.get_atom(name))
