"""The focused window of wlroots compositors (sway, Hyprland, river, labwc, niri, …), by what they tell of windows.

They announce each window, its application and title, and which one is activated, through the protocol
wlr-foreign-toplevel-management, and each change of these. Nothing is polled.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from aw_client.desktop.wayland import Interface, Wayland
from aw_client.errors import DesktopError, WatcherUnavailableError
from aw_watcher_window.backends.text import clipped
from aw_watcher_window.errors import DisplayLostError
from aw_watcher_window.focus import NOTHING, UNKNOWN, Focus

__all__ = ["Wlroots"]

MANAGER = Interface(
    "zwlr_foreign_toplevel_manager_v1", version=3, events=[("toplevel", "n"), ("finished", "")]
)
TOPLEVEL = Interface(
    "zwlr_foreign_toplevel_handle_v1",
    version=3,
    requests={"destroy": (7, "")},
    events=[
        ("title", "s"),
        ("app_id", "s"),
        ("output_enter", "o"),
        ("output_leave", "o"),
        ("state", "a"),
        ("done", ""),
        ("closed", ""),
        ("parent", "o"),
    ],
)

_ACTIVATED = 2


@dataclass
class _Window:
    """A window as last told; `activated` counts up with each window that gets the focus, 0 is without."""

    number: int
    app: str = ""
    title: str = ""
    activated: int = 0

    @property
    def focus(self) -> Focus:
        return Focus(self.number, clipped(self.app) or UNKNOWN, clipped(self.title))


class Wlroots:
    """The backend for compositors that offer wlr-foreign-toplevel-management.

    Raises:
        WatcherUnavailableError: there is no Wayland compositor, or it does not offer it.
    """

    name = "the Wayland compositor (wlr-foreign-toplevel)"

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._windows: dict[int, _Window] = {}
        self._announced = self._activations = 0
        self._finished = False
        try:
            self._wayland = Wayland(environ)
        except DesktopError as error:
            raise WatcherUnavailableError(str(error)) from error
        try:
            self._begin()
        except DesktopError as error:
            self.close()
            raise WatcherUnavailableError(str(error)) from error

    def fileno(self) -> int:
        """The connection to the compositor."""
        return self._wayland.fileno()

    def focused(self) -> Focus:
        """The window that was activated last of those that are."""
        try:
            self._wayland.dispatch()
        except DesktopError as error:
            raise DisplayLostError(str(error)) from error
        if self._finished:
            raise DisplayLostError("the Wayland compositor tells of windows no longer")
        active = [window for window in self._windows.values() if window.activated]
        return max(active, key=lambda window: window.activated).focus if active else NOTHING

    def close(self) -> None:
        """Close the connection."""
        self._wayland.close()

    def _begin(self) -> None:
        if not self._wayland.offers(MANAGER):
            raise DesktopError(f"this Wayland compositor does not offer {MANAGER.name}")
        self._wayland.bind(MANAGER, {"toplevel": self._on_toplevel, "finished": self._on_finished})
        self._wayland.roundtrip()

    def _on_toplevel(self, handle: int) -> None:
        self._announced += 1
        window = self._windows[handle] = _Window(self._announced)
        self._wayland.adopt(
            handle,
            TOPLEVEL,
            {
                "title": lambda title: setattr(window, "title", title),
                "app_id": lambda app: setattr(window, "app", app),
                "state": lambda states: self._on_state(window, states),
                "closed": lambda: self._on_closed(handle),
            },
        )

    def _on_state(self, window: _Window, states: bytes) -> None:
        activated = (_ACTIVATED,) in struct.iter_unpack("=I", states)
        if not activated:
            window.activated = 0
        elif not window.activated:
            self._activations += 1
            window.activated = self._activations

    def _on_closed(self, handle: int) -> None:
        del self._windows[handle]
        self._wayland.request(handle, "destroy")
        self._wayland.forget(handle)

    def _on_finished(self) -> None:
        self._finished = True
