"""Whether a program uses the microphone or a camera, by what Windows notes for its privacy settings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aw_client.errors import DesktopError, WatcherUnavailableError
from aw_watcher_afk.facts import Fact

__all__ = ["WindowsPrivacy"]

_STORE = r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore"
_OF_DESKTOP_PROGRAMS = "NonPackaged"
_DEVICES = {Fact.MICROPHONE: "microphone", Fact.CAMERA: "webcam"}

Stops = Callable[[str], Iterator[int]]
"""The times at which programs last stopped using a device, by the device's name in the registry."""


class WindowsPrivacy:
    """A program that has begun to use a device and not stopped has the time 0 as its last stop.

    Args:
        _environ: not needed here.
        stops: reads the registry; that of this machine if not given.

    Raises:
        WatcherUnavailableError: this is not Windows, or an older one than 10, version 1903.
    """

    name = "Windows' privacy settings"
    files = ()

    def __init__(self, _environ: Mapping[str, str], stops: Stops | None = None) -> None:
        self._stops = stops or _registry()
        try:
            self.look()
        except DesktopError as error:
            raise WatcherUnavailableError(str(error)) from error

    def look(self) -> frozenset[Fact]:
        """Which of microphone and camera is in use."""
        try:
            return frozenset(fact for fact, device in _DEVICES.items() if 0 in self._stops(device))
        except OSError as error:
            raise DesktopError("this Windows does not note who uses microphone and camera") from error

    def close(self) -> None:
        """Nothing is held."""


def _registry() -> Stops:
    if sys.platform == "win32":
        return _stops
    raise WatcherUnavailableError("this is not Windows")


def _stops(device: str) -> Iterator[int]:
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - there is none elsewhere

        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, rf"{_STORE}\{device}") as packaged:
            yield from _stops_below(packaged)
            try:
                unpackaged = winreg.OpenKey(packaged, _OF_DESKTOP_PROGRAMS)
            except OSError:  # none has used it yet
                return
            with unpackaged:
                yield from _stops_below(unpackaged)
    yield from ()


def _stops_below(key: Any) -> Iterator[int]:
    """The time of the last stop of each program that has a key below this one."""
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - there is none elsewhere

        for number in range(winreg.QueryInfoKey(key)[0]):
            try:
                with winreg.OpenKey(key, winreg.EnumKey(key, number)) as program:
                    yield int(winreg.QueryValueEx(program, "LastUsedTimeStop")[0])
            except OSError:  # it never used the device, or was removed this moment
                continue
    yield from ()
