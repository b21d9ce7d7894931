"""Keeping the server running, or using somebody else's."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aw_core.address import ServerAddress
from aw_manager.announcer import Level
from aw_manager.keeper import Keeper, Surroundings, Timing
from aw_manager.module import ModuleState
from aw_manager.server import Answer, ServerAnswer, ask_server
from aw_manager.serverkeeper import ServerKeeper

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts with a #! line")

Keep = Callable[[Callable[[], Keeper], Callable[[Keeper], Awaitable[Any]]], Any]


async def until(condition: Callable[[], object]) -> None:
    """Let the event loop run until something is so; `keep` sees to it that this ends."""
    while not condition():  # noqa: ASYNC110 - what is waited for happens in other processes
        await asyncio.sleep(0.01)


@pytest.fixture(name="server")
def server_fixture(around: Surroundings, fakes: Any) -> Callable[..., ServerKeeper]:
    fakes.add_server()

    def server(timing: Timing | None = None) -> ServerKeeper:
        return ServerKeeper("aw-server-fake", replace(around, timing=timing or around.timing), lambda: None)

    return server


def test_server_is_running_once_it_answers(
    server: Callable[..., ServerKeeper], said: Any, port: int, keep: Keep
) -> None:
    async def script(keeper: Keeper) -> None:
        await until(lambda: keeper.status.state is ModuleState.RUNNING)

    keep(server, script)
    assert said.texts[0].startswith(f"aw-server-fake: running on http://127.0.0.1:{port} (pid ")


def test_server_that_does_not_answer_is_told_and_after_ten_times_as_long_started_anew(
    server: Callable[..., ServerKeeper], fakes: Any, said: Any, tmp_path: Path, keep: Keep
) -> None:
    fakes.add("aw-server-fake", "print('opening the database', flush=True); time.sleep(600)")

    async def script(keeper: Keeper) -> None:
        await keeper.settled.wait()
        assert keeper.status.state is ModuleState.STARTING
        await until(lambda: keeper.status.restarts == 1)

    keep(lambda: server(Timing(server_start=0.5)), script)
    last = f"it said last: opening the database (log: {tmp_path / 'aw-server-fake.log'})"
    assert said.texts[:2] == [
        f"aw-server-fake: no answer within 0.5 s, waiting on; {last}",
        f"aw-server-fake: no answer within 5 s; {last}; starting it again now",
    ]


def test_server_that_cannot_serve_says_why_in_one_line_and_is_no_crash(
    server: Callable[..., ServerKeeper], fakes: Any, said: Any, keep: Keep
) -> None:
    fakes.add("aw-server-fake", "sys.stderr.write('the disk is away\\n'); sys.exit(69)")

    async def script(keeper: Keeper) -> None:
        await keeper.settled.wait()
        assert (keeper.status.state, keeper.status.restarts) == (ModuleState.UNAVAILABLE, 0)

    keep(lambda: server(Timing(retry_unavailable=600)), script)
    assert said.texts == ["aw-server-fake: cannot serve: the disk is away"]


def test_server_that_hangs_while_its_process_lives_is_told_and_started_anew(
    server: Callable[..., ServerKeeper], said: Any, keep: Keep
) -> None:
    async def script(keeper: Keeper) -> tuple[int | None, int | None]:
        await until(lambda: keeper.status.state is ModuleState.RUNNING)
        hanging = keeper.status.pid
        assert hanging is not None
        os.kill(hanging, signal.SIGSTOP)
        await until(lambda: keeper.status.restarts == 1 and keeper.status.state is ModuleState.RUNNING)
        return hanging, keeper.status.pid

    before, after = keep(lambda: server(Timing(server_start=5, server_check=0.4, stop=0.2)), script)
    assert before != after
    assert (
        "aw-server-fake: runs, but has not answered 3 times in a row (no answer within 0.2 s); "
        in said.texts[1]
    )
    assert said.texts[1].endswith("; starting it again now")


def test_server_that_misses_a_look_or_two_is_left_alone(
    around: Surroundings, fakes: Any, said: Any, keep: Keep
) -> None:
    fakes.add_server()
    silent, tracker = ServerAnswer(Answer.SILENT), ServerAnswer(Answer.TRACKER)
    looks = [silent, silent, tracker] * 3

    class Looked(ServerKeeper):
        async def _ask(self, seconds: float = 1) -> ServerAnswer:
            if self.status.state is ModuleState.RUNNING and looks:
                return looks.pop()
            return await super()._ask(seconds)

    async def script(keeper: Keeper) -> None:
        await until(lambda: not looks)
        assert (keeper.status.state, keeper.status.restarts) == (ModuleState.RUNNING, 0)

    timing = Timing(server_start=5, server_check=0.05)
    keep(lambda: Looked("aw-server-fake", replace(around, timing=timing), lambda: None), script)
    assert len(said.texts) == 1


@pytest.fixture
def other(fakes: Any, port: int, wait_for: Callable[..., Any]) -> Iterator[subprocess.Popen[bytes]]:
    """A server that somebody else started at our address."""
    with subprocess.Popen([fakes.add_server(), "--port", str(port)]) as process:
        wait_for(lambda: ask_server(ServerAddress(port=port)).kind is Answer.TRACKER, "the other server")
        yield process
        process.kill()


def test_server_of_somebody_else_is_used_and_left_alone(
    other: subprocess.Popen[bytes], server: Callable[..., ServerKeeper], said: Any, port: int, keep: Keep
) -> None:
    async def script(keeper: Keeper) -> None:
        await until(lambda: keeper.status.state is ModuleState.EXTERNAL)

    keep(server, script)
    assert other.poll() is None
    url = f"http://127.0.0.1:{port}"
    assert said.texts == [f"aw-server-fake: using the server that already runs on {url} (v1.fake)"]


def test_our_server_takes_the_place_of_one_that_goes_away(
    other: subprocess.Popen[bytes], server: Callable[..., ServerKeeper], said: Any, port: int, keep: Keep
) -> None:
    async def script(keeper: Keeper) -> None:
        await until(lambda: keeper.status.state is ModuleState.EXTERNAL)
        other.kill()
        await until(lambda: keeper.status.state is ModuleState.RUNNING)

    keep(server, script)
    gone = f"aw-server-fake: the server that ran on http://127.0.0.1:{port} is gone; starting our own"
    assert said.texts[1] == gone


def test_port_of_another_program_is_told_and_nothing_started(
    around: Surroundings, said: Any, stranger: int, keep: Keep
) -> None:
    async def script(keeper: Keeper) -> bool:
        await keeper.settled.wait()
        return isinstance(keeper, ServerKeeper) and keeper.port_taken

    surroundings = replace(around, timing=Timing(retry_unavailable=600), address=ServerAddress(port=stranger))
    assert keep(lambda: ServerKeeper("aw-server-fake", surroundings, lambda: None), script)
    assert said.lines[0][1] is Level.ERROR
    assert f"port {stranger} is taken by" in said.texts[0]
    assert f"(pid {os.getpid()})" in said.texts[0]
