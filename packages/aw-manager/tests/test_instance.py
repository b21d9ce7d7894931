"""One manager per user and mode."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from aw_core.dirs import get_data_dir
from aw_manager.errors import AlreadyRunningError, StopTimeoutError
from aw_manager.instance import Instance, find_running
from aw_manager.module import ModuleState, ModuleStatus

HOLD = """
import signal, sys, time
from aw_manager.instance import Instance
with Instance.claim(testing=False, address="http://127.0.0.1:5600"):
    {more}
    print("ready", flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aw_manager.instance._CLAIM_PATIENCE", 0.2)


@contextmanager
def another_manager(more: str = "pass") -> Iterator[subprocess.Popen[str]]:
    """A process that is the manager; killed at the end."""
    command = [sys.executable, "-c", HOLD.format(more=more)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


def claim(*, testing: bool = False) -> Instance:
    return Instance.claim(testing=testing, address="http://127.0.0.1:5600")


def state_file() -> Path:
    return Path(get_data_dir("aw-manager")) / "manager.json"


def test_nobody_runs_at_first() -> None:
    assert find_running(testing=False) is None


def test_running_manager_is_found_with_its_modules() -> None:
    module = ModuleStatus(name="aw-x", state=ModuleState.RUNNING, pid=7)
    with claim() as instance:
        instance.publish([module])
        running = find_running(testing=False)
    assert running is not None
    assert (running.pid, running.modules) == (os.getpid(), (module,))


def test_second_manager_is_told_who_runs() -> None:
    with another_manager() as process, pytest.raises(AlreadyRunningError) as error:
        claim()
    assert f"pid {process.pid}, since 20" in str(error.value)
    assert "server http://127.0.0.1:5600" in str(error.value)


def test_testing_mode_is_another_manager() -> None:
    with another_manager(), claim(testing=True):
        assert find_running(testing=True) is not None


def test_killed_manager_is_none_and_leaves_room_for_the_next() -> None:
    with another_manager() as process:
        process.kill()
        process.wait()
        assert state_file().exists()
        assert find_running(testing=False) is None
        with claim():
            pass


def test_ended_manager_leaves_no_state() -> None:
    with claim():
        pass
    assert not state_file().exists()


def test_asking_for_the_status_does_not_keep_a_manager_from_starting() -> None:
    """Who asks holds the lock for a moment; who starts tries again."""
    asking = "from aw_manager.instance import find_running\nfor _ in range(300): find_running(testing=False)"
    with subprocess.Popen([sys.executable, "-c", asking]):
        for _ in range(20):
            with claim():
                pass


def test_state_of_another_process_with_the_same_number_is_not_believed() -> None:
    """The lock is held and the file names a living process, but one that started at another time."""
    with another_manager():
        state = json.loads(state_file().read_text())
        other = psutil.Process(os.getpid())
        state["pid"] = other.pid
        state["started"] -= 1000
        state["started_after_boot"] -= 1000
        state_file().write_text(json.dumps(state))
        assert find_running(testing=False) is None


def test_manager_is_recognised_after_the_clock_was_set() -> None:
    with another_manager() as process:
        state = json.loads(state_file().read_text())
        state["started"] -= 86400
        state_file().write_text(json.dumps(state))
        running = find_running(testing=False)
    assert running is not None
    assert running.pid == process.pid


def test_damaged_state_is_not_believed() -> None:
    with another_manager():
        for text in ("{", "[]", '{"pid": "x"}', '{"pid": -1}'):
            state_file().write_text(text)
            assert find_running(testing=False) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a signal")
def test_stop_ends_the_manager_and_waits() -> None:
    with another_manager() as process:
        running = find_running(testing=False)
        assert running is not None
        running.stop(20)
        assert process.wait(5) == -signal.SIGTERM


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to ignore")
def test_stop_says_when_the_manager_does_not_end() -> None:
    with another_manager("signal.signal(signal.SIGTERM, signal.SIG_IGN)") as process:
        running = find_running(testing=False)
        assert running is not None
        with pytest.raises(StopTimeoutError, match=str(process.pid)):
            running.stop(0.2)


def test_stopping_a_manager_that_has_just_ended_is_no_error() -> None:
    with another_manager() as process:
        running = find_running(testing=False)
        process.kill()
        process.wait()
    assert running is not None
    running.stop(5)
