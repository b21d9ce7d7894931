"""One run of a module."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from aw_manager import groups
from aw_manager.output import ModuleOutput
from aw_manager.process import ModuleProcess

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts with a #! line")

SLEEP = "time.sleep(600)"
IGNORE_SIGTERM = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
START_CHILD = "subprocess.Popen([sys.executable, '-ISc', 'import time; time.sleep(600)', 'a-grandchild'])"
Play = Callable[[ModuleProcess, ModuleOutput], Awaitable[Any]]


class NoLifeline:
    """For tests in which the manager does not die."""

    def hold(self, pid: int) -> None: ...

    def release(self, pid: int) -> None: ...

    def close(self) -> None: ...


@pytest.fixture(name="play")
def play_fixture(tmp_path: Path, fakes: Any) -> Callable[[str, Play], Any]:
    """Runs a module and something to do with it."""

    def play(body: str, act: Play) -> Any:
        path = fakes.add("aw-fake", body)

        async def run() -> Any:
            output = ModuleOutput(tmp_path / "aw-fake.log", lambda _line: None)
            process = ModuleProcess(
                groups.command_line(path, ()), environ=os.environ, output=output, lifeline=NoLifeline()
            )
            try:
                return await asyncio.wait_for(act(process, output), 20)
            finally:
                await process.end(0)
                output.close()

        return asyncio.run(run())

    return play


async def said(output: ModuleOutput, text: str) -> None:
    while text not in output.last_lines:  # noqa: ASYNC110 - the output comes from another process
        await asyncio.sleep(0.01)


def test_end_comes_with_exit_code_and_last_words(play: Callable[[str, Play], Any]) -> None:
    async def act(process: ModuleProcess, output: ModuleOutput) -> tuple[int, str]:
        return await process.ended(), output.last_words

    assert play("sys.exit('no luck')", act) == (1, "no luck")


def test_module_is_asked_before_it_is_killed(play: Callable[[str, Play], Any], fakes: Any) -> None:
    async def act(process: ModuleProcess, output: ModuleOutput) -> int:
        await said(output, "ready")
        await process.end(20)
        return await process.ended()

    body = f"def stop(*_):\n    note('flushed')\n    sys.exit(0)\nsignal.signal(signal.SIGTERM, stop)\nprint('ready', flush=True)\n{SLEEP}"
    assert play(body, act) == 0
    assert fakes.notes() == ["flushed"]


def test_module_that_ignores_the_asking_is_killed(play: Callable[[str, Play], Any]) -> None:
    async def act(process: ModuleProcess, output: ModuleOutput) -> int:
        await said(output, "ready")
        await process.end(0.1)
        return await process.ended()

    assert play(f"{IGNORE_SIGTERM}\nprint('ready', flush=True)\n{SLEEP}", act) == -signal.SIGKILL


def test_what_the_module_started_ends_with_it(
    play: Callable[[str, Play], Any], running: Callable[[str], list[int]], wait_for: Callable[..., Any]
) -> None:
    async def act(process: ModuleProcess, output: ModuleOutput) -> None:
        await said(output, "ready")
        assert running("a-grandchild")
        await process.end(20)

    play(f"{START_CHILD}\nprint('ready', flush=True)\n{SLEEP}", act)
    wait_for(lambda: not running("a-grandchild"), "the grandchild's end")


def test_what_a_crashed_module_left_behind_is_ended(
    play: Callable[[str, Play], Any], running: Callable[[str], list[int]], wait_for: Callable[..., Any]
) -> None:
    async def act(process: ModuleProcess, _output: ModuleOutput) -> None:
        await process.ended_within(20)
        await process.end(20)

    play(f"{START_CHILD}\nos._exit(1)", act)
    wait_for(lambda: not running("a-grandchild"), "the grandchild's end")


def test_end_is_seen_while_a_child_holds_the_output_open(play: Callable[[str, Play], Any]) -> None:
    async def act(process: ModuleProcess, _output: ModuleOutput) -> int:
        return await asyncio.wait_for(process.ended(), 10)

    assert play(f"{START_CHILD}\nos._exit(3)", act) == 3


def test_module_is_the_head_of_its_own_group(play: Callable[[str, Play], Any]) -> None:
    async def act(process: ModuleProcess, _output: ModuleOutput) -> bool:
        return os.getpgid(process.pid) == process.pid != os.getpgid(0)

    assert play(SLEEP, act)
