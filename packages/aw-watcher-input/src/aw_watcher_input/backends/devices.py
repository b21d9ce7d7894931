"""Input as Linux tells it to whoever may read the devices themselves: for Wayland sessions, and consoles."""

from __future__ import annotations

import fcntl
import logging
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from struct import Struct

from aw_client.errors import WatcherUnavailableError
from aw_client.watcher import Readable
from aw_watcher_input.backends.evdev import EVENT, Decoder
from aw_watcher_input.counts import Counter

__all__ = ["Devices"]

logger = logging.getLogger(__name__)

FOLDER = Path("/dev/input")

NO_PERMISSION = (
    "only members of the group `input` may read the input devices: run `sudo usermod -aG input $USER`, then log out "
    "and in. Know what you allow: every program you start can then read all that is typed in any window, "
    "passwords included; this watcher only counts"
)

LOOK_EVERY = 5.0
"""Seconds between two looks at which devices there are."""

_EVENTS_AT_ONCE = 256
_ABSINFO = Struct("@6i")
_EVIOCGABS_X = 0x80184540
"""The request for the value, least, most, fuzz, flat and resolution of a device's ABS_X."""


class Devices:
    """The backend for Linux where the devices may be read, whatever kind of session there is.

    Args:
        _environ: not needed here.
        folder: where the system has its input devices.

    Raises:
        WatcherUnavailableError: there is no device, or one may not be read.
    """

    name = "the devices in /dev/input"
    rest = 0.01  # the system keeps 64 events of a device, which a fast mouse makes in 20 ms

    def __init__(self, _environ: Mapping[str, str], folder: Path = FOLDER) -> None:
        self.counter = Counter()
        self._folder = folder
        self._devices: dict[Path, tuple[int, Decoder]] = {}
        self._look_at = 0.0
        if self._look():
            self.close()
            raise WatcherUnavailableError(NO_PERMISSION)
        if not self._devices:
            raise WatcherUnavailableError(f"there is no input device in {folder}")

    @property
    def files(self) -> Sequence[Readable]:
        """The devices there are now."""
        return [descriptor for descriptor, _ in self._devices.values()]

    def note(self) -> None:
        """Count what the devices have told, and see to new ones."""
        if time.monotonic() >= self._look_at:
            self._look()
        for path, (descriptor, decoder) in list(self._devices.items()):
            if not _read(descriptor, decoder):
                logger.info("%s is gone", path)
                os.close(descriptor)
                del self._devices[path]

    def close(self) -> None:
        """Close the devices."""
        for descriptor, _ in self._devices.values():
            os.close(descriptor)
        self._devices.clear()

    def _look(self) -> list[Path]:
        """Open those that are new; those that may not be read, as for a moment each that was just plugged in."""
        self._look_at = time.monotonic() + LOOK_EVERY
        refused = []
        for path in sorted(set(self._folder.glob("event*")) - self._devices.keys()):
            try:
                descriptor = _open(path)
            except PermissionError:
                refused.append(path)
            except OSError as error:  # unplugged since
                logger.info("%s cannot be read: %s", path, error)
            else:
                self._devices[path] = descriptor, Decoder(self.counter, _width(descriptor))
        return refused


def _open(path: Path) -> int:
    if sys.platform == "linux":
        return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    raise WatcherUnavailableError("this is not Linux")


def _read(descriptor: int, decoder: Decoder) -> bool:
    """Count all that a device has to tell; whether it is still there."""
    size = EVENT.size * _EVENTS_AT_ONCE
    try:
        while data := os.read(descriptor, size):
            decoder.feed(data)
    except BlockingIOError:
        return True
    except OSError:  # it was unplugged
        return False
    return False


def _width(descriptor: int) -> int:
    """How many units wide a device is that tells of places; 0 for others."""
    try:
        told = _ask(descriptor, _EVIOCGABS_X, _ABSINFO.size)
    except OSError:
        return 0
    _, least, most, *_ = _ABSINFO.unpack(told)
    return int(max(0, most - least))


def _ask(descriptor: int, request: int, size: int) -> bytes:
    if sys.platform == "linux":
        return fcntl.ioctl(descriptor, request, bytes(size))
    raise WatcherUnavailableError("this is not Linux")
