"""The focused window of GNOME, told by an extension of ours that runs inside GNOME Shell.

GNOME tells of windows to nobody but its extensions; `aw_watcher_window.gnome_extension` puts ours in place. It
signals over the session bus when the focus or the title of the focused window changes, so nothing is polled.
"""

from __future__ import annotations

from aw_client.desktop.bus import Peer
from aw_client.errors import DesktopError
from aw_watcher_window.backends.over_bus import INTERFACE, OverBus
from aw_watcher_window.gnome_extension import UUID

__all__ = ["Gnome"]

_SHELL = "org.gnome.Shell"
_EXTENSION = Peer(_SHELL, "/net/activitywatch/Window", INTERFACE)
_EXTENSIONS = Peer(_SHELL, "/org/gnome/Shell", "org.gnome.Shell.Extensions")

_INSTALL = "run `aw-watcher-window install-gnome-extension`, log out and log in again"
_ENABLE = f"run `gnome-extensions enable {UUID}`"
_ADVICE = {
    1: "it does not answer; log out and log in again",
    2: f"it is switched off; {_ENABLE}",
    3: f"it failed; {_INSTALL}",
    4: f"it is for another version of GNOME; {_INSTALL}",
    6: f"it is switched off; {_ENABLE}",
}
"""What to do in each state in which the extension can be without answering."""


class Gnome(OverBus):
    """The backend for Wayland sessions of GNOME."""

    name = "an extension of GNOME Shell"
    desktop = _SHELL

    def _begin(self) -> None:
        self._bus.subscribe(_EXTENSION, "Changed")
        try:
            told = self._bus.call(_EXTENSION, "Get")
        except DesktopError as error:
            raise DesktopError(
                f"GNOME Shell needs an extension to tell of windows: {self._advice()}"
            ) from error
        self._told(*told)

    def _advice(self) -> str:
        try:
            (info,) = self._bus.call(_EXTENSIONS, "GetExtensionInfo", "s", UUID)
        except DesktopError:
            return _INSTALL
        _, state = info.get("state", ("d", 0.0))
        return _ADVICE.get(int(state), _INSTALL)
