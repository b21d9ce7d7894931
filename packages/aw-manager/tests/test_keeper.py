"""Keeping one module running."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from aw_core.address import ServerAddress
from aw_manager.announcer import Announcer, Level
from aw_manager.discovery import ModuleFinder
from aw_manager.keeper import Keeper, ServerKeeper, Surroundings, Timing
from aw_manager.lifeline import GuardianLifeline
from aw_manager.module import ModuleState
from aw_manager.restarts import RestartPolicy

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts with a #! line")

TIMING = Timing(
    settle=0.3, retry_unavailable=0.05, server_start=5, external_check=0.05, external_return=0.1, stop=5
)
POLICY = RestartPolicy(crash_limit=3, first_pause=0.05)
Script = Callable[[Keeper], Awaitable[Any]]


class Recorder(Announcer):
    """Keeps what is announced."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, Level]] = []

    def say(self, name: str, text: str, level: Level = Level.NEWS) -> None:
        if level is not Level.DETAIL:
            self.lines.append((f"{name}: {text}", level))

    @property
    def texts(self) -> list[str]:
        return [text for text, _ in self.lines]


@pytest.fixture
def said() -> Recorder:
    return Recorder()


@pytest.fixture
def lifeline() -> Iterator[GuardianLifeline]:
    lifeline = GuardianLifeline(1)
    yield lifeline
    lifeline.close()


@pytest.fixture(name="around")
def around_fixture(
    tmp_path: Path, fakes: Any, port: int, said: Recorder, lifeline: GuardianLifeline
) -> Callable[..., Surroundings]:
    def around(timing: Timing = TIMING) -> Surroundings:
        return Surroundings(
            address=ServerAddress(port=port),
            finder=ModuleFinder([], str(fakes.folder)),
            arguments=lambda name: ("--port", str(port)) if "server" in name else (),
            environ=os.environ,
            log_file=lambda name: tmp_path / f"{name}.log",
            lifeline=lifeline,
            announcer=said,
            timing=timing,
            policy=POLICY,
        )

    return around


def keep(keeper: Callable[[], Keeper], script: Script) -> Any:
    """Run a keeper and a script about it; the keeper is stopped when the script is over."""

    async def run() -> Any:
        kept = keeper()
        running = asyncio.create_task(kept.run())
        try:
            return await asyncio.wait_for(script(kept), 20)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    return asyncio.run(run())


async def until(condition: Callable[[], object]) -> None:
    """Let the loop run until something is so; `keep` sees to it that this ends."""
    while not condition():  # noqa: ASYNC110 - what is waited for happens in other processes
        await asyncio.sleep(0.01)


async def until_state(keeper: Keeper, state: ModuleState) -> None:
    await until(lambda: keeper.status.state is state)


@pytest.fixture(name="watcher")
def watcher_fixture(around: Callable[..., Surroundings], fakes: Any) -> Callable[[str], Callable[[], Keeper]]:
    """Makes the keeper of a watcher with this code."""

    def watcher(body: str, timing: Timing = TIMING) -> Callable[[], Keeper]:
        fakes.add("aw-fake", body)
        return partial(Keeper, "aw-fake", around(timing), lambda: None)

    return watcher


Make = Callable[[str], Callable[[], Keeper]]
FOREVER = "time.sleep(600)"
UNAVAILABLE = "sys.stderr.write('no display here\\n'); print('bye'); sys.exit(69)"


def test_watcher_that_stays_is_running(watcher: Make, said: Recorder) -> None:
    async def script(keeper: Keeper) -> int | None:
        await until_state(keeper, ModuleState.RUNNING)
        return keeper.status.pid

    pid = keep(watcher(FOREVER), script)
    assert said.lines == [(f"aw-fake: running (pid {pid})", Level.GOOD)]


def test_watcher_that_cannot_watch_is_one_line_and_asked_again(
    watcher: Make, said: Recorder, fakes: Any
) -> None:
    async def script(keeper: Keeper) -> None:
        await until(lambda: len(fakes.notes()) >= 3)
        assert keeper.status.state is ModuleState.UNAVAILABLE
        assert keeper.status.restarts == 0

    keep(watcher(f"note('asked'); {UNAVAILABLE}"), script)
    assert said.lines == [("aw-fake: cannot watch here: no display here", Level.WARNING)]


def test_watcher_that_can_watch_at_last_is_running(watcher: Make, said: Recorder) -> None:
    async def script(keeper: Keeper) -> None:
        await until_state(keeper, ModuleState.UNAVAILABLE)
        await until_state(keeper, ModuleState.RUNNING)

    keep(
        watcher(
            f"if not os.path.exists('{{}}'.format(__file__ + 'x')):\n    open(__file__ + 'x', 'w')\n    {UNAVAILABLE}\n{FOREVER}"
        ),
        script,
    )
    assert [text.partition(" (")[0] for text in said.texts] == [
        "aw-fake: cannot watch here: no display here",
        "aw-fake: running",
    ]


def test_crash_loop_is_given_up_with_reason_and_log(
    watcher: Make, said: Recorder, fakes: Any, tmp_path: Path
) -> None:
    async def script(keeper: Keeper) -> ModuleState:
        await until_state(keeper, ModuleState.FAILED)
        return keeper.status.state

    keep(watcher("note('run'); sys.exit('no luck')"), script)
    assert len(fakes.notes()) == 3
    text, level = said.lines[-1]
    assert level is Level.ERROR
    assert "given up after 3 quick crashes: crashed with exit code 1: no luck" in text
    assert str(tmp_path / "aw-fake.log") in text


def test_killed_module_is_started_again_at_once(watcher: Make, said: Recorder) -> None:
    async def script(keeper: Keeper) -> None:
        await until_state(keeper, ModuleState.RUNNING)
        killed = keeper.status.pid
        os.kill(killed or 0, signal.SIGKILL)
        await until(lambda: keeper.status.pid not in {killed, None})
        assert keeper.status.restarts == 1

    keep(watcher(FOREVER), script)
    assert said.texts[1] == "aw-fake: killed by SIGKILL; starting it again now"


def test_module_that_is_not_installed_is_given_up(
    around: Callable[..., Surroundings], said: Recorder
) -> None:
    async def script(keeper: Keeper) -> None:
        await until_state(keeper, ModuleState.FAILED)

    keep(lambda: Keeper("aw-missing", around(), lambda: None), script)
    assert said.texts[0].startswith("aw-missing: cannot be started: no command `aw-missing`")


def test_warning_is_shown_once_however_often_it_comes(watcher: Make, said: Recorder, fakes: Any) -> None:
    async def script(_keeper: Keeper) -> None:
        await until(lambda: "done" in fakes.notes())
        await until(lambda: len(said.lines) > 1)

    warn = "print('2026-01-01 10:00:00 [WARNING]: low on ink  (x:1)', flush=True)"
    calm = "print('2026-01-01 10:00:00 [INFO]: as ever  (x:1)', flush=True)"
    keep(watcher(f"time.sleep(0.5); {warn}; {calm}; {warn}; note('done'); {FOREVER}"), script)
    assert said.texts[1:] == ["aw-fake: low on ink"]


def test_stopping_a_module_that_waits_for_its_restart_is_immediate(watcher: Make) -> None:
    async def script(keeper: Keeper) -> None:
        await until_state(keeper, ModuleState.UNAVAILABLE)

    keep(watcher(UNAVAILABLE, Timing(settle=1, retry_unavailable=600)), script)  # type: ignore[call-arg]


def test_change_of_status_is_told(around: Callable[..., Surroundings], fakes: Any) -> None:
    fakes.add("aw-fake", UNAVAILABLE)
    seen: list[ModuleState] = []

    def make() -> Keeper:
        keeper = Keeper("aw-fake", around(), lambda: seen.append(keeper.status.state))
        return keeper

    async def script(keeper: Keeper) -> None:
        await until_state(keeper, ModuleState.UNAVAILABLE)

    keep(make, script)
    assert seen[:2] == [ModuleState.STARTING, ModuleState.UNAVAILABLE]
    assert seen[-1] is ModuleState.STOPPED


@pytest.fixture(name="server")
def server_fixture(around: Callable[..., Surroundings], fakes: Any) -> Callable[..., ServerKeeper]:
    fakes.add_server()

    def server(timing: Timing = TIMING) -> ServerKeeper:
        return ServerKeeper("aw-server-fake", around(timing), lambda: None)

    return server


def test_server_is_running_once_it_answers(
    server: Callable[..., ServerKeeper], said: Recorder, port: int
) -> None:
    async def script(keeper: Keeper) -> None:
        await until_state(keeper, ModuleState.RUNNING)

    keep(server, script)
    assert said.texts[0].startswith(f"aw-server-fake: running on http://127.0.0.1:{port} (pid ")


def test_server_that_never_answers_is_ended_and_its_last_words_told(
    server: Callable[..., ServerKeeper], fakes: Any, said: Recorder
) -> None:
    fakes.add("aw-server-fake", "print('opening the database', flush=True); time.sleep(600)")

    async def script(keeper: Keeper) -> None:
        await keeper.settled.wait()

    keep(lambda: server(Timing(server_start=0.5)), script)
    assert said.texts[0] == (
        "aw-server-fake: no answer within 0.5 s; it said last: opening the database; starting it again now"
    )


def test_server_of_somebody_else_is_used_and_left_alone(
    server: Callable[..., ServerKeeper], said: Recorder, fakes: Any, port: int, wait_for: Callable[..., Any]
) -> None:
    async def script(keeper: Keeper) -> None:
        await until_state(keeper, ModuleState.EXTERNAL)

    with subprocess.Popen([fakes.folder / "aw-server-fake", "--port", str(port)]) as other:
        wait_for(lambda: answers(port), "the other server")
        keep(server, script)
        assert other.poll() is None
        other.terminate()
    assert said.texts == [
        f"aw-server-fake: using the server that already runs on http://127.0.0.1:{port} (v1.fake)"
    ]


def test_our_server_takes_the_place_of_one_that_goes_away(
    server: Callable[..., ServerKeeper], said: Recorder, fakes: Any, port: int, wait_for: Callable[..., Any]
) -> None:
    with subprocess.Popen([fakes.folder / "aw-server-fake", "--port", str(port)]) as other:
        wait_for(lambda: answers(port), "the other server")

        async def script(keeper: Keeper) -> None:
            await until_state(keeper, ModuleState.EXTERNAL)
            other.kill()
            await until_state(keeper, ModuleState.RUNNING)

        keep(server, script)
    assert (
        said.texts[1]
        == f"aw-server-fake: the server that ran on http://127.0.0.1:{port} is gone; starting our own"
    )


def test_port_of_another_program_is_told_and_nothing_started(
    around: Callable[..., Surroundings], said: Recorder, stranger: int
) -> None:
    async def script(keeper: Keeper) -> bool:
        await keeper.settled.wait()
        return isinstance(keeper, ServerKeeper) and keeper.port_taken

    surroundings = replace(around(Timing(retry_unavailable=600)), address=ServerAddress(port=stranger))
    assert keep(lambda: ServerKeeper("aw-server-fake", surroundings, lambda: None), script)
    assert said.lines[0][1] is Level.ERROR
    assert f"port {stranger} is taken by" in said.texts[0]
    assert f"(pid {os.getpid()})" in said.texts[0]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
