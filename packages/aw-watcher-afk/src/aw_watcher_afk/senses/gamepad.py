"""Whether a gamepad is used, on Linux: read from the joystick devices themselves."""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from aw_client.errors import WatcherUnavailableError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.base import NOTHING

__all__ = ["Gamepad", "Sticks"]

_EVENT = struct.Struct("=IhBB")
"""Milliseconds, value, type, and the number of the button or axis: `struct js_event`."""

_BUTTON, _AXIS, _INITIAL = 0x01, 0x02, 0x80

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)  # which Windows lacks

LARGE = 16384
"""A movement that counts: a quarter of an axis from end to end. Worn sticks tremble and drift by much less."""

QUICK = 1.0
"""Seconds within which it must happen; what moves more slowly drifts."""


class Sticks:
    """Which movements of axes are meant; pure. Positions go from -32767 to 32767, times are seconds."""

    def __init__(self) -> None:
        self._rests: dict[object, tuple[float, int]] = {}

    def moved(self, axis: object, position: int, at: float) -> bool:
        """Whether an axis has moved far and quickly."""
        since, rest = self._rests.setdefault(axis, (at, position))
        is_meant = abs(position - rest) >= LARGE
        if is_meant or at - since > QUICK:
            self._rests[axis] = (at, position)
        return is_meant

    def rests(self, axis: object, position: int, at: float) -> None:
        """An axis is somewhere, by no movement that was seen."""
        self._rests[axis] = (at, position)


class Gamepad:
    """Buttons pressed and large movements of sticks, of all gamepads that can be read.

    The devices are looked at when asked, not when they have something to say: a game has sixty movements a second.

    Args:
        _environ: not needed here.
        devices: the folder in which gamepads appear.

    Raises:
        WatcherUnavailableError: the system has no such folder.
    """

    name = "the joystick devices"
    files = ()

    def __init__(self, _environ: Mapping[str, str], devices: Path = Path("/dev/input")) -> None:
        if not devices.is_dir():
            raise WatcherUnavailableError(f"there is no {devices}, where Linux has gamepads")
        self._devices = devices
        self._open: dict[Path, int] = {}
        self._sticks = Sticks()

    def look(self) -> frozenset[Fact]:
        """Whether one was used since the last look."""
        self._find()
        used = [self._read(path) for path in tuple(self._open)]
        return frozenset({Fact.GAMEPAD}) if any(used) else NOTHING

    def close(self) -> None:
        """Close the devices."""
        for path in tuple(self._open):
            self._forget(path)

    def _find(self) -> None:
        for path in self._devices.glob("js*"):
            if path not in self._open:
                with suppress(OSError):  # another user's, or gone again
                    self._open[path] = os.open(path, _FLAGS)

    def _forget(self, path: Path) -> None:
        os.close(self._open.pop(path))

    def _read(self, path: Path) -> bool:
        """Take up what a device has to say; whether that means that it is used."""
        used = False
        try:
            while data := os.read(self._open[path], _EVENT.size * 64):
                whole = len(data) - len(data) % _EVENT.size
                used |= self._note(path, data[:whole])
        except BlockingIOError:
            return used
        except OSError:  # it was unplugged
            self._forget(path)
        return used

    def _note(self, path: Path, events: bytes) -> bool:
        """Whether any of the events is a use; all are looked at, since they tell where sticks are."""
        uses = [self._is_use(path, event) for event in _EVENT.iter_unpack(events)]
        return any(uses)

    def _is_use(self, path: Path, event: tuple[int, int, int, int]) -> bool:
        milliseconds, value, kind, number = event
        at = milliseconds / 1000
        if kind & _INITIAL:  # where it is, told when it is opened
            if kind & _AXIS:
                self._sticks.rests((path, number), value, at)
            return False
        if kind == _AXIS:
            return self._sticks.moved((path, number), value, at)
        return kind == _BUTTON and value == 1
