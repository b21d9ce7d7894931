"""Which X display sees all input of the session, if any does."""

from __future__ import annotations

from collections.abc import Mapping

from aw_client.desktop.wayland import is_wayland
from aw_client.errors import WatcherUnavailableError

__all__ = ["x_display_name"]


def x_display_name(environ: Mapping[str, str]) -> str:
    """The name of the session's X display.

    Raises:
        WatcherUnavailableError: there is none, or it is a Wayland session's, which sees only input to windows
            of X11 applications: by it someone who types into another window would be away.
    """
    if is_wayland(environ):
        raise WatcherUnavailableError(
            "this is a Wayland session, whose X display hears only input to windows of X11 applications"
        )
    name = environ.get("DISPLAY")
    if not name:
        raise WatcherUnavailableError(
            "no X display: DISPLAY is not set; start the watcher from a graphical session"
        )
    return name
