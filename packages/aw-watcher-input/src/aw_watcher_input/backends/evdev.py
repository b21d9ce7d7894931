"""What the bytes say that Linux gives to whoever reads an input device (linux/input-event-codes.h).

Which key it was is compared with borders, to tell a key from a button of a mouse or a gamepad, and forgotten.
"""

from __future__ import annotations

from struct import Struct

from aw_watcher_input.counts import Counter, Pointer

__all__ = ["EVENT", "SCREEN_WIDTH", "Decoder"]

EVENT = Struct("@llHHi")
"""Two parts of a time, then type, code and value, as `struct input_event`."""

SCREEN_WIDTH = 1500.0
"""Pixels for which the width of a touchpad or touch screen counts: its own units say nothing about the screen."""

EV_SYN, EV_KEY, EV_REL, EV_ABS = 0, 1, 2, 3
SYN_REPORT, SYN_DROPPED = 0, 3
REL_X, REL_Y, REL_HWHEEL, REL_WHEEL = 0, 1, 6, 8
ABS_X, ABS_Y = 0, 1
BTN_TOUCH = 0x14A
PRESSED = 1  # 0 is let go, 2 repeated because it is held

MOUSE_BUTTONS = range(0x110, 0x118)
KEYS = (range(1, 0x100), range(0x160, 0x220), range(0x230, 0x2C0))  # between them: mice, gamepads and pens
SEVERAL_FINGERS = frozenset({0x14D, 0x14E, 0x14F, 0x148})  # two to five, as if each number were a tool


class Decoder:
    """Counts the events of one device.

    Args:
        counter: told of each input.
        width: how many units wide a touchpad or touch screen is; 0 for a device that is neither.
    """

    def __init__(self, counter: Counter, width: int = 0) -> None:
        self._counter = counter
        self._finger = Pointer(counter)
        self._scale = SCREEN_WIDTH / width if width else 0.0
        self._place = [0, 0]
        self._touched = False
        self._tools: set[int] = set()
        self._dropping = False

    def feed(self, data: bytes) -> None:
        """Count the events in what was read; the system gives whole ones only."""
        whole = len(data) - len(data) % EVENT.size
        for _, _, kind, code, value in EVENT.iter_unpack(data[:whole]):
            if kind == EV_SYN:
                self._synchronize(code)
            elif not self._dropping:
                self._count(kind, code, value)

    def _synchronize(self, code: int) -> None:
        """The end of what happened at one moment. Where the system had to drop some, up to the next end is half of it."""
        if code == SYN_DROPPED:
            self._dropping = True
            self._finger.lift()
        elif code == SYN_REPORT and self._dropping:
            self._dropping = False
        elif code == SYN_REPORT and self._touched and not self._tools and self._scale:
            self._finger.at(self._place[ABS_X] * self._scale, self._place[ABS_Y] * self._scale)

    def _count(self, kind: int, code: int, value: int) -> None:
        if kind == EV_KEY:
            self._count_key(code, value)
        elif kind == EV_REL:
            self._count_relative(code, value)
        elif kind == EV_ABS and code in (ABS_X, ABS_Y):
            self._place[code] = value

    def _count_key(self, code: int, value: int) -> None:
        if code == BTN_TOUCH:
            self._touched = value == PRESSED
            self._finger.lift()
        elif code in SEVERAL_FINGERS:
            (self._tools.add if value == PRESSED else self._tools.discard)(code)
            self._finger.lift()
        elif value == PRESSED and code in MOUSE_BUTTONS:
            self._counter.click()
        elif value == PRESSED and any(code in keys for keys in KEYS):
            self._counter.press()

    def _count_relative(self, code: int, value: int) -> None:
        if code == REL_X:
            self._counter.move(value, 0)
        elif code == REL_Y:
            self._counter.move(0, value)
        elif code == REL_WHEEL:
            self._counter.scroll(0, value)
        elif code == REL_HWHEEL:
            self._counter.scroll(value, 0)
