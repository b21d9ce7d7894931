"""Runs the server and the watchers together: the server first, and at the end the server last."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

from aw_manager.announcer import Level
from aw_manager.errors import NothingRunsError, PortTakenError
from aw_manager.keeper import Keeper, Surroundings
from aw_manager.module import ModuleState, ModuleStatus, is_server, is_watcher
from aw_manager.pausing.follower import PauseFollower
from aw_manager.pausing.recording import Recording
from aw_manager.server import dashboard_url
from aw_manager.serverkeeper import ServerKeeper
from aw_manager.settings import PROGRAM
from aw_manager.watcherkeeper import WatcherKeeper

__all__ = ["Supervisor", "supervise"]

logger = logging.getLogger(PROGRAM)

_ANSWERING = frozenset({ModuleState.RUNNING, ModuleState.EXTERNAL})


class Supervisor:
    """All modules of one manager."""

    def __init__(
        self,
        names: Sequence[str],
        around: Surroundings,
        publish: Callable[[Sequence[ModuleStatus]], None],
        follower: PauseFollower | None = None,
    ) -> None:
        """Look after the modules of those names.

        Args:
            names: of the modules.
            around: what they are run with.
            publish: gets all statuses whenever one has changed.
            follower: says when recording is paused; without it that is never so.
        """
        self._around = around
        self._publish = publish
        self._servers = [ServerKeeper(name, around, self._changed) for name in names if is_server(name)]
        self._follower = follower
        self._recording = Recording() if follower is None else follower.recording
        self._watchers = [self._keeper(name) for name in names if not is_server(name)]
        self._following: asyncio.Task[None] | None = None
        self._tasks: dict[Keeper, asyncio.Task[None]] = {}
        self._stop = asyncio.Event()

    @property
    def statuses(self) -> list[ModuleStatus]:
        """Every module, the server first."""
        return [keeper.status for keeper in (*self._servers, *self._watchers)]

    def stop(self) -> None:
        """Let `run` end everything and return."""
        if not self._stop.is_set():
            self._around.announcer.say(PROGRAM, "stopping")
            self._stop.set()

    def _keeper(self, name: str) -> Keeper:
        if is_watcher(name):
            return WatcherKeeper(name, self._around, self._changed, self._recording)
        return Keeper(name, self._around, self._changed)

    def _changed(self) -> None:
        self._publish(self.statuses)

    async def run(self) -> None:
        """Start everything and keep it running until told to stop; when this ends, no module is left.

        Raises:
            PortTakenError: at the start another program has the server's port; the watchers were not
                started, for it would be told what they see.
            NothingRunsError: every module was given up.
        """
        try:
            await self._until_stop(self._start())
            await self._until_stop(self._all_given_up())
        finally:
            if self._following is not None:
                self._following.cancel()
            await self._end(self._watchers)
            await self._end(self._servers)

    async def _start(self) -> None:
        self._launch(self._servers)
        for server in self._servers:
            await server.settled.wait()
            if server.port_taken:
                raise PortTakenError(server.status.message)
        if any(server.status.state in _ANSWERING for server in self._servers):
            self._around.announcer.say("Dashboard", dashboard_url(self._around.address), Level.GOOD)
        await self._follow_pauses()
        self._launch(self._watchers)

    async def _follow_pauses(self) -> None:
        """Know whether recording is paused before a watcher starts, and from then on."""
        if self._follower is not None:
            await self._follower.look()
            self._following = asyncio.create_task(self._follower.follow(), name="Recording")
            self._following.add_done_callback(self._report_defect)

    async def _all_given_up(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks.values())
        raise NothingRunsError("no module is left to supervise; see the reasons above")

    async def _until_stop(self, work: Coroutine[Any, Any, None]) -> None:
        """Do the work, or leave it when told to stop."""
        working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if working.done() and not self._stop.is_set():
                working.result()
        finally:
            working.cancel()
            stopping.cancel()

    def _launch(self, keepers: Iterable[Keeper]) -> None:
        for keeper in keepers:
            task = self._tasks[keeper] = asyncio.create_task(keeper.run(), name=keeper.name)
            task.add_done_callback(self._report_defect)

    def _report_defect(self, task: asyncio.Task[None]) -> None:
        """Say that a keeper has broken; the other modules go on."""
        error = None if task.cancelled() else task.exception()
        if error is not None:
            logger.error("the keeper of %s broke", task.get_name(), exc_info=error)
            self._around.announcer.say(task.get_name(), f"no longer supervised: {error!r}", Level.ERROR)

    async def _end(self, keepers: Iterable[Keeper]) -> None:
        tasks = [self._tasks[keeper] for keeper in keepers if keeper in self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def supervise(supervisor: Supervisor) -> None:
    """Run the supervisor, on the main thread, until SIGINT, SIGTERM or SIGHUP.

    A signal that was being ignored stays so: `nohup aw-manager` outlives its terminal.
    """
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):  # not every system has them all
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(supervisor.stop))
    await supervisor.run()
