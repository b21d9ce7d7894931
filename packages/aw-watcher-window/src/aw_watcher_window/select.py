"""The ways of seeing windows, in the order in which they are tried."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from aw_client.watcher import imported_late
from aw_watcher_window.backends.base import Backend

__all__ = ["BACKENDS", "BY_PLATFORM", "Factory"]

Factory = Callable[[Mapping[str, str]], Backend]

_HERE = "aw_watcher_window.backends"

BY_PLATFORM: Mapping[str, Mapping[str, Factory]] = {
    "linux": {
        "wlroots": imported_late(f"{_HERE}.wlroots", "Wlroots"),
        "kwin": imported_late(f"{_HERE}.kwin", "KWin"),
        "gnome": imported_late(f"{_HERE}.gnome", "Gnome"),
        "x11": imported_late(f"{_HERE}.x11", "X11"),
    },
    "win32": {"windows": imported_late(f"{_HERE}.windows", "Windows")},
    "darwin": {"macos": imported_late(f"{_HERE}.macos", "MacOS")},
}
"""In the order in which they are tried, by `sys.platform`.

X11 comes last: a Wayland session has an X display too, but that knows only the windows of X11 applications.
"""

BACKENDS = BY_PLATFORM.get(sys.platform, BY_PLATFORM["linux"])
"""Those of this platform."""
