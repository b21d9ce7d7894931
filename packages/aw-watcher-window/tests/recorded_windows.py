"""Windows as the watcher's calls find it: `user32` and `kernel32` that answer as their documentation says.

They are called as the real ones are, with buffers to fill in and callbacks to call. `GetMessageW` waits until the
test makes something happen.
"""

# ruff: noqa: N802, PLR0917 - functions have the names and arguments that Windows gives them

from __future__ import annotations

import itertools
import queue
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

WM_QUIT = 0x0012
EVENT_FOREGROUND, EVENT_NAME = 3, 0x800C
LIMITED = 0x1000


@dataclass
class RecordedWindow:
    """One window: its process, title, class, and the windows in it."""

    process: int
    title: str
    window_class: str = "Window"
    children: list[int] = field(default_factory=list)


@dataclass
class RecordedWindows:
    """Both libraries at once. `images` are programs by process; one that is not here shields itself."""

    windows: dict[int, RecordedWindow] = field(default_factory=dict)
    images: dict[int, str] = field(default_factory=dict)
    current: int | None = None
    refused_events: tuple[int, ...] = ()
    open_handles: set[int] = field(default_factory=set)
    hooks: dict[int, tuple[int, int, Callable[..., Any]]] = field(default_factory=dict)
    has_queue: bool = False
    messages: queue.Queue[tuple[int, int, int]] = field(default_factory=queue.Queue)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(100))

    def happens(self, event: int, window: int, kind: int = 0) -> None:
        """Something happens that hooks are told of."""
        self.messages.put((event, window, kind))

    def activate(self, window: int | None) -> None:
        """Another window comes to the foreground."""
        self.current = window
        self.happens(EVENT_FOREGROUND, window or 0)

    def rename(self, window: int, title: str) -> None:
        """A window has another title."""
        self.windows[window].title = title
        self.happens(EVENT_NAME, window)

    def GetForegroundWindow(self) -> int | None:
        return self.current

    def GetWindowTextW(self, window: int, buffer: Any, size: int) -> int:
        return self._fill(buffer, size, self.windows[window].title if window in self.windows else "")

    def GetClassNameW(self, window: int, buffer: Any, size: int) -> int:
        return self._fill(buffer, size, self.windows[window].window_class)

    def GetWindowThreadProcessId(self, window: int, process: Any) -> int:
        process._obj.value = self.windows[window].process if window in self.windows else 0
        return 1

    def EnumChildWindows(self, window: int, callback: Callable[..., bool], context: Any) -> int:
        return int(all(callback(child, context) for child in self.windows[window].children))

    def SetWinEventHook(
        self, first: int, last: int, library: Any, callback: Any, process: int, thread: int, flags: int
    ) -> int:
        assert (first, library, thread, flags) == (last, None, 0, 2)
        if first in self.refused_events:
            return 0
        number = next(self.numbers)
        self.hooks[number] = (first, process, callback)
        return number

    def UnhookWinEvent(self, hook: int) -> int:
        del self.hooks[hook]
        return 1

    def PeekMessageW(self, _message: Any, _window: Any, _first: int, _last: int, remove: int) -> int:
        assert not remove
        self.has_queue = True
        return 0

    def GetMessageW(self, _message: Any, _window: Any, _first: int, _last: int) -> int:
        """Calls hooks while it waits, as the real one does."""
        event, window, kind = self.messages.get(timeout=30)
        if event == WM_QUIT:
            return 0
        process = self.windows[window].process if window in self.windows else 0
        for number, (wanted, only, callback) in list(self.hooks.items()):
            if event == wanted and only in (0, process):
                callback(number, event, window or None, kind, 0, 1, 0)
        return 1

    def DispatchMessageW(self, _message: Any) -> int:
        return 0

    def PostThreadMessageW(self, thread: int, message: int, _first: Any, _second: Any) -> int:
        assert thread == self.GetCurrentThreadId()
        assert self.has_queue
        self.messages.put((message, 0, 0))
        return 1

    def GetCurrentThreadId(self) -> int:
        return 4242

    def OpenProcess(self, access: int, _inherit: bool, process: int) -> int | None:
        assert access == LIMITED  # more is refused for processes of an administrator
        if process not in self.images:
            return None
        self.open_handles.add(process)
        return process

    def QueryFullProcessImageNameW(self, handle: int, _flags: int, buffer: Any, size: Any) -> int:
        return self._fill(buffer, size._obj.value, self.images[handle])

    def CloseHandle(self, handle: int) -> int:
        self.open_handles.remove(handle)
        return 1

    @staticmethod
    def _fill(buffer: Any, size: int, text: str) -> int:
        buffer.value = text[: size - 1]
        return len(buffer.value)


def callback(*_: object) -> Callable[[Any], Any]:
    """What makes a callback of a function; the recorded libraries call it as it is."""
    return lambda function: function
