"""The functions of Windows that the window watcher calls, through ctypes, in words of ours."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import wintypes
from typing import Any

__all__ = ["EVENT_FOREGROUND", "EVENT_NAME", "OBJECT_WINDOW", "Win32"]

EVENT_FOREGROUND = 0x0003
"""EVENT_SYSTEM_FOREGROUND: another window came to the foreground."""

EVENT_NAME = 0x800C
"""EVENT_OBJECT_NAMECHANGE: a window, or anything in one, has another name."""

OBJECT_WINDOW = 0
"""OBJID_WINDOW: the event is about a window itself."""

_OUT_OF_CONTEXT_SKIP_OWN = 0x0000 | 0x0002
_PROCESS_QUERY_LIMITED_INFORMATION = 0x1000
_WM_QUIT = 0x0012
_MESSAGE_SIZE = 64  # a MSG takes 28 bytes or 48
_MAX_TITLE, _MAX_PATH, _MAX_CLASS = 4096, 32768, 256

_POINTER = ctypes.c_void_p
_DWORD = ctypes.c_uint32  # wintypes' has 64 bits on other systems, where the tests run too
_SIGNATURES: dict[str, dict[str, tuple[Any, list[Any]]]] = {
    "user32": {
        "GetForegroundWindow": (_POINTER, []),
        "GetWindowTextW": (ctypes.c_int, [_POINTER, wintypes.LPWSTR, ctypes.c_int]),
        "GetClassNameW": (ctypes.c_int, [_POINTER, wintypes.LPWSTR, ctypes.c_int]),
        "GetWindowThreadProcessId": (_DWORD, [_POINTER, _POINTER]),
        "EnumChildWindows": (wintypes.BOOL, [_POINTER, _POINTER, _POINTER]),
        "SetWinEventHook": (_POINTER, [_DWORD] * 2 + [_POINTER] * 2 + [_DWORD] * 3),
        "UnhookWinEvent": (wintypes.BOOL, [_POINTER]),
        "PeekMessageW": (wintypes.BOOL, [_POINTER] * 2 + [wintypes.UINT] * 3),
        "GetMessageW": (ctypes.c_int, [_POINTER, _POINTER, wintypes.UINT, wintypes.UINT]),
        "DispatchMessageW": (_POINTER, [_POINTER]),
        "PostThreadMessageW": (wintypes.BOOL, [_DWORD, wintypes.UINT, _POINTER, _POINTER]),
    },
    "kernel32": {
        "OpenProcess": (_POINTER, [_DWORD, wintypes.BOOL, _DWORD]),
        "QueryFullProcessImageNameW": (
            wintypes.BOOL,
            [_POINTER, _DWORD, wintypes.LPWSTR, _POINTER],
        ),
        "CloseHandle": (wintypes.BOOL, [_POINTER]),
        "GetCurrentThreadId": (_DWORD, []),
    },
}
"""What each function returns and takes: without it ctypes would cut handles to 32 bits."""


class Win32:
    """The libraries `user32` and `kernel32`, and how a callback for them is made from a result and arguments.

    Raises:
        OSError: (from `load`) this is not Windows.
    """

    def __init__(self, user32: Any, kernel32: Any, callback: Callable[..., Any]) -> None:
        self._user32, self._kernel32 = user32, kernel32
        self._event_callback = callback(
            None,
            _POINTER,
            _DWORD,
            _POINTER,
            wintypes.LONG,
            wintypes.LONG,
            _DWORD,
            _DWORD,
        )
        self._child_callback = callback(wintypes.BOOL, _POINTER, _POINTER)

    @classmethod
    def load(cls) -> Win32:
        """The libraries of this system."""
        if sys.platform == "win32":
            libraries = {name: ctypes.WinDLL(name) for name in _SIGNATURES}
            for name, functions in _SIGNATURES.items():
                for function, (result, arguments) in functions.items():
                    declared = getattr(libraries[name], function)
                    declared.restype, declared.argtypes = result, arguments
            return cls(libraries["user32"], libraries["kernel32"], ctypes.WINFUNCTYPE)
        raise OSError("this is not Windows")

    def foreground(self) -> int:
        """The window the user works in, 0 if there is none, as in a change from one to another."""
        return self._user32.GetForegroundWindow() or 0

    def title(self, window: int) -> str:
        """What its title bar says; read from the system, so a window that hangs does not hold us up."""
        buffer = ctypes.create_unicode_buffer(_MAX_TITLE)
        self._user32.GetWindowTextW(window, buffer, _MAX_TITLE)
        return buffer.value

    def window_class(self, window: int) -> str:
        """The name of its class."""
        buffer = ctypes.create_unicode_buffer(_MAX_CLASS)
        self._user32.GetClassNameW(window, buffer, _MAX_CLASS)
        return buffer.value

    def process(self, window: int) -> int:
        """The process it belongs to, 0 if it is gone."""
        number = _DWORD(0)
        self._user32.GetWindowThreadProcessId(window, ctypes.byref(number))
        return number.value

    def children(self, window: int) -> list[int]:
        """The windows in it, at any depth."""
        found: list[int] = []

        def note(child: int, _: object) -> bool:
            found.append(child)
            return True

        self._user32.EnumChildWindows(window, self._child_callback(note), None)
        return found

    def image(self, process: int) -> str:
        """The path of a process' program, empty where the system does not say.

        It is asked for with the one right that is given even over processes of an administrator.
        """
        handle = self._kernel32.OpenProcess(_PROCESS_QUERY_LIMITED_INFORMATION, False, process)
        if not handle:
            return ""
        try:
            buffer, size = ctypes.create_unicode_buffer(_MAX_PATH), _DWORD(_MAX_PATH)
            known = self._kernel32.QueryFullProcessImageNameW(handle, 0, buffer, ctypes.byref(size))
            return buffer.value if known else ""
        finally:
            self._kernel32.CloseHandle(handle)

    @contextmanager
    def hook(self, event: int, told: Callable[[int, int], None], process: int = 0) -> Iterator[None]:
        """Have `told` called with window and object of each such event, of one process or of all.

        It is called in this thread, while that runs `messages`.

        Raises:
            OSError: the system refuses.
        """

        def callback(_hook: Any, _event: int, window: int, kind: int, *_: object) -> None:
            told(window or 0, kind)

        kept = self._event_callback(callback)  # as long as the system may call it
        hook = self._user32.SetWinEventHook(event, event, None, kept, process, 0, _OUT_OF_CONTEXT_SKIP_OWN)
        if not hook:
            raise OSError(f"Windows refuses to tell of event {event:#x}")
        try:
            yield
        finally:
            self._user32.UnhookWinEvent(hook)

    def thread(self) -> int:
        """The number of this thread, which can be told to `quit` from now on."""
        # This makes the queue of its messages; before, a message to it would be lost.
        self._user32.PeekMessageW(ctypes.create_string_buffer(_MESSAGE_SIZE), None, 0, 0, 0)
        return int(self._kernel32.GetCurrentThreadId())

    def messages(self) -> None:
        """Have hooks of this thread called, until `quit`."""
        message = ctypes.create_string_buffer(_MESSAGE_SIZE)
        while self._user32.GetMessageW(message, None, 0, 0) > 0:
            self._user32.DispatchMessageW(message)

    def quit(self, thread: int) -> None:
        """Have a thread leave `messages`."""
        self._user32.PostThreadMessageW(thread, _WM_QUIT, None, None)
