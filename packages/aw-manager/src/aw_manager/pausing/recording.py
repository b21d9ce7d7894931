"""Whether the watchers are to run: not while recording is paused."""

from __future__ import annotations

import asyncio
from datetime import datetime

from aw_manager.spans import until_text

__all__ = ["Recording"]


class Recording:
    """On or paused; used inside the event loop."""

    def __init__(self) -> None:
        self._on, self._paused = asyncio.Event(), asyncio.Event()
        self._on.set()
        self.until: datetime | None = None
        """When the pause that is now ends by itself."""

    @property
    def is_paused(self) -> bool:
        """Whether it is paused."""
        return self._paused.is_set()

    @property
    def lasts(self) -> str:
        """Until when it is paused, for a person."""
        return until_text(self.until)

    def pause(self, until: datetime | None) -> None:
        """Have the watchers end."""
        self.until = until
        self._on.clear()
        self._paused.set()

    def resume(self) -> None:
        """Have the watchers start."""
        self.until = None
        self._paused.clear()
        self._on.set()

    async def wait_until_on(self) -> None:
        """Wait until nothing is in the way of the watchers."""
        await self._on.wait()

    async def wait_until_paused(self) -> None:
        """Wait until the watchers are to end."""
        await self._paused.wait()
