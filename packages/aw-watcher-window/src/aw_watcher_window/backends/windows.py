"""The focused window on Windows, told by the system when another comes to the foreground or its title changes.

The system tells a thread that runs a message loop. Ours does nothing else: it writes a byte to a socket, which
the watcher waits for, because on Windows only sockets can be waited for.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import PureWindowsPath

import psutil

from aw_client.errors import WatcherUnavailableError
from aw_watcher_window.backends.text import clipped
from aw_watcher_window.backends.win32 import EVENT_FOREGROUND, EVENT_NAME, OBJECT_WINDOW, Win32
from aw_watcher_window.errors import DisplayLostError
from aw_watcher_window.focus import NOTHING, UNKNOWN, Focus

__all__ = ["Windows"]

PATIENCE = 5.0
"""Seconds the thread has to end."""

_FRAME_HOST = "ApplicationFrameHost.exe"
_CORE_WINDOW = "Windows.UI.Core.CoreWindow"


class Windows:
    """The backend for Windows.

    Args:
        _environ: not needed here.
        api: the functions of the system; those of this machine if not given.

    Raises:
        WatcherUnavailableError: this is not Windows, or the system refuses to tell.
    """

    name = "Windows' events"

    def __init__(self, _environ: Mapping[str, str], api: Win32 | None = None) -> None:
        try:
            self._api = Win32.load() if api is None else api
        except OSError as error:
            raise WatcherUnavailableError(str(error)) from error
        self._readable, self._writable = socket.socketpair()
        self._readable.setblocking(False)
        self._writable.setblocking(False)
        self._listener = _Listener(self._api, self._wake)
        try:
            self._listener.begin()
        except OSError as error:
            self.close()
            raise WatcherUnavailableError(str(error)) from error

    def fileno(self) -> int:
        """A socket in which there is something when the system has told of a change."""
        return self._readable.fileno()

    def focused(self) -> Focus:
        """The window in the foreground."""
        with suppress(BlockingIOError):
            while self._readable.recv(4096):
                pass
        if not self._listener.is_alive():
            raise DisplayLostError("Windows tells of windows no longer")
        window = self._api.foreground()
        process = self._api.process(window) if window else 0
        if not process:
            return NOTHING
        app = self._app(window, process)
        return Focus(window, app, clipped(self._api.title(window)))

    def close(self) -> None:
        """Have the system tell no longer."""
        self._listener.end()
        self._readable.close()
        self._writable.close()

    def _wake(self) -> None:
        with suppress(OSError):  # full of earlier wake-ups, or closed
            self._writable.send(b"\0")

    def _app(self, window: int, process: int) -> str:
        """The file name of the window's program; for an app of the store that of the app, not of its frame."""
        name = self._program(process)
        if name.lower() == _FRAME_HOST.lower():
            name = self._app_in_frame(window, process) or name
        return name or UNKNOWN

    def _app_in_frame(self, window: int, frame: int) -> str:
        for child in self._api.children(window):
            process = self._api.process(child)
            if process not in (0, frame) and self._api.window_class(child) == _CORE_WINDOW:
                return self._program(process)
        return ""

    def _program(self, process: int) -> str:
        return PureWindowsPath(self._api.image(process)).name or _listed(process)


def _listed(process: int) -> str:
    """The file name of a program that shields itself, from the system's list of all processes."""
    try:
        return psutil.Process(process).name()
    except psutil.Error:
        return ""


class _Listener(threading.Thread):
    """The thread that the system tells; of titles it hears those of the process in the foreground alone.

    A hook on the titles of all processes would be called for every object anywhere that changes its name.
    """

    def __init__(self, api: Win32, wake: Callable[[], None]) -> None:
        super().__init__(name="windows-events", daemon=True)
        self._api, self._wake = api, wake
        self._thread_number = 0
        self._titles = ExitStack()
        self._begun = threading.Event()
        self._refusal: OSError | None = None

    def begin(self) -> None:
        """Start, and return when the system tells.

        Raises:
            OSError: it refuses.
        """
        self.start()
        self._begun.wait()
        if self._refusal is not None:
            raise self._refusal

    def end(self) -> None:
        """Stop; may be called again."""
        if self.is_alive():
            self._api.quit(self._thread_number)
            self.join(PATIENCE)

    def run(self) -> None:
        """The thread itself."""
        self._thread_number = self._api.thread()
        try:
            with self._api.hook(EVENT_FOREGROUND, self._on_foreground), self._titles:
                self._follow(self._api.foreground())
                self._begun.set()
                self._api.messages()
        except OSError as error:
            self._refusal = error
        finally:
            self._begun.set()
            self._wake()

    def _on_foreground(self, window: int, _kind: int) -> None:
        self._follow(window)
        self._wake()

    def _on_name(self, _window: int, kind: int) -> None:
        if kind == OBJECT_WINDOW:
            self._wake()

    def _follow(self, window: int) -> None:
        """Hear of titles of another process than so far; one that is gone again has none."""
        self._titles.close()
        process = self._api.process(window)
        if process:
            with suppress(OSError):
                self._titles.enter_context(self._api.hook(EVENT_NAME, self._on_name, process))
