"""What the environment says of the desktop session: whether it is one of Wayland, and which X display it has."""

from __future__ import annotations

from collections.abc import Mapping

from aw_client.errors import WatcherUnavailableError

__all__ = ["is_wayland", "x_display_name", "x_display_with_all_input"]


def is_wayland(environ: Mapping[str, str]) -> bool:
    """Whether the environment is that of a Wayland session."""
    return bool(environ.get("WAYLAND_DISPLAY")) or environ.get("XDG_SESSION_TYPE") == "wayland"


def x_display_name(environ: Mapping[str, str]) -> str:
    """The name of the session's X display.

    Raises:
        WatcherUnavailableError: there is none.
    """
    name = environ.get("DISPLAY")
    if not name:
        raise WatcherUnavailableError(
            "no X display: DISPLAY is not set; start the watcher from a graphical session"
        )
    return name


def x_display_with_all_input(environ: Mapping[str, str]) -> str:
    """The name of the session's X display, if that hears all input of the session.

    Raises:
        WatcherUnavailableError: there is none, or it is a Wayland session's, which hears only input to windows
            of X11 applications: by it someone who types into another window would be away.
    """
    if is_wayland(environ):
        raise WatcherUnavailableError(
            "this is a Wayland session, whose X display hears only input to windows of X11 applications"
        )
    return x_display_name(environ)
