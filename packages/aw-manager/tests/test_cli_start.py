"""The whole manager as a process: starting, stopping, and every way to die."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from aw_core.address import ServerAddress
from aw_manager.cli.start import module_arguments, module_environment
from aw_manager.settings import ManagerSettings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts with a #! line")

WaitFor = Callable[..., Any]
Start = Callable[..., Any]
Running = Callable[[str], list[int]]
SERVER = "aw-server-fake"
WATCH = "note('watching'); time.sleep(600)"
FLUSH = (
    "def stop(*_):\n    note('watcher flushed')\n    sys.exit(0)\nsignal.signal(signal.SIGTERM, stop)\n"
    + WATCH
)
STUBBORN = (
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "subprocess.Popen([sys.executable, '-ISc', 'import time; time.sleep(600)', 'a-grandchild'])\n" + WATCH
)


@pytest.fixture(autouse=True)
def short_deadlines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AW_MANAGER_STOP_TIMEOUT", "1")


@pytest.fixture(name="up")
def up_fixture(start: Start, fakes: Any, port: int, wait_for: WaitFor) -> Start:
    """A manager with a server and a watcher that watches."""

    def up(body: str = WATCH, *options: str) -> Any:
        fakes.add_server()
        fakes.add("aw-fake", body)
        manager = start("--port", str(port), *options, SERVER, "aw-fake")
        manager.wait_for("Dashboard")
        wait_for(lambda: "watching" in fakes.notes(), "the watcher")
        return manager

    return up


def test_watchers_end_before_the_server(up: Start, fakes: Any) -> None:
    manager = up(FLUSH)
    assert manager.end() == 0
    assert fakes.notes() == ["watching", "watcher flushed", "server committed"]
    assert manager.output.splitlines()[-2:] == ["aw-manager: stopping", "aw-manager: stopped"]


def test_dashboard_is_one_line_before_the_watchers(up: Start, port: int) -> None:
    lines = up().output.splitlines()
    assert lines[0].startswith(f"{SERVER}: running on http://127.0.0.1:{port} (pid ")
    assert lines[1] == f"Dashboard: http://localhost:{port}/"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_terminal_signals_stop_everything(up: Start, number: int) -> None:
    assert up().end(number) == 0


def test_nohup_is_respected(up: Start, fakes: Any, wait_for: WaitFor) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        manager = up("signal.signal(signal.SIGUSR1, lambda *_: note('alive'))\n" + WATCH)
    finally:
        signal.signal(signal.SIGHUP, before)
    manager.process.send_signal(signal.SIGHUP)
    os.kill(wait_for(lambda: _pid_of(manager, "aw-fake"), "the watcher"), signal.SIGUSR1)
    wait_for(lambda: "alive" in fakes.notes(), "the watcher's answer")
    assert manager.process.poll() is None


def test_module_that_ignores_the_asking_is_killed_with_its_children(up: Start, running: Running) -> None:
    manager = up(STUBBORN)
    assert running("a-grandchild")
    assert manager.end() == 0


def test_killed_manager_leaves_nothing(up: Start, fakes: Any, running: Running, wait_for: WaitFor) -> None:
    manager = up(STUBBORN)
    assert manager.end(signal.SIGKILL) == -signal.SIGKILL
    wait_for(lambda: not running("aw-fake") and not running("a-grandchild"), "everything to end", timeout=10)
    assert fakes.notes()[-1] == "server committed"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_manager_and_guardian_killed_together_leave_no_module(
    up: Start, running: Running, wait_for: WaitFor
) -> None:
    manager = up(FLUSH)
    for pid in running("guardian.py"):
        os.kill(pid, signal.SIGKILL)
    manager.end(signal.SIGKILL)
    wait_for(lambda: not running("aw-"), "every module to end", timeout=10)


def test_killed_server_is_back_at_once_and_the_watcher_undisturbed(up: Start, wait_for: WaitFor) -> None:
    manager = up()
    server, watcher = _pid_of(manager, SERVER), _pid_of(manager, "aw-fake")
    os.kill(server, signal.SIGKILL)
    manager.wait_for(f"{SERVER}: killed by SIGKILL; starting it again now")
    wait_for(lambda: _pid_of(manager, SERVER) not in {server, None}, "the server to be back")
    wait_for(lambda: manager.output.count("running on") == 2, "the server to answer")
    assert _pid_of(manager, "aw-fake") == watcher


def test_second_manager_says_who_runs(up: Start, command: Callable[..., Any], port: int) -> None:
    manager = up()
    second = command("start", "--port", str(port), "aw-fake")
    assert second.returncode == 1
    assert f"already running: pid {manager.process.pid}, since 20" in second.stderr
    assert f"server http://127.0.0.1:{port}" in second.stderr


def test_stop_while_the_server_starts_is_prompt(
    start: Start, fakes: Any, port: int, wait_for: WaitFor
) -> None:
    fakes.add(SERVER, "note('starting'); time.sleep(600)")
    fakes.add("aw-fake", WATCH)
    manager = start("--port", str(port), SERVER, "aw-fake")
    wait_for(lambda: "starting" in fakes.notes(), "the server's process")
    assert manager.end() == 0
    assert "watching" not in fakes.notes()


def test_watchers_start_although_the_server_does_not(
    start: Start, fakes: Any, port: int, wait_for: WaitFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They keep what they see on disk; what is not recorded now can never be had again."""
    monkeypatch.setenv("AW_MANAGER_CRASH_LIMIT", "1")
    fakes.add(SERVER, "sys.exit('the database is damaged')")
    fakes.add("aw-fake", WATCH)
    manager = start("--port", str(port), SERVER, "aw-fake")
    wait_for(lambda: "watching" in fakes.notes(), "the watcher")
    assert "given up after 1 quick crash" in manager.output
    assert "the database is damaged" in manager.output


