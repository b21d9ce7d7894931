"""What ends the modules when the manager is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
import pytest

from aw_manager import guardian
from aw_manager.lifeline import GuardianLifeline

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has job objects instead of process groups"
)

WaitFor = Callable[..., Any]

OBEDIENT = "import time; time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
)


@pytest.fixture(name="group")
def group_fixture() -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    """Starts a program as the head of a process group."""
    with ExitStack() as stack:

        def group(code: str) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                [sys.executable, "-ISc", code], stdout=subprocess.PIPE, start_new_session=True
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield group


def test_groups_that_ended_are_not_answered_for() -> None:
    assert guardian.follow(["+1\n", "+2\n", "-1\n", "+3\n", "-3\n", "-9\n"]) == {2}


def test_group_that_stays_is_killed_after_the_grace(group: Callable[[str], subprocess.Popen[bytes]]) -> None:
    process = group(STUBBORN)
    assert process.stdout
    process.stdout.readline()
    guardian.end({process.pid}, 0.1)
    assert process.wait() == -signal.SIGKILL


def test_group_that_is_gone_is_no_error() -> None:
    process = subprocess.Popen([sys.executable, "-ISc", ""], start_new_session=True)
    process.wait()
    guardian.end({process.pid}, 5)


def test_guardian_ignores_what_ends_the_manager_politely(
    group: Callable[[str], subprocess.Popen[bytes]], wait_for: WaitFor
) -> None:
    """A service manager or a terminal may signal everything at once; the guardian has to stay till the end."""
    process = group(OBEDIENT)
    reading, writing = os.pipe()
    command = [sys.executable, "-I", "-S", str(Path(guardian.__file__)), "0.1"]
    with subprocess.Popen(command, stdin=reading) as watching:
        os.close(reading)
        wait_for(lambda: _ignores(watching.pid, signal.SIGTERM), "the guardian to be ready")
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            watching.send_signal(number)
        os.write(writing, f"+{process.pid}\n".encode())
        os.close(writing)
        assert process.wait() < 0
        assert watching.wait() == 0


def test_killed_guardian_is_replaced_and_told_everything(
    group: Callable[[str], subprocess.Popen[bytes]], wait_for: WaitFor
) -> None:
    lifeline = GuardianLifeline(0.1)
    first, second = group(OBEDIENT), group(OBEDIENT)
    lifeline.hold(first.pid)
    psutil.Process(lifeline.pid).kill()
    wait_for(lambda: psutil.Process(lifeline.pid).status() == psutil.STATUS_ZOMBIE, "the guardian's end")
    lifeline.hold(second.pid)
    lifeline.close()
    assert first.wait() < 0
    assert second.wait() < 0


def test_released_group_is_left_alone(group: Callable[[str], subprocess.Popen[bytes]]) -> None:
    lifeline = GuardianLifeline(0.1)
    process = group(OBEDIENT)
    lifeline.hold(process.pid)
    lifeline.release(process.pid)
    lifeline.close()
    assert process.poll() is None


def _ignores(pid: int, number: int) -> bool:
    """Whether a process ignores a signal; where the system does not tell, a process that sleeps is ready."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return psutil.Process(pid).status() == psutil.STATUS_SLEEPING
    mask = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("SigIgn"))
    return bool(int(mask, 16) >> (number - 1) & 1)
