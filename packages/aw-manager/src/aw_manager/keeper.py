"""Keeps one module running: starts it, sees whether it works, waits for its end, decides what comes next."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aw_core.address import ServerAddress
from aw_manager import groups
from aw_manager.announcer import Announcer, Level
from aw_manager.discovery import ModuleFinder
from aw_manager.errors import UnknownModuleError
from aw_manager.lifeline import Lifeline
from aw_manager.module import EXIT_UNAVAILABLE, ModuleState, ModuleStatus
from aw_manager.output import ModuleOutput, important
from aw_manager.process import ModuleProcess
from aw_manager.restarts import RestartPolicy, Restarts
from aw_manager.server import Answer, ServerAnswer, ask_server, can_listen_at, port_owner

__all__ = ["Keeper", "ServerKeeper", "Surroundings", "Timing"]


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How long things may take, seconds."""

    settle: float = 3.0
    """A watcher that lives so long is taken to work; one that cannot watch here says so sooner."""

    retry_unavailable: float = 60.0
    """Until a watcher that cannot watch here is asked again."""

    server_start: float = 30.0
    """Until our server's first answer."""

    external_check: float = 10.0
    """Between looks at a server that somebody else started."""

    external_return: float = 10.0
    """How long such a server may be away, say for an update, before ours takes its place."""

    stop: float = 10.0
    """For a module to end when asked."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What every keeper works with; `arguments` are the command line of a module by its name."""

    address: ServerAddress
    finder: ModuleFinder
    arguments: Callable[[str], tuple[str, ...]]
    environ: Mapping[str, str]
    log_file: Callable[[str], Path]
    lifeline: Lifeline
    announcer: Announcer
    timing: Timing = field(default_factory=Timing)
    policy: RestartPolicy = field(default_factory=RestartPolicy)


class Keeper:
    """The life of one module, over all of its runs."""

    def __init__(self, name: str, around: Surroundings, changed: Callable[[], None]) -> None:
        """Keep the module of that name; `changed` is called whenever its status has."""
        self.name = name
        self.status = ModuleStatus(name=name)
        self.settled = asyncio.Event()
        """Set when the first attempt has come to something, good or bad."""
        self._around = around
        self._changed = changed
        self._restarts = Restarts(around.policy)
        self._process: ModuleProcess | None = None
        self._output = ModuleOutput(around.log_file(name), self._heard)
        self._last_warning = ""

    async def run(self) -> None:
        """Keep the module running until it must be given up; when cancelled, end it first."""
        pause: float | None = 0
        try:
            while pause is not None:
                await asyncio.sleep(pause)
                pause = await self._attempt()
        finally:
            await self._stop()
            self._output.close()

    async def _attempt(self) -> float | None:
        """One run from start to end: seconds until the next one, or None to give up."""
        try:
            process = self._process = self._start()
        except (UnknownModuleError, OSError) as error:
            self._give_up(f"cannot be started: {error}")
            return None
        failure = await self._prove(process)
        code = await process.ended()
        lifetime = 0.0 if failure else process.lifetime
        await process.end(self._around.timing.stop)  # what the module itself started and left behind
        self._process = None
        if code == EXIT_UNAVAILABLE:
            return self._unavailable()
        return self._crashed(failure or describe_end(code, self._output.last_words), lifetime)

    def _start(self) -> ModuleProcess:
        command = self._around.finder.find(self.name).path
        process = ModuleProcess(
            groups.command_line(command, self._around.arguments(self.name)),
            environ=self._around.environ,
            output=self._output,
            lifeline=self._around.lifeline,
        )
        # While it is asked again whether it can watch by now, the answer so far stands.
        unavailable = self.status.state is ModuleState.UNAVAILABLE
        self._move(ModuleState.UNAVAILABLE if unavailable else ModuleState.STARTING, pid=process.pid)
        return process

    async def _prove(self, process: ModuleProcess) -> str:
        """Find out whether the new process works, or see it end; why it had to be ended, else nothing."""
        if not await process.ended_within(self._around.timing.settle):
            self._works(process, "running")
        return ""

    def _works(self, process: ModuleProcess, how: str) -> None:
        self._move(ModuleState.RUNNING, pid=process.pid, message="")
        self._say(f"{how} (pid {process.pid})", Level.GOOD)

    def _unavailable(self) -> float:
        reason = important(self._output.last_words) or self._output.last_words or "it did not say why"
        known = self.status.state is ModuleState.UNAVAILABLE and self.status.message == reason
        self._restarts.forget()
        self._move(ModuleState.UNAVAILABLE, pid=None, message=reason)
        self._say(f"cannot watch here: {reason}", Level.DETAIL if known else Level.WARNING)
        return self._around.timing.retry_unavailable

    def _crashed(self, why: str, lifetime: float) -> float | None:
        pause = self._restarts.after_crash(lifetime)
        if pause is None:
            self._give_up(
                f"given up after {self._restarts.crashes} quick crashes: {why} (log: {self._output.path})"
            )
            return None
        self._move(ModuleState.WAITING, pid=None, restarts=self.status.restarts + 1, message=why)
        self._say(f"{why}; starting it again {f'in {pause:g} s' if pause else 'now'}", Level.WARNING)
        return pause

    def _give_up(self, why: str) -> None:
        self._move(ModuleState.FAILED, pid=None, message=why)
        self._say(why, Level.ERROR)

    async def _stop(self) -> None:
        if self._process is not None:
            self._move(ModuleState.STOPPING)
            await self._process.end(self._around.timing.stop)
            self._process = None
        if self.status.state is not ModuleState.FAILED:
            self._move(ModuleState.STOPPED, pid=None)

    def _move(self, state: ModuleState, **changes: Any) -> None:
        self.status = self.status.moved(state, **changes)
        if state not in {ModuleState.STOPPED, ModuleState.STARTING}:
            self.settled.set()
        self._changed()

    def _say(self, text: str, level: Level = Level.NEWS) -> None:
        self._around.announcer.say(self.name, text, level)

    def _heard(self, line: str) -> None:
        """Show what the module warns of, unless it says so again and again, or is about to end with it."""
        warning = important(line)
        if warning is None or warning == self._last_warning or self.status.state is not ModuleState.RUNNING:
            self._say(line, Level.DETAIL)
        else:
            self._last_warning = warning
            self._say(warning, Level.WARNING)


class ServerKeeper(Keeper):
    """The life of the server, which somebody else may have started already."""

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
        """Wait until the server answers, or has ended, or has had its time; the last ends it."""
        limit = self._around.timing.server_start
        pause = 0.05
        while process.lifetime < limit:
            if (await self._ask()).kind is Answer.TRACKER:
                self._works(process, f"running on {self._around.address.url}")
                return ""
            if await process.ended_within(pause):
                return ""
            pause = min(pause * 1.5, 0.5)
        await process.end(self._around.timing.stop)
        said = " | ".join(self._output.last_lines[-3:]) or "nothing"
        return f"no answer within {limit:g} s; it said last: {said}"

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

    async def _ask(self) -> ServerAnswer:
        return await asyncio.to_thread(ask_server, self._around.address)


def describe_end(code: int, last_words: str) -> str:
    """How a process ended, from its exit code, or the negative number of a signal, and its last output."""
    if code < 0:
        # What it wrote before somebody killed it has nothing to do with that.
        return f"killed by {_signal_name(-code)}"
    how = "ended by itself" if code == 0 else f"crashed with exit code {code}"
    return f"{how}: {last_words}" if last_words else how


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
