"""Keeps the server running, or uses one that somebody else keeps running."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from aw_manager.announcer import Level
from aw_manager.keeper import Keeper, Surroundings
from aw_manager.module import ModuleState
from aw_manager.process import ModuleProcess
from aw_manager.server import Answer, ServerAnswer, ask_server, can_listen_at, port_owner

__all__ = ["ServerKeeper"]

_ANSWER = 3.0
"""Seconds a server has for an answer where a late one can be asked for again."""

_MISSES = 3
"""So many times in a row no answer, and a server that did answer before is taken to hang."""

_MORE_PATIENCE = 10
"""So many times the limit for the first answer, and a server that still does not answer is ended."""


class ServerKeeper(Keeper):
    """The life of the server, which somebody else may have started already."""

    _heeded = frozenset({ModuleState.STARTING, ModuleState.RUNNING})
    _inability = "cannot serve"

    def __init__(self, name: str, around: Surroundings, changed: Callable[[], None]) -> None:
        super().__init__(name, around, changed)
        self.port_taken = False
        """Whether another program has the server's port; the status says which."""

    async def _attempt(self) -> float | None:
        """Use the server that answers, or run our own; see `Keeper`."""
        answer = await self._ask()
        if answer.kind is Answer.TRACKER:
            return await self._use(answer)
        self.port_taken = answer.kind is not Answer.NOTHING
        if obstacle := await self._obstacle(answer):
            return self._wait_for_address(obstacle)
        return await super()._attempt()

    async def _prove(self, process: ModuleProcess) -> str:
        """Wait for the first answer; see `Keeper`."""
        limit = self._around.timing.server_start
        if await self._decided(process, limit):
            return ""
        self._say(f"no answer within {limit:g} s, waiting on; {self._said_last()}", Level.ERROR)
        self.settled.set()  # the watchers need not wait for it as well
        # It may be busy with a large database, so it is not disturbed soon; but it may hang, too.
        if await self._decided(process, limit * _MORE_PATIENCE):
            return ""
        await process.end(self._around.timing.stop)
        return f"no answer within {limit * _MORE_PATIENCE:g} s; {self._said_last()}"

    async def _observe(self, process: ModuleProcess) -> str:
        """Ask the server now and then: one that no longer answers is ended; see `Keeper`."""
        check = self._around.timing.server_check
        misses = 0
        # Misses are counted, not seconds: while the machine sleeps, nobody is asked.
        while misses < _MISSES:
            if await process.ended_within(check):
                return ""
            answer = await self._ask(check / 2)
            misses = 0 if answer.kind is Answer.TRACKER else misses + 1
        await process.end(self._around.timing.stop)
        return f"runs, but has not answered {_MISSES} times in a row ({answer.detail}); {self._said_last()}"

    async def _decided(self, process: ModuleProcess, lifetime: float) -> bool:
        """Whether the server answers, or ends, before it is that old."""
        pause = 0.05
        while process.lifetime < lifetime:
            if (await self._ask()).kind is Answer.TRACKER:
                self._works(process, f"running on {self._around.address.url}")
                return True
            if await process.ended_within(pause):
                return True
            pause = min(pause * 1.5, 0.5)
        return False

    def _said_last(self) -> str:
        said = " | ".join(self._output.last_lines[-3:]) or "nothing"
        return f"it said last: {said} (log: {self._output.path})"

    async def _use(self, answer: ServerAnswer) -> float:
        """Rely on somebody else's server until it has been away for a while."""
        url, version, timing = self._around.address.url, answer.info["version"], self._around.timing
        self._move(ModuleState.EXTERNAL, pid=None, message=f"{version} on {url}, started by somebody else")
        self._say(f"using the server that already runs on {url} ({version})", Level.GOOD)
        away = False
        while not away:
            await asyncio.sleep(timing.external_check)
            away = not await self._answers_within(timing.external_return)
        self._move(ModuleState.WAITING, message="the other server is gone")
        self._say(f"the server that ran on {url} is gone; starting our own", Level.WARNING)
        return 0.0

    async def _answers_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while (await self._ask()).kind is not Answer.TRACKER:
            if time.monotonic() >= deadline:
                return False
            await asyncio.sleep(1)
        return True

    async def _obstacle(self, answer: ServerAnswer) -> str:
        """Why our server cannot be started at the address; empty when it can."""
        address = self._around.address
        if answer.kind is Answer.NOTHING:
            here = await asyncio.to_thread(can_listen_at, address)
            return "" if here else f"no server answers on {address.url}, which is not on this machine"
        owner = await asyncio.to_thread(port_owner, address.port) or "another program"
        return f"port {address.port} is taken by {owner}, which does not answer as a server does ({answer.detail})"

    def _wait_for_address(self, obstacle: str) -> float:
        known = self.status.message == obstacle
        self._move(ModuleState.WAITING, pid=None, message=obstacle)
        self._say(obstacle, Level.DETAIL if known else Level.ERROR)
        return self._around.timing.retry_unavailable

    async def _ask(self, seconds: float = _ANSWER) -> ServerAnswer:
        return await asyncio.to_thread(ask_server, self._around.address, seconds)
