"""Keeps one module running: starts it, sees whether it works, waits for its end, decides what comes next."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aw_core.address import ServerAddress
from aw_core.supervision import EXIT_MISCONFIGURED, EXIT_UNAVAILABLE
from aw_manager import groups
from aw_manager.announcer import Announcer, Level
from aw_manager.discovery import ModuleFinder
from aw_manager.errors import UnknownModuleError
from aw_manager.lifeline import Lifeline
from aw_manager.module import ModuleState, ModuleStatus
from aw_manager.output import ModuleOutput, important
from aw_manager.process import ModuleProcess
from aw_manager.restarts import RestartPolicy, Restarts
from aw_manager.session import Session

__all__ = ["Keeper", "Surroundings", "Timing"]

_SELDOM = 5
"""The pause between two questions whether a module can work by now grows to so many times what is set."""

_SOON = 5.0
"""Seconds until the second question: at login, a desktop may not be ready yet."""

_DOUBLINGS = 30

_REFUSALS = {
    EXIT_UNAVAILABLE: ModuleState.UNAVAILABLE,
    EXIT_MISCONFIGURED: ModuleState.MISCONFIGURED,
}
"""The exit statuses by which a module says that it cannot work, which is no crash."""


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How long things may take, seconds."""

    settle: float = 5.0
    """A watcher that lives so long is taken to work; one that cannot watch here says so sooner, even at login."""

    retry_unavailable: float = 60.0
    """What the pauses grow up to five times of, until a module that cannot work here, or with its settings, is
    asked again."""

    server_start: float = 30.0
    """Until our server's first answer; after ten times that it is started anew."""

    server_check: float = 20.0
    """Between looks at our server while it works; it has half of that to answer, and after three looks
    in vain it is started anew."""

    external_check: float = 10.0
    """Between looks at a server that somebody else started."""

    external_return: float = 10.0
    """How long such a server may be away, say for an update, before ours takes its place."""

    session_check: float = 3.0
    """Between looks whether the desktop session has changed, while a module cannot work in it."""

    session_settle: float = 2.0
    """Until a module is asked again after such a change: a desktop that starts offers one thing after the other."""

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
    session: Session = lambda: None
    """Answers something else whenever the desktop session has changed."""


class Keeper:
    """The life of one module, over all of its runs."""

    _heeded = frozenset({ModuleState.RUNNING})
    """The states in which its warnings are shown: what a watcher says before it ends is told with the end."""

    _inability = "cannot watch here"

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
        self._has_run = False
        self._refusals = 0
        self._last_warning = ""

    async def run(self) -> None:
        """Keep the module running until it must be given up; when cancelled, end it first."""
        try:
            await self._keep()
        finally:
            await self._stop()
            self._output.close()

    async def _keep(self) -> None:
        """Start it again and again until it must be given up."""
        pause: float | None = 0
        while pause is not None:
            session = self._around.session()
            pause = await self._attempt()
            if pause is not None and self.status.state is ModuleState.UNAVAILABLE:
                await self._wait_for_session(session, pause)
            else:
                await asyncio.sleep(pause or 0)

    async def _wait_for_session(self, before: object, longest: float) -> None:
        """Wait until the session is another than before the last attempt, at most so many seconds."""
        timing, left = self._around.timing, longest
        while left > 0 and self._around.session() == before:
            await asyncio.sleep(min(timing.session_check, left))
            left -= timing.session_check
        if left > 0:
            self._refusals = 0  # what has just come may not be ready yet
            await asyncio.sleep(timing.session_settle)

    async def _attempt(self) -> float | None:
        """One run from start to end: seconds until the next one, or None to give up."""
        try:
            process = self._start()
        except (UnknownModuleError, OSError) as error:
            return self._not_started(f"cannot be started: {error}")
        unproven = await self._prove(process)
        hanging = "" if unproven else await self._observe(process)
        code = await process.ended()
        lifetime = 0.0 if unproven else process.lifetime
        await process.end(self._around.timing.stop)  # what the module itself started and left behind
        self._process = None
        if code in _REFUSALS:
            return self._refused(_REFUSALS[code])
        return self._crashed(unproven or hanging or describe_end(code, self._output.last_words), lifetime)

    def _start(self) -> ModuleProcess:
        command = self._around.finder.find(self.name).path
        # While it is asked again whether it can work by now, the answer so far stands.
        asked_again = self.status.state in _REFUSALS.values()
        if asked_again:
            self._output.hold()
        process = self._process = ModuleProcess(
            groups.command_line(command, self._around.arguments(self.name)),
            environ=self._around.environ,
            output=self._output,
            lifeline=self._around.lifeline,
        )
        self._has_run = True
        self._move(self.status.state if asked_again else ModuleState.STARTING, pid=process.pid)
        return process

    def _not_started(self, why: str) -> float | None:
        if self._has_run:  # it may be being upgraded at this moment
            return self._crashed(why, 0.0)
        self._give_up(why)
        return None

    async def _prove(self, process: ModuleProcess) -> str:
        """Find out whether the new process works, or see it end; why it had to be ended, else nothing."""
        if not await process.ended_within(self._around.timing.settle):
            self._works(process, "running")
        return ""

    async def _observe(self, _process: ModuleProcess) -> str:
        """See the end of a process that works, or end it; why it had to be ended, else nothing."""
        return ""

    def _works(self, process: ModuleProcess, how: str) -> None:
        # Why it was started again stays worth knowing; why it could not watch does not.
        message = self.status.message if self.status.state is ModuleState.STARTING else ""
        self._output.release()
        self._move(ModuleState.RUNNING, pid=process.pid, message=message)
        self._say(f"{how} (pid {process.pid})", Level.GOOD)

    def _refused(self, state: ModuleState) -> float:
        """Take note that the module cannot work, and why: seconds until it is asked again."""
        reason = self._output.last_words or "it did not say why"
        known = self.status.state is state and self.status.message == reason
        self._restarts.forget()
        self._output.release(keep=not known)
        self._refusals = self._refusals + 1 if known else 1
        self._move(state, pid=None, message=reason)
        how = self._inability if state is ModuleState.UNAVAILABLE else "has a wrong setting"
        self._say(f"{how}: {reason}", Level.DETAIL if known else Level.WARNING)
        # Asking costs a process start, and the answer seldom changes.
        usual = self._around.timing.retry_unavailable
        doublings = min(
            self._refusals - 1, _DOUBLINGS
        )  # in some days their power is more than a float can be
        return float(min(min(_SOON, usual) * 2**doublings, usual * _SELDOM))

    def _crashed(self, why: str, lifetime: float) -> float | None:
        self._output.release()
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
        await self._end_process()
        if self.status.state is not ModuleState.FAILED:
            self._move(ModuleState.STOPPED, pid=None)

    async def _end_process(self) -> None:
        if self._process is not None:
            self._move(ModuleState.STOPPING)
            await self._process.end(self._around.timing.stop)
            self._process = None

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
        if warning is None or warning == self._last_warning or self.status.state not in self._heeded:
            self._say(line, Level.DETAIL)
        else:
            self._last_warning = warning
            self._say(warning, Level.WARNING)


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
