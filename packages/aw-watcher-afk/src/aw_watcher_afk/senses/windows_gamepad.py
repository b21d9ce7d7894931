"""Whether a gamepad is used, by Windows' XInput."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping
from typing import Any

from aw_client.errors import WatcherUnavailableError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.base import NOTHING

__all__ = ["WindowsGamepad"]

_PADS = 4
_LARGE = 16384
"""A movement between two looks that counts: a quarter of an axis from end to end; a worn stick drifts by less."""

_STICKS = ("left_x", "left_y", "right_x", "right_y")


class _State(ctypes.Structure):
    _fields_ = (
        ("packet", ctypes.c_uint32),
        ("buttons", ctypes.c_uint16),
        ("left_trigger", ctypes.c_uint8),
        ("right_trigger", ctypes.c_uint8),
        *((stick, ctypes.c_int16) for stick in _STICKS),
    )


class WindowsGamepad:
    """Other buttons held than at the last look, or a stick far from where it was; triggers do not count.

    Args:
        _environ: not needed here.
        xinput: the library; that of this machine if not given.

    Raises:
        WatcherUnavailableError: this is not Windows, or it has no XInput.
    """

    name = "XInput"
    files = ()

    def __init__(self, _environ: Mapping[str, str], xinput: Any = None) -> None:
        self._xinput = _library() if xinput is None else xinput
        self._states: dict[int, _State] = {}

    def look(self) -> frozenset[Fact]:
        """Whether one was used since the last look."""
        used = [self._is_used(pad) for pad in range(_PADS)]
        return frozenset({Fact.GAMEPAD}) if any(used) else NOTHING

    def close(self) -> None:
        """Nothing is held."""

    def _is_used(self, pad: int) -> bool:
        state = _State()
        if self._xinput.XInputGetState(pad, ctypes.byref(state)):
            self._states.pop(pad, None)  # it is not there
            return False
        before = self._states.get(pad, state)
        self._states[pad] = state
        return state.buttons != before.buttons or any(
            abs(getattr(state, stick) - getattr(before, stick)) >= _LARGE for stick in _STICKS
        )


def _library() -> Any:
    if sys.platform == "win32":
        for name in ("xinput1_4", "xinput9_1_0"):
            try:
                return ctypes.WinDLL(name)
            except OSError:
                continue
        raise WatcherUnavailableError("this Windows has no XInput")
    raise WatcherUnavailableError("this is not Windows")
