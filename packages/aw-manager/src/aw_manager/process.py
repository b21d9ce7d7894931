"""One run of a module: its process, what it writes, and its end."""

from __future__ import annotations

import asyncio
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import IO, cast

from aw_manager import groups
from aw_manager.lifeline import Lifeline
from aw_manager.output import ModuleOutput

__all__ = ["ModuleProcess"]

_POLL = 0.02
_AFTER_KILL = 2.0
_LAST_OUTPUT = 0.5


class ModuleProcess:
    """A module that was started; construct and use it on the main thread, inside the event loop.

    The kernel ties a child to the thread that started it (`trampoline.py`), and the main thread is the one
    that lives as long as the manager.
    """

    def __init__(
        self, command: Sequence[str], *, environ: Mapping[str, str], output: ModuleOutput, lifeline: Lifeline
    ) -> None:
        """Start the command, in a process group of its own.

        Raises:
            OSError: it cannot be started.
        """
        self._lifeline = lifeline
        self._popen = subprocess.Popen(  # noqa: S603 - modules are commands the user installed
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environ),
            **groups.popen_options(),
        )
        self._started = time.monotonic()
        lifeline.hold(self.pid)
        output.begin(self.pid)
        self._readers = [self._read(output, is_error=False), self._read(output, is_error=True)]
        self._ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        _in_background(partial(self._wait_for_end, asyncio.get_running_loop()))

    @property
    def pid(self) -> int:
        """The process, and the number of its group."""
        return self._popen.pid

    @property
    def lifetime(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self._started

    async def ended(self) -> int:
        """Wait for its end and for its last words; the exit code, or minus the number of the signal."""
        code = await asyncio.shield(self._ended)
        await asyncio.to_thread(self._finish_reading)
        return code

    async def ended_within(self, seconds: float) -> bool:
        """Whether it ends within that time."""
        done, _ = await asyncio.wait({self._ended}, timeout=seconds)
        return bool(done)

    async def end(self, seconds: float) -> None:
        """End it and all that it started: ask, wait for `seconds`, kill what is left."""
        groups.ask_to_end(self.pid)
        if not await self._gone_within(seconds):
            groups.kill(self.pid)
            await self._gone_within(_AFTER_KILL)
        self._lifeline.release(self.pid)
        await asyncio.to_thread(self._finish_reading)

    async def _gone_within(self, seconds: float) -> bool:
        """Whether the process and its whole group end within that time."""
        deadline = time.monotonic() + seconds
        if not await self.ended_within(seconds):
            return False
        while groups.exists(self.pid):  # only children that outlive their parent bring us here
            if time.monotonic() >= deadline:
                return False
            await asyncio.sleep(_POLL)
        return True

    def _read(self, output: ModuleOutput, *, is_error: bool) -> threading.Thread:
        stream = cast(IO[bytes], self._popen.stderr if is_error else self._popen.stdout)
        return _in_background(partial(output.read, stream, is_error=is_error))

    def _finish_reading(self) -> None:
        """Wait a moment for the last output; a child that left the group may hold the pipe for ever."""
        deadline = time.monotonic() + _LAST_OUTPUT
        for reader in self._readers:
            reader.join(max(0.0, deadline - time.monotonic()))

    def _wait_for_end(self, loop: asyncio.AbstractEventLoop) -> None:
        code = self._popen.wait()
        with suppress(RuntimeError):  # the manager has given up on a process that even SIGKILL did not end
            loop.call_soon_threadsafe(self._ended.set_result, code)


def _in_background(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread
