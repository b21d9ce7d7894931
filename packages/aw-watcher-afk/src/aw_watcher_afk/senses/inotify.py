"""Being told by Linux when files are made, opened and closed, without looking at them again and again."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from pathlib import Path

from aw_client.errors import WatcherUnavailableError

__all__ = ["Inotify"]

_OPENED_OR_CLOSED = 0x20 | 0x8 | 0x10
_MADE_OR_GONE = 0x100 | 0x200
_FLAGS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)  # which Windows lacks


class Inotify:
    """A descriptor that becomes readable when something happens to what it watches.

    Raises:
        WatcherUnavailableError: the system has no inotify, or gives us none.
    """

    def __init__(self) -> None:
        try:
            self._libc = ctypes.CDLL(None, use_errno=True)
            self._fd: int = self._libc.inotify_init1(_FLAGS)
        except (AttributeError, OSError, TypeError) as error:
            raise WatcherUnavailableError("this system has no inotify") from error
        if self._fd < 0:
            raise WatcherUnavailableError(f"no inotify: {os.strerror(ctypes.get_errno())}")

    def watch_use(self, path: Path) -> None:
        """Be told when a file is opened or closed."""
        self._libc.inotify_add_watch(self._fd, os.fsencode(path), _OPENED_OR_CLOSED)

    def watch_folder(self, path: Path) -> None:
        """Be told when files in a folder come and go."""
        self._libc.inotify_add_watch(self._fd, os.fsencode(path), _MADE_OR_GONE)

    def drain(self) -> bool:
        """Whether anything happened since the last call."""
        happened = False
        with suppress(BlockingIOError):
            while os.read(self._fd, 65536):
                happened = True
        return happened

    def fileno(self) -> int:
        """The descriptor."""
        return self._fd

    def close(self) -> None:
        """Stop watching; may be called again."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
