"""Idle time as the X server knows it, through the MIT-SCREEN-SAVER extension."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from Xlib.display import Display
from Xlib.error import ConnectionClosedError, DisplayError, XauthError

from aw_client.desktop.session import x_display_with_all_input
from aw_client.errors import WatcherUnavailableError
from aw_watcher_afk.errors import InputLostError

__all__ = ["X11"]

_EXTENSION = "MIT-SCREEN-SAVER"


class X11:
    """The backend for X11 sessions.

    Raises:
        WatcherUnavailableError: there is no X display of the session, it refuses us, or it lacks the extension.
    """

    name = "the X server's screen saver extension"
    files = ()

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._display = _open(x_display_with_all_input(environ))
        if not self._display.has_extension(_EXTENSION):
            self.close()
            raise WatcherUnavailableError(f"the X server has no {_EXTENSION} extension")

    def idle(self) -> float:
        """Seconds since the last input."""
        try:
            return float(self._display.screen().root.screensaver_query_info().idle) / 1000
        except ConnectionClosedError as error:
            raise InputLostError(f"the X display is gone: {error}") from error

    def close(self) -> None:
        """Close the connection, if the server has not."""
        with suppress(ConnectionClosedError):
            self._display.close()


def _open(name: str) -> Display:
    try:
        return Display(name)
    except (DisplayError, XauthError, ConnectionClosedError, OSError) as error:
        raise WatcherUnavailableError(f"no X display: DISPLAY is {name!r}, but: {error}") from error
