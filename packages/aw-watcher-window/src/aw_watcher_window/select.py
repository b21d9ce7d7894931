"""The ways of seeing windows, in the order in which they are tried."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from aw_client.desktop.session import is_wayland
from aw_client.errors import WatcherUnavailableError
from aw_client.watcher import imported_late
from aw_core.errors import ConfigError
from aw_watcher_window.backends.base import Backend

__all__ = ["BACKENDS", "BY_PLATFORM", "Factory", "to_try"]

Factory = Callable[[Mapping[str, str]], Backend]

_HERE = "aw_watcher_window.backends"
_X11 = imported_late(f"{_HERE}.x11", "X11")


def _x11_unless_wayland(environ: Mapping[str, str]) -> Backend:
    """X11, but not where it would see next to nothing and look as if it worked."""
    if is_wayland(environ):
        raise WatcherUnavailableError(
            "this is a Wayland session, in which an X display knows only the windows of X11 applications; "
            "`--backend x11` records those, and nothing of the others"
        )
    backend: Backend = _X11(environ)
    return backend


BY_PLATFORM: Mapping[str, Mapping[str, Factory]] = {
    "linux": {
        "wlroots": imported_late(f"{_HERE}.wlroots", "Wlroots"),
        "kwin": imported_late(f"{_HERE}.kwin", "KWin"),
        "gnome": imported_late(f"{_HERE}.gnome", "Gnome"),
        "x11": _x11_unless_wayland,
    },
    "win32": {"windows": imported_late(f"{_HERE}.windows", "Windows")},
    "darwin": {"macos": imported_late(f"{_HERE}.macos", "MacOS")},
}
"""In the order in which they are tried, by `sys.platform`.

X11 comes last, and refuses in a Wayland session: that has an X display too, on which only X11 applications are.
"""

BACKENDS = BY_PLATFORM.get(sys.platform, BY_PLATFORM["linux"])
"""Those of this platform."""


def to_try(name: str) -> Mapping[str, Factory]:
    """The backends to try: all of this platform in their order, or the one of that name if it is not empty.

    X11 that is asked for by its name is taken in a Wayland session, too.

    Raises:
        ConfigError: this platform has none of that name.
    """
    if not name:
        return BACKENDS
    if name not in BACKENDS:
        raise ConfigError(f"`backend`: expected one of {', '.join(BACKENDS)}, got {name!r}")
    return {name: _X11 if name == "x11" else BACKENDS[name]}
