"""Whether the process that manages a watcher still lives: without it the watcher is an orphan and ends."""

from __future__ import annotations

import contextlib

import psutil

__all__ = ["ManagingProcess"]


class ManagingProcess:
    """A process by its id; another one that is given the same id later is not taken for it."""

    LOOK_EVERY = 2.0
    """Seconds between two looks: nothing tells on every system that a process has ended."""

    def __init__(self, pid: int) -> None:
        self._process: psutil.Process | None = None
        with contextlib.suppress(psutil.NoSuchProcess):
            self._process = psutil.Process(pid)

    @property
    def gone(self) -> bool:
        """Whether it has ended."""
        try:
            return (
                self._process is None
                or not self._process.is_running()  # which knows by its time of creation if another has its id
                or self._process.status() == psutil.STATUS_ZOMBIE
            )
        except psutil.NoSuchProcess:
            return True
