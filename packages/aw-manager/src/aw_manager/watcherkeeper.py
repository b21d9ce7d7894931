"""Keeps a watcher running while recording is on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aw_manager.keeper import Keeper, Surroundings
from aw_manager.module import ModuleState
from aw_manager.pausing.recording import Recording

__all__ = ["WatcherKeeper"]


class WatcherKeeper(Keeper):
    """The life of a watcher: in a pause its process is ended, which is no crash, and after it there is a new one."""

    def __init__(
        self, name: str, around: Surroundings, changed: Callable[[], None], recording: Recording
    ) -> None:
        super().__init__(name, around, changed)
        self._recording = recording

    async def _keep(self) -> None:
        """Keep it running whenever recording is on; see `Keeper`."""
        while await self._keep_until_paused():
            await self._end_process()
            self._restarts.forget()

    async def _keep_until_paused(self) -> bool:
        """Keep it running until a pause begins (True) or it must be given up (False)."""
        if self._recording.is_paused:
            self._move(ModuleState.PAUSED, pid=None, message=self._recording.lasts)
            await self._recording.wait_until_on()
        keeping = asyncio.ensure_future(super()._keep())
        pausing = asyncio.ensure_future(self._recording.wait_until_paused())
        try:
            await asyncio.wait({keeping, pausing}, return_when=asyncio.FIRST_COMPLETED)
            if keeping.done():
                keeping.result()
                return False
            return True
        finally:
            for task in (keeping, pausing):
                task.cancel()
            await asyncio.gather(keeping, pausing, return_exceptions=True)
