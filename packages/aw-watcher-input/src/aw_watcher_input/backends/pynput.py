"""Input by listening to keyboard and mouse through pynput, on Windows and macOS.

pynput hands over which key it was; that is not looked at. While a key is held, the system repeats its press and not
its release, so releases are counted.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aw_client.errors import WatcherUnavailableError
from aw_watcher_input.counts import Counter, Pointer
from aw_watcher_input.errors import InputLostError

__all__ = ["Pynput"]

_PLATFORMS = ("win32", "darwin")


class Pynput:
    """The backend for Windows and macOS.

    Args:
        _environ: not needed here.
        modules: `keyboard` and `mouse` of pynput; those that are installed if not given.

    Raises:
        WatcherUnavailableError: pynput is not installed, or it cannot listen.
    """

    name = "pynput"
    files = ()
    rest = 0.0

    def __init__(self, _environ: Mapping[str, str], modules: tuple[Any, Any] | None = None) -> None:
        keyboard, mouse = modules or _modules()
        self.counter = Counter()
        self._pointer = Pointer(self.counter)
        self._pointer.at(*mouse.Controller().position)
        self._listeners = [
            keyboard.Listener(on_release=self._released),
            mouse.Listener(on_move=self._moved, on_click=self._clicked, on_scroll=self._scrolled),
        ]
        for listener in self._listeners:
            listener.start()
        for listener in self._listeners:
            listener.wait()
        if not all(getattr(listener, "IS_TRUSTED", True) for listener in self._listeners):
            self.close()
            raise WatcherUnavailableError(
                "macOS does not let this program notice input; allow it in System Settings, Privacy & Security, both "
                "under Accessibility and under Input Monitoring, then start it again. Only numbers are kept, "
                "never which key"
            )

    def note(self) -> None:
        """Nothing is left to count: the listeners count at once, in threads of their own."""
        if not all(listener.is_alive() for listener in self._listeners):
            raise InputLostError("pynput stopped listening: the session is gone, or does not let it listen")

    def close(self) -> None:
        """Stop listening."""
        for listener in self._listeners:
            with suppress(Exception):  # one that ends at the same moment raises whatever its platform does
                listener.stop()

    def _released(self, *_which: object) -> None:
        self.counter.press()

    def _moved(self, x: float, y: float, *_: object) -> None:
        self._pointer.at(x, y)

    def _clicked(self, _x: float, _y: float, _button: object, pressed: bool, *_: object) -> None:
        if pressed:
            self.counter.click()

    def _scrolled(self, _x: float, _y: float, dx: float, dy: float, *_: object) -> None:
        self.counter.scroll(dx, dy)


def _modules() -> tuple[Any, Any]:
    """The modules `keyboard` and `mouse`, where there is something to listen to."""
    if sys.platform not in _PLATFORMS:
        raise WatcherUnavailableError("this is neither Windows nor macOS")
    try:
        from pynput import keyboard, mouse  # noqa: PLC0415 - its import looks for the desktop
    except ModuleNotFoundError as error:
        raise WatcherUnavailableError(f"the library {error.name} is not installed") from error
    except Exception as error:  # whatever the platform's library says
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise WatcherUnavailableError(f"pynput cannot be used: {reason}") from error
    return keyboard, mouse
