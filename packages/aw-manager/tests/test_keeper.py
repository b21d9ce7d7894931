"""Keeping one module running."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from aw_manager.announcer import Level
from aw_manager.keeper import Keeper, Surroundings, Timing
from aw_manager.module import ModuleState
from aw_manager.process import ModuleProcess
from aw_manager.restarts import RestartPolicy

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts with a #! line")

Keep = Callable[[Callable[[], Keeper], Callable[[Keeper], Awaitable[Any]]], Any]


async def until(condition: Callable[[], object]) -> None:
    """Let the event loop run until something is so; `keep` sees to it that this ends."""
    while not condition():  # noqa: ASYNC110 - what is waited for happens in other processes
        await asyncio.sleep(0.01)


@pytest.fixture(name="watcher")
def watcher_fixture(around: Surroundings, fakes: Any) -> Callable[..., partial[Keeper]]:
    """Makes the keeper of a watcher with this code."""

    def watcher(body: str, **changes: Any) -> partial[Keeper]:
        fakes.add("aw-fake", body)
        return partial(Keeper, "aw-fake", replace(around, **{"timing": PATIENT, **changes}), lambda: None)

    return watcher


Make = Callable[..., partial[Keeper]]
TIMING = Timing(retry_unavailable=0.05, stop=5)
PATIENT = replace(TIMING, settle=600)
"""Of a module that ends, however slow the machine is, the end is seen before it is taken to work."""

STAYS = replace(TIMING, settle=0.1)
"""The same for a module that does not end."""

FOREVER = "note('works'); time.sleep(600)"
UNAVAILABLE = "sys.stderr.write('no display here\\n'); print('bye'); sys.exit(69)"


def that_says_so(make: partial[Keeper], fakes: Any) -> Callable[[], Keeper]:
    """Takes the module to work when it has noted so, however long that takes; others it sees end."""

    class Keeping(Keeper):
        async def _prove(self, process: ModuleProcess) -> str:
            while not await process.ended_within(0.01):
                if "works" in fakes.notes():
                    self._works(process, "running")
                    break
            return ""

    return lambda: Keeping(*make.args)


def test_watcher_that_stays_is_running(watcher: Make, said: Any, keep: Keep) -> None:
    async def script(keeper: Keeper) -> int | None:
        await until(lambda: keeper.status.state is ModuleState.RUNNING)
        return keeper.status.pid

    pid = keep(watcher(FOREVER, timing=STAYS), script)
    assert said.lines == [(f"aw-fake: running (pid {pid})", Level.GOOD)]


def test_watcher_that_cannot_watch_is_one_line_and_asked_again(
    watcher: Make, said: Any, fakes: Any, keep: Keep
) -> None:
    async def script(keeper: Keeper) -> None:
        await until(lambda: len(fakes.notes()) >= 3)
        assert keeper.status.state is ModuleState.UNAVAILABLE
        assert keeper.status.restarts == 0

    keep(watcher(f"note('asked'); {UNAVAILABLE}"), script)
    assert said.lines == [("aw-fake: cannot watch here: no display here", Level.WARNING)]


def test_wrong_setting_is_one_line_at_once_and_no_crash_and_asked_again(
    watcher: Make, said: Any, fakes: Any, keep: Keep
) -> None:
    async def script(keeper: Keeper) -> None:
        await until(lambda: len(fakes.notes()) >= 5)
        assert keeper.status.state is ModuleState.MISCONFIGURED
        assert (keeper.status.restarts, keeper.status.message) == (0, "no such colour: gren")

    keep(watcher("note('asked'); sys.stderr.write('no such colour: gren\\n'); sys.exit(78)"), script)
    assert said.lines == [("aw-fake: has a wrong setting: no such colour: gren", Level.WARNING)]


def test_watcher_is_asked_less_and_less_often(watcher: Make, keep: Keep) -> None:
    pauses: list[float | None] = []

    class Impatient(Keeper):
        async def _attempt(self) -> float | None:
            pauses.append(await super()._attempt())
            return 0

    async def script(keeper: Keeper) -> None:
        await until(lambda: len(pauses) >= 8)
        keeper._refusals = 100_000
        asked = len(pauses)
        await until(lambda: len(pauses) >= asked + 2)
        assert pauses[-1] == 300

    make = watcher(UNAVAILABLE, timing=replace(PATIENT, retry_unavailable=60))
    keep(lambda: Impatient(*make.args), script)
    assert pauses[:8] == [5, 10, 20, 40, 80, 160, 300, 300]


def test_watcher_is_asked_again_at_once_when_the_session_changes(
    watcher: Make, around: Surroundings, fakes: Any, keep: Keep
) -> None:
    make = watcher(f"note('asked'); {UNAVAILABLE}")
    session = ["no display"]
    slow = replace(PATIENT, retry_unavailable=6000, session_check=0.01, session_settle=0)
    surroundings = replace(around, timing=slow, session=lambda: session[0])

    async def script(keeper: Keeper) -> None:
        for asked in (1, 2, 3):
            await until(lambda: keeper.status.pid is None and keeper.status.state is ModuleState.UNAVAILABLE)
            assert len(fakes.notes()) == asked
            session[0] = f"display {asked}"
            await until(lambda: len(fakes.notes()) == asked + 1)  # noqa: B023 - awaited at once

    keep(lambda: Keeper(*make.args[:1], surroundings, lambda: None), script)


def test_log_has_a_reason_once_however_often_the_watcher_is_asked(
    watcher: Make, tmp_path: Path, fakes: Any, keep: Keep
) -> None:
    log = tmp_path / "aw-fake.log"
    make = watcher("note('asked'); sys.stderr.write(open(__file__ + '.why').read()); sys.exit(69)")
    reason = fakes.folder / "aw-fake.why"
    reason.write_text("no display here")

    async def script(keeper: Keeper) -> None:
        await until(lambda: len(fakes.notes()) >= 4)
        assert log.read_text().count("no display here") == 1
        reason.write_text("no right to look")
        await until(lambda: keeper.status.message == "no right to look")

    keep(make, script)
    written = log.read_text()
    assert written.count("no right to look") == 1
    assert written.count("---- started") == 2


def test_log_has_all_of_the_run_in_which_a_watcher_can_watch_at_last(
    watcher: Make, tmp_path: Path, fakes: Any, keep: Keep
) -> None:
    first = "if not os.path.exists(__file__ + 'x'):\n    open(__file__ + 'x', 'w')\n    "
    make = watcher(f"{first}{UNAVAILABLE}\nprint('at last', flush=True); {FOREVER}")

    async def script(keeper: Keeper) -> None:
        await until(lambda: keeper.status.state is ModuleState.RUNNING)
        await until(lambda: "at last" in (tmp_path / "aw-fake.log").read_text())

    keep(that_says_so(make, fakes), script)


def test_watcher_that_can_watch_at_last_is_running(watcher: Make, said: Any, fakes: Any, keep: Keep) -> None:
    async def script(keeper: Keeper) -> None:
        await until(lambda: keeper.status.state is ModuleState.UNAVAILABLE)
        await until(lambda: keeper.status.state is ModuleState.RUNNING)

    make = watcher(
        f"if not os.path.exists(__file__ + 'x'):\n    open(__file__ + 'x', 'w')\n    {UNAVAILABLE}\n{FOREVER}"
    )
    keep(that_says_so(make, fakes), script)
    assert [text.partition(" (")[0] for text in said.texts] == [
        "aw-fake: cannot watch here: no display here",
        "aw-fake: running",
    ]


def test_crash_loop_is_given_up_with_reason_and_log(
    watcher: Make, said: Any, fakes: Any, tmp_path: Path, keep: Keep
) -> None:
    async def script(keeper: Keeper) -> ModuleState:
        await until(lambda: keeper.status.state is ModuleState.FAILED)
        return keeper.status.state

    keep(watcher("note('run'); sys.exit('no luck')"), script)
    assert len(fakes.notes()) == 3
    text, level = said.lines[-1]
    assert level is Level.ERROR
    assert "given up after 3 quick crashes: crashed with exit code 1: no luck" in text
    assert str(tmp_path / "aw-fake.log") in text


def test_killed_module_is_started_again_at_once(watcher: Make, said: Any, keep: Keep) -> None:
    async def script(keeper: Keeper) -> None:
        await until(lambda: keeper.status.state is ModuleState.RUNNING)
        killed = keeper.status.pid
        os.kill(killed or 0, signal.SIGKILL)
        await until(lambda: keeper.status.pid not in {killed, None})
        assert keeper.status.restarts == 1

    keep(watcher(FOREVER, timing=STAYS), script)
    assert said.texts[1] == "aw-fake: killed by SIGKILL; starting it again now"


def test_module_that_vanishes_while_it_runs_is_not_given_up_at_once(
    watcher: Make, said: Any, fakes: Any, keep: Keep
) -> None:
    """An upgrade replaces the commands, and for a moment there is none."""
    often = RestartPolicy(crash_limit=10_000, first_pause=0.02, longest_pause=0.02)
    make = watcher("note('run'); os.rename(__file__, __file__ + '.away')", policy=often)

    async def script(keeper: Keeper) -> None:
        await until(lambda: keeper.status.restarts >= 2)
        (fakes.folder / "aw-fake.away").rename(fakes.folder / "aw-fake")
        await until(lambda: len(fakes.notes()) == 2)

    keep(make, script)
    assert any(text.startswith("aw-fake: cannot be started: no command `aw-fake`") for text in said.texts)


def test_module_that_is_not_installed_is_given_up(around: Surroundings, said: Any, keep: Keep) -> None:
    async def script(keeper: Keeper) -> None:
        await until(lambda: keeper.status.state is ModuleState.FAILED)

    keep(lambda: Keeper("aw-missing", around, lambda: None), script)
    assert said.texts[0].startswith("aw-missing: cannot be started: no command `aw-missing`")


def test_warning_is_shown_once_however_often_it_comes(
    watcher: Make, said: Any, fakes: Any, keep: Keep
) -> None:
    async def script(keeper: Keeper) -> None:
        await until(lambda: keeper.status.state is ModuleState.RUNNING)
        (fakes.folder / "aw-fake.go").touch()
        await until(lambda: "done" in fakes.notes())
        await until(lambda: len(said.lines) > 1)

    warn = "print('2026-01-01 10:00:00 [WARNING]: low on ink  (x:1)', flush=True)"
    calm = "print('2026-01-01 10:00:00 [INFO]: as ever  (x:1)', flush=True)"
    wait = "while not os.path.exists(__file__ + '.go'): time.sleep(0.01)"
    body = f"{wait}\n{warn}; {calm}; {warn}; note('done'); {FOREVER}"
    keep(watcher(body, timing=STAYS), script)
    assert said.texts[1:] == ["aw-fake: low on ink"]


def test_stopping_a_module_that_waits_for_its_restart_does_not_wait_for_that(
    watcher: Make, keep: Keep
) -> None:
    async def script(keeper: Keeper) -> None:
        await until(lambda: keeper.status.state is ModuleState.UNAVAILABLE)

    keep(watcher(UNAVAILABLE, timing=replace(PATIENT, retry_unavailable=600)), script)


def test_change_of_status_is_told(around: Surroundings, fakes: Any, keep: Keep) -> None:
    fakes.add("aw-fake", UNAVAILABLE)
    seen: list[ModuleState] = []

    def make() -> Keeper:
        patient = replace(around, timing=PATIENT)
        keeper = Keeper("aw-fake", patient, lambda: seen.append(keeper.status.state))
        return keeper

    async def script(keeper: Keeper) -> None:
        await until(lambda: keeper.status.state is ModuleState.UNAVAILABLE)

    keep(make, script)
    assert seen[:2] == [ModuleState.STARTING, ModuleState.UNAVAILABLE]
    assert seen[-1] is ModuleState.STOPPED
