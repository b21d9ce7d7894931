"""Whether the session is locked, as Windows knows it."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping
from typing import Any

from aw_client.errors import WatcherUnavailableError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.base import NOTHING

__all__ = ["WindowsLock"]

_THIS_SESSION = 0xFFFFFFFF
_INFO_EX = 25
_LOCKED = 0


class _InfoEx(ctypes.Structure):
    """The beginning of WTSINFOEXW. What follows holds times, so its union begins at a multiple of eight."""

    _fields_ = (
        ("level", ctypes.c_uint32),
        ("_padding", ctypes.c_uint32),
        ("session", ctypes.c_uint32),
        ("state", ctypes.c_uint32),
        ("flags", ctypes.c_int32),
    )


class WindowsLock:
    """Asks the session for its flags: unlike the input desktop, they tell a lock from a question of UAC.

    Args:
        _environ: not needed here.
        wtsapi: the library; that of this machine if not given.

    Raises:
        WatcherUnavailableError: this is not Windows, or it does not tell.
    """

    name = "Windows' session"
    files = ()

    def __init__(self, _environ: Mapping[str, str], wtsapi: Any = None) -> None:
        self._wtsapi = _library() if wtsapi is None else wtsapi
        if self._flags() not in (0, 1):
            raise WatcherUnavailableError("Windows does not say whether the session is locked")

    def look(self) -> frozenset[Fact]:
        """Whether the session is locked."""
        return frozenset({Fact.LOCKED}) if self._flags() == _LOCKED else NOTHING

    def close(self) -> None:
        """Nothing is held."""

    def _flags(self) -> int:
        """0 for locked, 1 for unlocked, anything else for unknown."""
        info, size = ctypes.POINTER(_InfoEx)(), ctypes.c_uint32()
        if not self._wtsapi.WTSQuerySessionInformationW(
            None, _THIS_SESSION, _INFO_EX, ctypes.byref(info), ctypes.byref(size)
        ):
            return -1
        try:
            return int(info.contents.flags)
        finally:
            self._wtsapi.WTSFreeMemory(info)


def _library() -> Any:
    if sys.platform == "win32":
        library = ctypes.WinDLL("wtsapi32")
        library.WTSFreeMemory.argtypes = [ctypes.c_void_p]
        library.WTSQuerySessionInformationW.argtypes = [
            ctypes.c_void_p,
            ctypes.c_uint32,
            ctypes.c_int,
            ctypes.c_void_p,
            ctypes.c_void_p,
        ]
        return library
    raise WatcherUnavailableError("this is not Windows")
