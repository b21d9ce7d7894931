"""Idle time as Windows knows it."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping
from typing import Any

from aw_client.errors import WatcherUnavailableError
from aw_watcher_afk.errors import InputLostError

__all__ = ["Windows"]

_TICKS = 2**32
"""Windows counts milliseconds since it started in 32 bits: after 49.7 days it begins anew."""

_AHEAD = 60_000
"""An input that seems to be younger than now by less than this, in milliseconds, was just now."""


class _LastInputInfo(ctypes.Structure):
    _fields_ = (("size", ctypes.c_uint32), ("tick", ctypes.c_uint32))


class Windows:
    """The backend for Windows: GetLastInputInfo.

    Args:
        _environ: not needed here.
        user32: the library; that of this machine if not given, and so for `kernel32`.

    Raises:
        WatcherUnavailableError: this is not Windows, or the session has no input.
    """

    name = "Windows' time of the last input"
    files = ()

    def __init__(self, _environ: Mapping[str, str], user32: Any = None, kernel32: Any = None) -> None:
        self._user32 = _library("user32") if user32 is None else user32
        self._kernel32 = _library("kernel32") if kernel32 is None else kernel32
        try:
            self.idle()
        except InputLostError as error:
            raise WatcherUnavailableError(str(error)) from error

    def idle(self) -> float:
        """Seconds since the last input."""
        last = _LastInputInfo(ctypes.sizeof(_LastInputInfo), 0)
        if not self._user32.GetLastInputInfo(ctypes.byref(last)):
            raise InputLostError("Windows does not say when the last input was")
        now = self._kernel32.GetTickCount()
        passed = (now - last.tick) % _TICKS
        return 0.0 if passed > _TICKS - _AHEAD else passed / 1000

    def close(self) -> None:
        """Nothing is held."""


def _library(name: str) -> Any:
    if sys.platform == "win32":
        library = ctypes.WinDLL(name)
        if name == "kernel32":
            library.GetTickCount.restype = ctypes.c_uint32
        return library
    raise WatcherUnavailableError("this is not Windows")
