"""Locked screen, sound, microphone, camera and films as macOS knows them; only whether, so no permission is needed."""

from __future__ import annotations

import ctypes
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aw_client.errors import WatcherUnavailableError
from aw_watcher_afk.facts import Fact

__all__ = ["MacCamera", "MacFilm", "MacLock", "MacSound", "running_cameras", "running_device"]

_SYSTEM_OBJECT = 1
_UTF8 = 0x08000100
_INT = 9
"""kCFNumberIntType."""

_LOCKED = "CGSSessionScreenIsLocked"
_SCREEN_KEPT_ON = ("PreventUserIdleDisplaySleep", "NoDisplaySleepAssertion")


class _Mac(ABC):
    """A sense of macOS; asked at every look, since these systems tell only programs that have a run loop.

    Args:
        _environ: not needed here.
        system: the platform's functions; those of this machine if not given.

    Raises:
        WatcherUnavailableError: this is not macOS.
    """

    name: str
    files = ()

    def __init__(self, _environ: Mapping[str, str], system: Any = None) -> None:
        self._system = _System() if system is None else system

    def look(self) -> frozenset[Fact]:
        """The facts that hold."""
        return frozenset(self._look(self._system))

    def close(self) -> None:  # noqa: B027 - there is nothing to close in any of them
        """Nothing is held."""

    @abstractmethod
    def _look(self, system: Any) -> Iterator[Fact]: ...


class MacLock(_Mac):
    """The session says that its screen is locked."""

    name = "macOS' session"

    def _look(self, system: Any) -> Iterator[Fact]:
        if system.session_number(_LOCKED):
            yield Fact.LOCKED


class MacSound(_Mac):
    """The devices that play and hear by default are running for some program."""

    name = "macOS' sound devices"

    def _look(self, system: Any) -> Iterator[Fact]:
        if running_device(system.audio, b"dOut"):
            yield Fact.SOUND
        if running_device(system.audio, b"dIn "):
            yield Fact.MICROPHONE


class MacCamera(_Mac):
    """A camera is running for some program."""

    name = "macOS' cameras"

    def _look(self, system: Any) -> Iterator[Fact]:
        if running_cameras(system.video):
            yield Fact.CAMERA


class MacFilm(_Mac):
    """A program keeps the screen on while something sounds."""

    name = "macOS' programs that keep the screen on"

    def _look(self, system: Any) -> Iterator[Fact]:
        if any(map(system.assertion, _SCREEN_KEPT_ON)) and running_device(system.audio, b"dOut"):
            yield Fact.FULLSCREEN


Ask = Callable[[int, bytes], list[int]]
"""The numbers that a property of an object holds, by the property's name of four letters."""


def running_device(ask: Ask, which: bytes) -> bool:
    """Whether the default device of a kind runs for any program."""
    return any(any(ask(device, b"gone")) for device in ask(_SYSTEM_OBJECT, which) if device)


def running_cameras(ask: Ask) -> bool:
    """Whether any camera runs for any program."""
    return any(any(ask(camera, b"gone")) for camera in ask(_SYSTEM_OBJECT, b"dev#"))


class _Address(ctypes.Structure):
    _fields_ = (("selector", ctypes.c_uint32), ("scope", ctypes.c_uint32), ("element", ctypes.c_uint32))

    @classmethod
    def of(cls, name: bytes) -> _Address:
        """The property of that name, of the object as a whole."""
        return cls(int.from_bytes(name, "big"), int.from_bytes(b"glob", "big"), 0)


def _framework(name: str) -> Any:
    if sys.platform == "darwin":
        return ctypes.CDLL(f"/System/Library/Frameworks/{name}.framework/{name}")
    raise WatcherUnavailableError("this is not macOS")


class _System:
    """The functions of macOS that are needed, by ctypes."""

    def __init__(self) -> None:
        self._core = _framework("CoreFoundation")
        self._core.CFStringCreateWithCString.restype = ctypes.c_void_p
        self._core.CFStringCreateWithCString.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32]
        self._core.CFDictionaryGetValue.restype = ctypes.c_void_p
        self._core.CFDictionaryGetValue.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        self._core.CFGetTypeID.argtypes = [ctypes.c_void_p]
        self._core.CFBooleanGetValue.argtypes = [ctypes.c_void_p]
        self._core.CFNumberGetValue.argtypes = [ctypes.c_void_p, ctypes.c_long, ctypes.c_void_p]
        self._core.CFRelease.argtypes = [ctypes.c_void_p]
        self._services = _framework("ApplicationServices")
        self._services.CGSessionCopyCurrentDictionary.restype = ctypes.c_void_p
        self._power = _framework("IOKit")
        self._audio = _framework("CoreAudio")
        self._video = _framework("CoreMediaIO")

    def session_number(self, key: str) -> int:
        """A number or truth value of the session; 0 if it has none of that name."""
        return self._number(self._services.CGSessionCopyCurrentDictionary(), key)

    def assertion(self, key: str) -> int:
        """How many programs hold such an assertion of power management, or rather how strongly."""
        found = ctypes.c_void_p()
        if self._power.IOPMCopyAssertionsStatus(ctypes.byref(found)):
            return 0
        return self._number(found.value, key)

    def audio(self, thing: int, name: bytes) -> list[int]:
        """A property of an object of CoreAudio."""
        address, size = _Address.of(name), ctypes.c_uint32(4)
        value = ctypes.c_uint32()
        failed = self._audio.AudioObjectGetPropertyData(
            thing, ctypes.byref(address), 0, None, ctypes.byref(size), ctypes.byref(value)
        )
        return [] if failed else [value.value]

    def video(self, thing: int, name: bytes) -> list[int]:
        """A property of an object of CoreMediaIO."""
        address, size, used = _Address.of(name), ctypes.c_uint32(), ctypes.c_uint32()
        where = ctypes.byref(address)
        if self._video.CMIOObjectGetPropertyDataSize(thing, where, 0, None, ctypes.byref(size)):
            return []
        found = (ctypes.c_uint32 * (size.value // 4))()
        failed = self._video.CMIOObjectGetPropertyData(
            thing, where, 0, None, size, ctypes.byref(used), ctypes.byref(found)
        )
        return [] if failed else list(found)[: used.value // 4]

    def _number(self, dictionary: int | None, key: str) -> int:
        """A value of a dictionary, which is let go of."""
        if not dictionary:
            return 0
        name = self._core.CFStringCreateWithCString(None, key.encode(), _UTF8)
        try:
            value = self._core.CFDictionaryGetValue(dictionary, name)
            return self._int(value) if value else 0
        finally:
            self._core.CFRelease(name)
            self._core.CFRelease(dictionary)

    def _int(self, value: int) -> int:
        if self._core.CFGetTypeID(value) == self._core.CFBooleanGetTypeID():
            return int(self._core.CFBooleanGetValue(value))
        number = ctypes.c_int()
        self._core.CFNumberGetValue(value, _INT, ctypes.byref(number))
        return number.value
