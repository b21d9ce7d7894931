"""Picks what tells of input here: the first backend that works."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, MutableMapping

from aw_client.watcher import imported_late
from aw_watcher_afk.backends.base import Backend

__all__ = ["BACKENDS", "BY_PLATFORM", "Factory"]

Factory = Callable[[MutableMapping[str, str]], Backend]

_HERE = "aw_watcher_afk.backends"
_PYNPUT = imported_late(f"{_HERE}.pynput", "Pynput")

BY_PLATFORM: Mapping[str, Mapping[str, Factory]] = {
    "linux": {
        "wayland": imported_late(f"{_HERE}.wayland", "Wayland"),
        "mutter": imported_late(f"{_HERE}.mutter", "Mutter"),
        "x11": imported_late(f"{_HERE}.x11", "X11"),
        "pynput": _PYNPUT,
    },
    "win32": {"windows": imported_late(f"{_HERE}.windows", "Windows"), "pynput": _PYNPUT},
    "darwin": {"macos": imported_late(f"{_HERE}.macos", "MacOS"), "pynput": _PYNPUT},
}
"""In the order in which they are tried, by `sys.platform`."""

BACKENDS = BY_PLATFORM.get(sys.platform, BY_PLATFORM["linux"])
"""Those of this platform."""
