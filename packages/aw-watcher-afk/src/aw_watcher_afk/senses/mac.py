"""Locked screen, sound, microphone, camera and films as macOS knows them; only whether, so no permission is needed."""

from __future__ import annotations

import ctypes
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from aw_client.errors import WatcherUnavailableError
from aw_watcher_afk.facts import Fact

__all__ = [
    "MacCamera",
    "MacFilm",
    "MacLock",
    "MacSound",
    "Rectangle",
    "fills",
    "running_cameras",
    "running_device",
]

_SYSTEM_OBJECT = 1
_UTF8 = 0x08000100
_INT = 9
"""kCFNumberIntType."""

_WINDOWS_ON_SCREEN = 1 | 16
"""kCGWindowListOptionOnScreenOnly and kCGWindowListExcludeDesktopElements."""

_MOST_SCREENS = 16
_CAMERA_STRIP = 40.0

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
    """A program keeps the screen on and a window fills it while something sounds."""

    name = "macOS' full-screen windows while a program keeps the screen on"

    def _look(self, system: Any) -> Iterator[Fact]:
        if (
            any(map(system.assertion, _SCREEN_KEPT_ON))
            and running_device(system.audio, b"dOut")
            and any(fills(window, screen) for screen in system.screens() for window in system.windows())
        ):
            yield Fact.FULLSCREEN


class Rectangle(NamedTuple):
    """Where a window or a screen is, in points, from the upper left corner of the first screen."""

    x: float
    y: float
    width: float
    height: float


def fills(window: Rectangle, screen: Rectangle) -> bool:
    """Whether a window fills a screen, but for the strip beside a camera at the upper edge."""
    below = window.y - screen.y
    return (
        (window.x, window.width) == (screen.x, screen.width)
        and 0 <= below <= _CAMERA_STRIP
        and below + window.height == screen.height
    )


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


class _Rect(ctypes.Structure):
    """CGRect, on the systems of 64 bits that there are."""

    _fields_ = tuple((name, ctypes.c_double) for name in Rectangle._fields)

    def rectangle(self) -> Rectangle:
        """The same as plain numbers."""
        return Rectangle(self.x, self.y, self.width, self.height)


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
        self._core.CFBooleanGetValue.restype = ctypes.c_ubyte
        self._core.CFArrayGetCount.argtypes = [ctypes.c_void_p]
        self._core.CFArrayGetCount.restype = ctypes.c_long
        self._core.CFArrayGetValueAtIndex.argtypes = [ctypes.c_void_p, ctypes.c_long]
        self._core.CFArrayGetValueAtIndex.restype = ctypes.c_void_p
        self._core.CFNumberGetValue.argtypes = [ctypes.c_void_p, ctypes.c_long, ctypes.c_void_p]
        self._core.CFRelease.argtypes = [ctypes.c_void_p]
        self._services = _framework("ApplicationServices")
        self._services.CGSessionCopyCurrentDictionary.restype = ctypes.c_void_p
        self._services.CGWindowListCopyWindowInfo.argtypes = [ctypes.c_uint32, ctypes.c_uint32]
        self._services.CGWindowListCopyWindowInfo.restype = ctypes.c_void_p
        self._services.CGRectMakeWithDictionaryRepresentation.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        self._services.CGRectMakeWithDictionaryRepresentation.restype = ctypes.c_ubyte
        self._services.CGDisplayBounds.argtypes = [ctypes.c_uint32]
        self._services.CGDisplayBounds.restype = _Rect
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

    def screens(self) -> list[Rectangle]:
        """The screens in use."""
        found, count = (ctypes.c_uint32 * _MOST_SCREENS)(), ctypes.c_uint32()
        if self._services.CGGetActiveDisplayList(_MOST_SCREENS, found, ctypes.byref(count)):
            return []
        return [self._services.CGDisplayBounds(screen).rectangle() for screen in found[: count.value]]

    def windows(self) -> list[Rectangle]:
        """The windows to be seen that are no menu, dock, panel or wallpaper; whose they are is not asked."""
        listed = self._services.CGWindowListCopyWindowInfo(_WINDOWS_ON_SCREEN, 0)
        if not listed:
            return []
        try:
            count = self._core.CFArrayGetCount(listed)
            windows = [self._core.CFArrayGetValueAtIndex(listed, number) for number in range(count)]
            return [bounds for window in windows if (bounds := self._bounds(window)) is not None]
        finally:
            self._core.CFRelease(listed)

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
        try:
            value = self._value(dictionary, key)
            return self._int(value) if value else 0
        finally:
            self._core.CFRelease(dictionary)

    def _bounds(self, window: int) -> Rectangle | None:
        """Where a window is that is listed so; None unless it is of the layer of ordinary windows."""
        layer, where, found = (
            self._value(window, "kCGWindowLayer"),
            self._value(window, "kCGWindowBounds"),
            _Rect(),
        )
        if not layer or self._int(layer) != 0 or not where:
            return None
        is_known = self._services.CGRectMakeWithDictionaryRepresentation(where, ctypes.byref(found))
        return found.rectangle() if is_known else None

    def _value(self, dictionary: int, key: str) -> int | None:
        """What a dictionary holds, which remains its own."""
        name = self._core.CFStringCreateWithCString(None, key.encode(), _UTF8)
        try:
            value: int | None = self._core.CFDictionaryGetValue(dictionary, name)
        finally:
            self._core.CFRelease(name)
        return value

    def _int(self, value: int) -> int:
        if self._core.CFGetTypeID(value) == self._core.CFBooleanGetTypeID():
            return int(self._core.CFBooleanGetValue(value))
        number = ctypes.c_int()
        self._core.CFNumberGetValue(value, _INT, ctypes.byref(number))
        return number.value
