"""Idle time by listening to keyboard and mouse through pynput: for Windows and macOS, and X11 as a fallback.

Only the time of the last input is kept, never which key or where the pointer was.
"""

from __future__ import annotations

import sys
import time
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

from aw_client.desktop.session import x_display_with_all_input
from aw_client.errors import WatcherUnavailableError
from aw_watcher_afk.errors import InputLostError

__all__ = ["Pynput"]

_NEEDS_X = sys.platform not in ("win32", "darwin")


class Pynput:
    """The backend that counts input itself, from when it was made.

    Args:
        environ: where pynput is told which of its own backends to load; give it `os.environ`.

    Raises:
        WatcherUnavailableError: pynput is not installed, or it cannot listen.
    """

    name = "pynput"
    files = ()

    def __init__(self, environ: MutableMapping[str, str]) -> None:
        self._last = time.monotonic()
        self._listeners: list[Any] = []
        keyboard, mouse = _modules(environ)
        self._listeners = [
            keyboard.Listener(on_press=self._note, on_release=self._note),
            mouse.Listener(on_move=self._note, on_click=self._note, on_scroll=self._note),
        ]
        for listener in self._listeners:
            listener.start()
        if sys.platform == "darwin":
            self._refuse_if_not_trusted()

    def idle(self) -> float:
        """Seconds since the last input noticed, at first since the backend was made."""
        if not all(listener.is_alive() for listener in self._listeners):
            raise InputLostError("pynput stopped listening: the session is gone, or does not let it listen")
        return time.monotonic() - self._last

    def close(self) -> None:
        """Stop listening."""
        for listener in self._listeners:
            with suppress(Exception):  # one that ends at the same moment raises whatever its platform does
                listener.stop()

    def _note(self, *_: object) -> None:
        self._last = time.monotonic()

    def _refuse_if_not_trusted(self) -> None:
        """On macOS a program that is not trusted may listen, but is told nothing."""
        for listener in self._listeners:
            listener.wait()
        if not all(listener.IS_TRUSTED for listener in self._listeners):
            self.close()
            raise WatcherUnavailableError(
                "macOS does not let this program notice input; allow it in System Settings, Privacy & Security, "
                "Accessibility"
            )


def _modules(environ: MutableMapping[str, str]) -> tuple[Any, Any]:
    """The modules keyboard and mouse of pynput; it opens a display when it is imported."""
    if _NEEDS_X:
        x_display_with_all_input(environ)
        environ.setdefault("PYNPUT_BACKEND", "xorg")  # its others read devices, which needs evdev and root
    try:
        from pynput import keyboard, mouse  # noqa: PLC0415 - its import needs a display
    except ModuleNotFoundError as error:
        raise WatcherUnavailableError(
            f"{error.name} is not installed: pip install --no-deps pynput"
        ) from error
    except Exception as error:  # whatever the platform's library says
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise WatcherUnavailableError(f"pynput cannot be used: {reason}") from error
    return keyboard, mouse
