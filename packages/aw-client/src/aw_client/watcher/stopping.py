"""Waiting that ends at once when the process is to stop: a signal, a call, or the managing process gone."""

from __future__ import annotations

import selectors
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, Protocol, TypeAlias

from aw_client.watcher.manager import ManagingProcess
from aw_core.selfreport import SENSED_EVERY

__all__ = ["Readable", "Stop"]

_SIGNALS = ("SIGTERM", "SIGINT", "SIGBREAK")  # the last on Windows only


class _HasFileno(Protocol):
    def fileno(self) -> int: ...


Readable: TypeAlias = int | _HasFileno


class Stop:
    """Whether the process is to stop, and sleeping until it is.

    A byte in a socket pair wakes the sleeper: the interpreter writes it on a signal, `ask` on a call.

    Args:
        managed_by_pid: the process without which to stop.
        awake: called whenever the sleeper lies down or wakes, at least once a minute.
    """

    def __init__(self, managed_by_pid: int | None, awake: Callable[[], None]) -> None:
        self._asked = False
        self._awake = awake
        self._manager = None if managed_by_pid is None else ManagingProcess(managed_by_pid)
        self._wake, self._waker = socket.socketpair()
        self._wake.setblocking(False)
        self._waker.setblocking(False)
        self._handlers: dict[int, Any] = {}
        self._former_wakeup_fd: int | None = None  # None while not listening

    @property
    def asked(self) -> bool:
        """Whether to stop."""
        return self._asked or self.orphaned

    @property
    def orphaned(self) -> bool:
        """Whether the managing process is gone."""
        return self._manager is not None and self._manager.gone

    def ask(self) -> None:
        """Stop, and wake who waits."""
        self._asked = True
        with suppress(OSError):  # full of earlier wake-up calls, or closed
            self._waker.send(b"\0")

    def listen(self) -> None:
        """Take the signals that end a process as being asked to stop; only the main thread can."""
        if threading.current_thread() is not threading.main_thread():
            return
        self._former_wakeup_fd = signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        for name in _SIGNALS:
            if hasattr(signal, name):
                number = getattr(signal, name)
                self._handlers[number] = signal.signal(number, self._on_signal)

    def wait(self, timeout: float | None, *readable: Readable) -> bool:
        """Sleep until a file can be read or the seconds have passed; False when asked to stop."""
        end = float("inf") if timeout is None else time.monotonic() + timeout
        with selectors.DefaultSelector() as selector:
            for file in (self._wake, *readable):
                selector.register(file, selectors.EVENT_READ)
            while not self.asked:
                self._awake()
                ready = {key.fileobj for key, _ in selector.select(self._nap(end))}
                if not ready.isdisjoint(readable) or time.monotonic() >= end:
                    return not self.asked
                self._drain()
        return False

    def close(self) -> None:
        """Give the signals back; idempotent."""
        self._give_signals_back()
        if self._former_wakeup_fd is not None:
            # Before the socket is closed: its number may soon be that of another file.
            signal.set_wakeup_fd(self._former_wakeup_fd)
            self._former_wakeup_fd = None
        self._wake.close()
        self._waker.close()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
        self._give_signals_back()

    def _give_signals_back(self) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers = {}

    def _nap(self, end: float) -> float:
        """How long to sleep at most: to the end, or to the next look whether the manager lives."""
        longest = SENSED_EVERY if self._manager is None else self._manager.LOOK_EVERY
        return min(max(0.0, end - time.monotonic()), longest)

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            while self._wake.recv(64):
                pass
