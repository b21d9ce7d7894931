"""The commands besides `start`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aw_core.dirs import get_log_dir
from aw_manager.cli.group import with_command
from aw_manager.cli.status import _checked
from aw_manager.module import ModuleState, ModuleStatus

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts with a #! line")

Command = Callable[..., Any]


@pytest.fixture
def manager(start: Callable[..., Any], fakes: Any, wait_for: Callable[..., Any]) -> Any:
    """A manager of one watcher that works and one that cannot watch."""
    fakes.add("aw-works", "print('hello', flush=True); note('works'); time.sleep(600)")
    fakes.add("aw-not-here", "note('asked'); sys.exit(69)")
    running = start("--testing", "aw-works", "aw-not-here")
    running.wait_for("cannot watch here")
    wait_for(lambda: "works" in fakes.notes(), "the watcher")
    return running


def test_status_logs_and_stop_of_a_running_manager(manager: Any, command: Command) -> None:
    """One manager for three commands, because starting one takes a while."""
    _check_status(manager, command("status", "--testing"))
    _check_status_json(manager, command("--testing", "status", "--json"))
    _check_logs(command)
    stopped = command("stop", "--testing")
    assert (stopped.returncode, stopped.stdout) == (0, f"stopped aw-manager (pid {manager.process.pid})\n")
    assert manager.process.wait(5) == 0


def _check_status(manager: Any, done: Any) -> None:
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert f"(pid {manager.process.pid}), server http://127.0.0.1:5666" in lines[0]
    rows = {line.split()[0]: line.split() for line in lines if line.startswith("aw-")}
    assert rows["aw-works"][1] in {"starting", "running"}  # the latter when it has lived for some seconds
    assert rows["aw-not-here"][1] == "unavailable"


def _check_status_json(manager: Any, done: Any) -> None:
    status = json.loads(done.stdout)
    assert (status["running"], status["pid"]) == (True, manager.process.pid)
    assert [module["name"] for module in status["modules"]] == ["aw-works", "aw-not-here"]
    assert status["modules"][1]["state"] == "unavailable"


def _check_logs(command: Command) -> None:
    assert command("logs", "--testing", "aw-works").stdout.splitlines()[-1] == "hello"
    own = command("logs", "--testing", "-n", "1").stdout.splitlines()
    assert len(own) == 1
    unknown = command("logs", "--testing", "aw-nothing")
    assert unknown.returncode == 1
    assert "there are logs of: aw-manager, aw-not-here, aw-works" in unknown.stderr


@pytest.mark.parametrize(
    ("name", "said"), [("status", "not running; `aw-manager start`"), ("stop", "nothing to stop")]
)
def test_commands_say_when_no_manager_runs(command: Command, name: str, said: str) -> None:
    done = command(name)
    assert done.returncode == 1
    assert done.stderr.startswith("aw-manager: not running")
    assert said in done.stderr


def test_status_json_says_when_no_manager_runs(command: Command) -> None:
    done = command("status", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (1, {"running": False})


def test_modules_lists_where_each_was_found(command: Command, fakes: Any) -> None:
    path = fakes.add("aw-fake", "")
    rows = json.loads(command("modules", "--json").stdout)
    assert {"name": "aw-fake", "origin": "system", "autostart": False, "path": str(path)} in rows
    assert any(line.split()[:2] == ["aw-fake", "system"] for line in command("modules").stdout.splitlines())


def test_every_command_has_help(command: Command) -> None:
    listed = command("--help").stdout
    for name in ("doctor", "logs", "modules", "start", "status", "stop"):
        line = next(line for line in listed.splitlines() if line.split()[:1] == [name])
        assert len(line.split()) > 2


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ([], ["start"]),
        (["--testing"], ["start", "--testing"]),
        (["aw-x"], ["start", "aw-x"]),
        (["status", "--json"], ["status", "--json"]),
        (["--testing", "status"], ["status", "--testing"]),
        (["--help"], ["--help"]),
        (["start", "--help"], ["start", "--help"]),
    ],
)
def test_start_is_meant_when_no_command_is_named(given: list[str], meant: list[str]) -> None:
    assert with_command(given) == meant


def test_followed_log_shows_what_comes_also_after_rotation(
    tmp_path: Path, wait_for: Callable[..., Any]
) -> None:
    path = Path(get_log_dir("aw-manager")) / "aw-x.log"
    path.write_text("old line\n")
    shown = tmp_path / "shown"
    line = [sys.executable, "-m", "aw_manager", "logs", "-f", "aw-x"]
    with shown.open("wb") as output, subprocess.Popen(line, stdout=output) as following:
        wait_for(lambda: shown.read_text() == "old line\n", "the old line")
        with path.open("a") as file:
            file.write("new line\n")
        wait_for(lambda: "new line\n" in shown.read_text(), "the new line")
        path.rename(path.with_suffix(".log.1"))
        path.write_text("after\n")
        wait_for(lambda: shown.read_text().endswith("after\n"), "the line after the rotation")
        following.terminate()


def test_a_module_whose_process_is_gone_is_not_said_to_run() -> None:
    """The manager could not write its state since, as on a full disk."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    since = datetime.now(UTC)
    stale = ModuleStatus(
        name="aw-x", state=ModuleState.RUNNING, pid=ended.pid, since=since, restarts=0, message=""
    )
    checked = _checked(stale)
    assert (checked.state, checked.pid) == (ModuleState.WAITING, None)
    assert "disk full" in checked.message
