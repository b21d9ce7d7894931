"""Whether anything sounds, and whether a film is watched, as Windows knows it."""

from __future__ import annotations

import ctypes
import sys
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from aw_client.errors import DesktopError, WatcherUnavailableError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.base import NOTHING

__all__ = ["WindowsFilm", "WindowsSound"]

_AUDIBLE = 1e-4
"""A peak below this, of 1, is silence: some drivers never say exactly 0."""

_ENUMERATOR_CLASS = uuid.UUID("BCDE0395-E52F-467C-8E3D-C4579291692E").bytes_le
_ENUMERATOR = uuid.UUID("A95664D2-9614-4F35-A746-DE8DB63617E6").bytes_le
_METER = uuid.UUID("C02216F6-8C67-4B5B-9D00-D008E73E0064").bytes_le
_ANYWHERE, _OUTPUT, _MULTIMEDIA = 23, 0, 1

_RELEASE, _DEFAULT_ENDPOINT, _ACTIVATE, _PEAK = 2, 4, 3, 3
"""Where the methods are in their interfaces' tables."""

_BUSY, _GAME = 2, 3
"""SHQueryUserNotificationState: a full-screen window is in front, or a full-screen game."""

_EXECUTION_STATE, _DISPLAY_REQUIRED = 16, 2


class WindowsSound:
    """The level of the device that plays.

    Args:
        _environ: not needed here.
        peak: the level, from 0 to 1; that of this machine if not given.

    Raises:
        WatcherUnavailableError: this is not Windows, or it has no sound.
    """

    name = "Windows' sound level"
    files = ()

    def __init__(self, _environ: Mapping[str, str], peak: Callable[[], float] | None = None) -> None:
        self._peak = peak or _meter()

    def look(self) -> frozenset[Fact]:
        """Whether anything sounds at this moment."""
        return frozenset({Fact.SOUND}) if self._peak() > _AUDIBLE else NOTHING

    def close(self) -> None:
        """Nothing is held."""


class WindowsFilm:
    """A full-screen window is in front, a program keeps the screen on, and something sounds.

    Args:
        _environ: not needed here.
        peak: as for `WindowsSound`.
        shell32, powrprof: the libraries; those of this machine if not given.

    Raises:
        WatcherUnavailableError: this is not Windows, or it has no sound.
    """

    name = "Windows' full-screen windows"
    files = ()

    def __init__(
        self,
        _environ: Mapping[str, str],
        peak: Callable[[], float] | None = None,
        shell32: Any = None,
        powrprof: Any = None,
    ) -> None:
        self._peak = peak or _meter()
        self._shell32 = _library("shell32") if shell32 is None else shell32
        self._powrprof = _library("powrprof") if powrprof is None else powrprof

    def look(self) -> frozenset[Fact]:
        """Whether a film is watched."""
        is_watched = self._fills_screen() and self._keeps_screen_on() and self._peak() > _AUDIBLE
        return frozenset({Fact.FULLSCREEN}) if is_watched else NOTHING

    def close(self) -> None:
        """Nothing is held."""

    def _fills_screen(self) -> bool:
        state = ctypes.c_int()
        failed = self._shell32.SHQueryUserNotificationState(ctypes.byref(state))
        return not failed and state.value in (_BUSY, _GAME)

    def _keeps_screen_on(self) -> bool:
        state = ctypes.c_uint32()
        failed = self._powrprof.CallNtPowerInformation(
            _EXECUTION_STATE, None, 0, ctypes.byref(state), ctypes.sizeof(state)
        )
        return not failed and bool(state.value & _DISPLAY_REQUIRED)


def _library(name: str) -> Any:
    if sys.platform == "win32":
        return ctypes.WinDLL(name)
    raise WatcherUnavailableError("this is not Windows")


def _meter() -> Callable[[], float]:
    """What tells the level of the device that plays now; another one may a moment later."""
    if sys.platform == "win32":
        ole32 = ctypes.WinDLL("ole32")
        ole32.CoInitializeEx(None, 0)
        enumerator = ctypes.c_void_p()
        failed = ole32.CoCreateInstance(
            _ENUMERATOR_CLASS, None, _ANYWHERE, _ENUMERATOR, ctypes.byref(enumerator)
        )
        if failed:
            raise WatcherUnavailableError(f"this Windows has no sound: error {failed & 0xFFFFFFFF:#x}")
        return lambda: _peak(enumerator)
    raise WatcherUnavailableError("this is not Windows")


def _peak(enumerator: ctypes.c_void_p) -> float:
    device, meter, peak = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_float()
    pointer = ctypes.POINTER(ctypes.c_void_p)
    try:
        if _call(enumerator, _DEFAULT_ENDPOINT, (_OUTPUT, _MULTIMEDIA, device), int, int, pointer):
            return 0.0  # nothing to play on
        if _call(device, _ACTIVATE, (_METER, _ANYWHERE, None, meter), bytes, int, None, pointer):
            raise DesktopError("Windows does not tell the level of the sound")
        _call(meter, _PEAK, (peak,), ctypes.POINTER(ctypes.c_float))
    finally:
        for held in (meter, device):
            if held.value:
                _call(held, _RELEASE, ())
    return peak.value


_TYPES = {int: ctypes.c_uint32, bytes: ctypes.c_char_p, None: ctypes.c_void_p}


def _call(holder: ctypes.c_void_p, method: int, arguments: tuple[Any, ...], *kinds: Any) -> int:
    """Call a method of an object by its place in the table; 0 is success."""
    if sys.platform == "win32":
        kind = ctypes.WINFUNCTYPE(ctypes.c_long, *(_TYPES.get(one, one) for one in kinds))
        passed = [
            ctypes.byref(argument) if isinstance(argument, (ctypes.c_void_p, ctypes.c_float)) else argument
            for argument in arguments
        ]
        return int(kind(method, "method")(holder, *passed))
    raise DesktopError("this is not Windows")
