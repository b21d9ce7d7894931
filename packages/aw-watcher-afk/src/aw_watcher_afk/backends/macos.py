"""Idle time as macOS knows it; it needs no permission, because only a time is asked for."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping
from typing import Any

from aw_client.errors import WatcherUnavailableError

__all__ = ["MacOS"]

_LIBRARY = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"

_HARDWARE = 1
"""kCGEventSourceStateHIDSystemState: what came from devices, not what programs made up."""

_ANY_INPUT = 0xFFFFFFFF
"""kCGAnyInputEventType."""


class MacOS:
    """The backend for macOS: CGEventSourceSecondsSinceLastEventType.

    Args:
        _environ: not needed here.
        library: ApplicationServices; that of this machine if not given.

    Raises:
        WatcherUnavailableError: this is not macOS.
    """

    name = "macOS' time of the last input"
    files = ()

    def __init__(self, _environ: Mapping[str, str], library: Any = None) -> None:
        self._library = _load() if library is None else library

    def idle(self) -> float:
        """Seconds since the last input."""
        return max(0.0, float(self._library.CGEventSourceSecondsSinceLastEventType(_HARDWARE, _ANY_INPUT)))

    def close(self) -> None:
        """Nothing is held."""


def _load() -> Any:
    if sys.platform == "darwin":
        library = ctypes.CDLL(_LIBRARY)
        library.CGEventSourceSecondsSinceLastEventType.argtypes = [ctypes.c_int32, ctypes.c_uint32]
        library.CGEventSourceSecondsSinceLastEventType.restype = ctypes.c_double
        return library
    raise WatcherUnavailableError("this is not macOS")