def test_port_of_another_program_ends_the_start(
    command: Callable[..., Any], fakes: Any, stranger: int
) -> None:
    """The watchers must not tell a stranger what they see."""
    fakes.add_server()
    fakes.add("aw-fake", WATCH)
    done = command("start", "--port", str(stranger), SERVER, "aw-fake")
    assert done.returncode == 1
    assert f"aw-manager: port {stranger} is taken by" in done.stderr
    assert fakes.notes() == []


def test_server_of_somebody_else_outlives_the_manager(
    up: Start, fakes: Any, port: int, wait_for: WaitFor
) -> None:
    fakes.add_server()
    with subprocess.Popen([fakes.folder / SERVER, "--port", str(port)]) as other:
        wait_for(lambda: _listens(port), "the other server")
        manager = up()
        assert manager.end() == 0
        assert other.poll() is None
        other.terminate()
    assert (
        f"{SERVER}: using the server that already runs on http://127.0.0.1:{port} (v1.fake)" in manager.output
    )


def test_manager_with_nothing_left_ends_with_an_error(
    command: Callable[..., Any], fakes: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AW_MANAGER_CRASH_LIMIT", "2")
    fakes.add("aw-fake", "sys.exit('no luck')")
    done = command("start", "aw-fake")
    assert done.returncode == 1
    assert "aw-manager: no module is left" in done.stderr


def test_mistyped_module_starts_nothing(command: Callable[..., Any], fakes: Any) -> None:
    fakes.add("aw-fake", WATCH)
    done = command("aw-fake", "aw-fak")
    assert done.returncode == 1
    assert "no command `aw-fak` is installed" in done.stderr
    assert fakes.notes() == []


def test_modules_of_the_config_start_without_being_named(
    start: Start, fakes: Any, monkeypatch: pytest.MonkeyPatch, wait_for: WaitFor
) -> None:
    monkeypatch.setenv("AW_MANAGER_AUTOSTART_MODULES", '["aw-fake"]')
    monkeypatch.setenv("AW_MANAGER_ARGUMENTS", '{aw-fake = ["--extra"]}')
    fakes.add(
        "aw-fake", "note(os.environ['AW_MANAGED_BY_PID'] + ' ' + ' '.join(sys.argv[1:])); time.sleep(600)"
    )
    manager = start("--testing")
    wait_for(fakes.notes, "the watcher")
    assert fakes.notes() == [f"{manager.process.pid} --testing --extra"]


def test_manager_goes_on_when_nobody_reads_its_output(fakes: Any, wait_for: WaitFor) -> None:
    fakes.add("aw-fake", "note('run'); sys.exit(1)")
    line = [sys.executable, "-m", "aw_manager", "aw-fake"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as manager:
        assert manager.stdout
        manager.stdout.close()
        wait_for(lambda: len(fakes.notes()) >= 3, "the module to be started again and again")
        manager.terminate()
    assert manager.returncode == 0


@pytest.mark.parametrize(
    ("name", "address", "testing", "expected"),
    [
        ("aw-x", ServerAddress(), False, ()),
        ("aw-x", ServerAddress("localhost", 5666), True, ("--testing",)),
        ("aw-x", ServerAddress(port=5700), False, ("--port", "5700")),
        ("aw-x", ServerAddress("10.0.0.1"), False, ("--host", "10.0.0.1")),
        ("aw-x", ServerAddress("0.0.0.0"), False, ()),  # noqa: S104 - nothing is bound
        ("aw-server", ServerAddress("0.0.0.0"), False, ("--host", "0.0.0.0")),  # noqa: S104 - nothing is bound
        ("aw-more", ServerAddress(), False, ("--timeout", "60")),
    ],
)
def test_modules_are_given_the_address_only_where_it_is_not_the_default(
    name: str, address: ServerAddress, testing: bool, expected: tuple[str, ...]
) -> None:
    settings = ManagerSettings(
        autostart_modules=(),
        crash_limit=1,
        retry_unavailable=1,
        server_timeout=1,
        stop_timeout=1,
        arguments={"aw-more": ("--timeout", "60")},
    )
    assert module_arguments(name, settings=settings, address=address, testing=testing) == expected


def _pid_of(manager: Any, name: str) -> Any:
    """The process of a module of the manager, None while it has none."""
    for child in psutil.Process(manager.process.pid).children():
        try:
            words = child.cmdline()
        except psutil.Error:
            continue
        if any(Path(word).name == name for word in words):
            return child.pid
    return None


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_modules_are_told_the_address_by_environment_whatever_their_files_say() -> None:
    told = module_environment(ServerAddress("0.0.0.0", 5800))  # noqa: S104 - an address to talk about
    assert (told["AW_SERVER_HOST"], told["AW_SERVER_PORT"]) == ("0.0.0.0", "5800")  # noqa: S104
    assert (told["AW_CLIENT_HOSTNAME"], told["AW_CLIENT_PORT"]) == ("127.0.0.1", "5800")
