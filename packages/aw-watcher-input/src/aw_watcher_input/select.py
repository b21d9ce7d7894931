"""Picks what tells of input here: the first backend that works, and never two, which would count twice."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from aw_client.watcher import imported_late
from aw_watcher_input.backends.base import Backend

__all__ = ["BACKENDS", "BY_PLATFORM", "Factory"]

Factory = Callable[[Mapping[str, str]], Backend]

_HERE = "aw_watcher_input.backends"
_PYNPUT = imported_late(f"{_HERE}.pynput", "Pynput")

BY_PLATFORM: Mapping[str, Mapping[str, Factory]] = {
    "linux": {
        "x11": imported_late(f"{_HERE}.x11", "X11"),
        "devices": imported_late(f"{_HERE}.devices", "Devices"),
    },
    "win32": {"pynput": _PYNPUT},
    "darwin": {"pynput": _PYNPUT},
}
"""In the order in which they are tried, by `sys.platform`."""

BACKENDS = BY_PLATFORM.get(sys.platform, BY_PLATFORM["linux"])
"""Those of this platform."""
