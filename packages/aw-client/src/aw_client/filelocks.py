"""Locks on files, which the operating system releases when the process that has one ends, however it ends.

The package `filelock`, which others of ours use, does the same and much besides, for 5 MB in every watcher.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["HeldError", "hold", "let_go"]


class HeldError(Exception):
    """Another process has the lock."""


class _Locks:
    """The locks of this process: each is taken once, and counted."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._held: dict[Path, tuple[int, int]] = {}  # the descriptor, and how often it is held

    def hold(self, path: Path) -> None:
        with self._changing:
            descriptor, count = self._held.get(path, (-1, 0))
            self._held[path] = (descriptor if count else _locked(path)), count + 1

    def let_go(self, path: Path) -> None:
        with self._changing:
            descriptor, count = self._held.pop(path, (-1, 0))
            if count > 1:
                self._held[path] = descriptor, count - 1
            elif count:
                os.close(descriptor)  # which unlocks it


_LOCKS = _Locks()


def hold(path: Path) -> None:
    """Lock a file, which is made if it is not there; this process may do so several times.

    Raises:
        HeldError: another process has it.
        OSError: it cannot be opened, or its file system has no locks.
    """
    _LOCKS.hold(path)


def let_go(path: Path) -> None:
    """Undo one `hold`; the last one unlocks the file, which stays."""
    _LOCKS.let_go(path)


def _locked(path: Path) -> int:
    """The descriptor of a file that is locked by it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, BlockingIOError | PermissionError):
            raise HeldError(str(path)) from error
        raise
    return descriptor


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
