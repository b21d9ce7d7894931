"""Films on the Wayland desktops that do not tell other programs of windows: a player plays and keeps the screen on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from aw_client.desktop.bus import Peer
from aw_client.errors import DesktopError
from aw_watcher_afk.senses.fullscreen import Film, require_wayland
from aw_watcher_afk.senses.players import Player

__all__ = ["InhibitedGnome", "InhibitedKDE"]

_GNOME = Peer("org.gnome.SessionManager", "/org/gnome/SessionManager", "org.gnome.SessionManager")
_GNOME_INHIBITOR = "org.gnome.SessionManager.Inhibitor"
_GNOME_IDLE = 8

_KDE = Peer(
    "org.kde.Solid.PowerManagement.PolicyAgent",
    "/org/kde/Solid/PowerManagement/PolicyAgent",
    "org.kde.Solid.PowerManagement.PolicyAgent",
)
_KDE_SCREEN = 4


class _Inhibited(Film):
    """A player plays that has asked `asked` on the session bus to keep the screen on."""

    name = "players that keep the screen on"
    asked: ClassVar[Peer]

    def _open(self, environ: Mapping[str, str]) -> None:
        require_wayland(environ)
        if not self._players.bus.owner(self.asked.name):
            raise DesktopError(f"this is another desktop: nobody on the session bus is {self.asked.name}")


class InhibitedGnome(_Inhibited):
    """A player plays that has asked GNOME's session manager to keep the screen on.

    Raises:
        WatcherUnavailableError: this is no Wayland session of GNOME.
    """

    asked = _GNOME

    def _is_watched(self, playing: list[Player]) -> bool:
        (paths,) = self._players.bus.call(_GNOME, "GetInhibitors")
        apps = [self._app(path) for path in paths]
        return any(player.is_app(apps) for player in playing)

    def _app(self, path: str) -> str:
        """The application that keeps the screen on; empty if this one keeps something else."""
        inhibitor = Peer(_GNOME.name, path, _GNOME_INHIBITOR)
        try:
            (flags,) = self._players.bus.call(inhibitor, "GetFlags")
            (app,) = self._players.bus.call(inhibitor, "GetAppId")
        except DesktopError:  # it is gone
            return ""
        return str(app) if flags & _GNOME_IDLE else ""


class InhibitedKDE(_Inhibited):
    """A player plays that has asked KDE's power management to keep the screen on.

    Raises:
        WatcherUnavailableError: this is no Wayland session of KDE.
    """

    asked = _KDE

    def _is_watched(self, playing: list[Player]) -> bool:
        if not self._players.bus.call(_KDE, "HasInhibition", "u", _KDE_SCREEN)[0]:
            return False
        (inhibitions,) = self._players.bus.call(_KDE, "ListInhibitions")
        apps = [app for app, _ in inhibitions]
        return any(player.is_app(apps) for player in playing)
