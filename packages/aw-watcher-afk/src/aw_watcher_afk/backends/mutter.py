"""Idle time as GNOME's compositor knows it, asked for over the session bus."""

from __future__ import annotations

from collections.abc import Mapping

from aw_client.desktop.bus import Bus, Peer
from aw_client.desktop.session import is_wayland
from aw_client.errors import DesktopError, WatcherUnavailableError
from aw_watcher_afk.errors import InputLostError

__all__ = ["Mutter"]

_MONITOR = Peer(
    "org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor"
)


class Mutter:
    """The backend for Wayland sessions of GNOME; in its X11 sessions that of X11 does.

    Raises:
        WatcherUnavailableError: this is no such session.
    """

    name = "GNOME's idle monitor"
    files = ()

    def __init__(self, environ: Mapping[str, str]) -> None:
        if not is_wayland(environ):
            raise WatcherUnavailableError("this is no Wayland session: WAYLAND_DISPLAY is not set")
        try:
            self._bus = Bus(environ)
        except DesktopError as error:
            raise WatcherUnavailableError(str(error)) from error
        try:
            self._ask()
        except DesktopError as error:
            self.close()
            raise WatcherUnavailableError(f"this is not GNOME: {error}") from error

    def idle(self) -> float:
        """Seconds since the last input."""
        try:
            return self._ask()
        except DesktopError as error:
            raise InputLostError(str(error)) from error

    def close(self) -> None:
        """Close the connection."""
        self._bus.close()

    def _ask(self) -> float:
        (milliseconds,) = self._bus.call(_MONITOR, "GetIdletime")
        return float(milliseconds) / 1000
