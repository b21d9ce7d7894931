"""How much memory a process has resident: now, and at the most while something runs."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

__all__ = ["PeakMemory", "resident"]

_LOOK_EVERY = 0.005
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_FORGET_THE_PEAK = "5"


def resident(pid: int) -> int:
    """Bytes resident now."""
    size: int = psutil.Process(pid).memory_info().rss
    return size


class PeakMemory:
    """The most that was resident while the block ran, as `bytes`.

    Linux keeps that itself and can be told to begin anew; elsewhere somebody looks every few milliseconds.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._done = threading.Event()
        self._looker = threading.Thread(target=self._look, daemon=True)
        self._is_kept = False
        self.before = resident(pid)
        self.bytes = self.before

    @property
    def growth(self) -> int:
        """How much more than when the block began."""
        return self.bytes - self.before

    def __enter__(self) -> Self:
        self._is_kept = self._forget_the_peak()
        if not self._is_kept:
            self._looker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._is_kept:
            [kilobytes] = _PEAK.findall(self._proc("status").read_text())
            self.bytes = int(kilobytes) * 1024
        else:
            self._looker.join()

    def _forget_the_peak(self) -> bool:
        try:
            self._proc("clear_refs").write_text(_FORGET_THE_PEAK)
        except OSError:
            return False
        return True

    def _proc(self, name: str) -> Path:
        return Path(f"/proc/{self._pid}/{name}")

    def _look(self) -> None:
        while not self._done.wait(_LOOK_EVERY):
            self.bytes = max(self.bytes, resident(self._pid))
