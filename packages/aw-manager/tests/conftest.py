"""What the tests share: an isolated home, real modules that misbehave on request, and no process left behind."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import settings

from aw_core.address import ServerAddress
from aw_manager.announcer import Announcer, Level
from aw_manager.discovery import ModuleFinder
from aw_manager.keeper import Keeper, Surroundings, Timing
from aw_manager.lifeline import open_lifeline
from aw_manager.restarts import RestartPolicy

settings.register_profile("default", max_examples=40, deadline=None)
settings.register_profile("nightly", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

Script = Callable[[Keeper], Awaitable[Any]]

MARK = "AW_MANAGER_TEST"
PATIENCE = 60.0


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own: data, cache, config and logs are in it on every system."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith(("XDG_", "AW_"))]:
        monkeypatch.delenv(name)
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(folder))
    return folder


@pytest.fixture(autouse=True)
def mark(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Marks every process a test starts, and fails the test that leaves one behind."""
    value = uuid.uuid4().hex
    monkeypatch.setenv(MARK, value)
    yield value
    try:
        wait_for(lambda: not marked_processes(value), "every process to end")
    finally:
        for process in marked_processes(value):
            process.kill()


def marked_processes(value: str) -> list[psutil.Process]:
    """The processes, other than this one, that were started by the test with this mark, zombies left out."""
    found = []
    for process in psutil.process_iter():
        try:
            mine = process.pid != os.getpid() and process.environ().get(MARK) == value
            if mine and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def wait_for(condition: Callable[[], Any], what: str, timeout: float = PATIENCE) -> Any:
    """What the condition gives once that is true; fails when it takes too long."""
    deadline = time.monotonic() + timeout
    while not (value := condition()):
        assert time.monotonic() < deadline, f"waited {timeout:g} s in vain for {what}"
        time.sleep(0.02)
    return value


@pytest.fixture(name="wait_for")
def wait_for_fixture() -> Callable[..., Any]:
    return wait_for


@pytest.fixture(name="running")
def running_fixture(mark: str) -> Callable[[str], list[int]]:
    """The processes of this test whose command line has a word, such as the name of a module."""

    def running(word: str) -> list[int]:
        return [process.pid for process in marked_processes(mark) if word in " ".join(cmdline(process))]

    return running


def cmdline(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


class Fakes:
    """A folder on the PATH with small real programs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = folder.parent / "journal"
        self.journal.touch()

    def add(self, name: str, body: str) -> Path:
        """A module of that name: a Python script, with what it may need imported."""
        return self._write(
            name,
            f"import os, signal, subprocess, sys, time\n\ndef note(text):\n    with open({str(self.journal)!r}, 'a') as file:\n        file.write(text + '\\n')\n\n{body}\n",
        )

    def add_server(self, name: str = "aw-server-fake") -> Path:
        """A server that answers."""
        source = Path(__file__).parent / "fakes" / "server.py"
        return self._write(name, source.read_text())

    def notes(self) -> list[str]:
        """What the modules have noted, in order."""
        return self.journal.read_text().splitlines()

    def _write(self, name: str, source: str) -> Path:
        path = self.folder / name
        path.write_text(f"#!{sys.executable} -IS\n{source}")
        path.chmod(0o755)
        return path


@pytest.fixture
def fakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fakes:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    fakes = Fakes(folder)
    monkeypatch.setenv("FAKE_JOURNAL", str(fakes.journal))
    return fakes


@pytest.fixture
def port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def stranger() -> Iterator[int]:
    """A program that is no tracker server: it hangs up on everybody; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            while True:
                connection, _ = listener.accept()
                connection.close()
                if over.is_set():
                    return

        over = threading.Event()
        thread = threading.Thread(target=hang_up)
        thread.start()
        yield listener.getsockname()[1]
        over.set()
        socket.create_connection(listener.getsockname()).close()
        thread.join()


class Manager:
    """An `aw-manager` in a process of its own."""

    def __init__(self, arguments: list[str], output: Path) -> None:
        self._output = output
        command = [sys.executable, "-m", "aw_manager", *arguments]
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                command, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
            )

    @property
    def output(self) -> str:
        return self._output.read_text()

    def wait_for(self, text: str) -> None:
        """Wait until it has said that."""
        try:
            wait_for(lambda: text in self.output, repr(text))
        except AssertionError as error:
            raise AssertionError(f"{error}; it said: {self.output}") from error

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for its end; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Manager]]:
    """Starts managers, and ends those the test has not."""
    started: list[Manager] = []

    def start(*arguments: str) -> Manager:
        manager = Manager(list(arguments), tmp_path / f"output-{len(started)}")
        started.append(manager)
        return manager

    yield start
    for manager in started:
        if manager.process.poll() is None:
            manager.end()


@pytest.fixture
def command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs one `aw-manager` command to its end."""

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "aw_manager", *arguments]
        return subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)

    return command


@pytest.fixture(scope="session", autouse=True)
def _no_shell_needed() -> None:
    """The fakes are run by this interpreter, so it must be one that a `#!` line can name."""
    assert shutil.which(sys.executable)


TIMING = Timing(
    settle=0.3, retry_unavailable=0.05, server_start=5, external_check=0.05, external_return=0.1, stop=5
)
POLICY = RestartPolicy(crash_limit=3, first_pause=0.05)


class Recorder(Announcer):
    """Keeps what is announced, details left out."""

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
def around(tmp_path: Path, fakes: Fakes, port: int, said: Recorder) -> Iterator[Surroundings]:
    """What keepers need, with little patience."""
    lifeline = open_lifeline(1)
    yield Surroundings(
        address=ServerAddress(port=port),
        finder=ModuleFinder([], str(fakes.folder)),
        arguments=lambda name: ("--port", str(port)) if "server" in name else (),
        environ=os.environ,
        log_file=lambda name: tmp_path / f"{name}.log",
        lifeline=lifeline,
        announcer=said,
        timing=TIMING,
        policy=POLICY,
    )
    lifeline.close()


@pytest.fixture
def keep() -> Callable[[Callable[[], Keeper], Script], Any]:
    """Runs a keeper and a script about it; the keeper is stopped when the script is over."""

    def keep(make: Callable[[], Keeper], script: Script) -> Any:
        async def run() -> Any:
            keeper = make()
            running = asyncio.create_task(keeper.run())
            try:
                return await asyncio.wait_for(script(keeper), PATIENCE)
            finally:
                running.cancel()
                await asyncio.wait_for(asyncio.gather(running, return_exceptions=True), PATIENCE)

        return asyncio.run(run())

    return keep
