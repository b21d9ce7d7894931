"""The manager with the real server and real watchers, in a home of the test's own and without a screen."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from commands import LiveServer, command, free_port
from homes import environment
from waiting import wait_until

WATCHER = "aw-watcher-steady"

WATCHER_SOURCE = f"""#!{sys.executable}
from aw_client.watcher import Watcher, watcher_command


def start(options):
    with Watcher("{WATCHER}", "test.steady", options=options) as watcher:
        while watcher.wait(0.2):
            watcher.heartbeat({{"steady": True}}, pulsetime=30)


watcher_command("{WATCHER}", [], start, help="Report the same for ever.")()
"""
"""A watcher as others write them, on the real runtime: what it reports is one event as long as nothing is lost."""


@dataclass
class RunningManager:
    """An `aw-manager` process and what it looks after."""

    home: Path
    port: int = field(default_factory=free_port)
    retry_unavailable: float = 60.0
    program: tuple[str, ...] = field(default_factory=lambda: (command("aw-manager"),))
    process: subprocess.Popen[bytes] | None = None

    @property
    def variables(self) -> dict[str, str]:
        variables = environment(
            self.home,
            AW_CLIENT_COMMIT_INTERVAL="0.2",
            AW_MANAGER_STOP_TIMEOUT="5",
            AW_MANAGER_RETRY_UNAVAILABLE=str(self.retry_unavailable),
        )
        return variables | {"PATH": f"{self.home / 'bin'}:{variables['PATH']}"}

    @property
    def output(self) -> str:
        return (self.home / "output").read_text()

    def start(self, *arguments: str, until: str = "Dashboard:") -> None:
        """Start it and wait until it has said something, such as where the dashboard is."""
        with (self.home / "output").open("wb") as output:
            line = [*self.program, "--testing", "--port", str(self.port), *arguments]
            self.process = subprocess.Popen(line, env=self.variables, stdout=output, stderr=subprocess.STDOUT)
        self.wait_for(until)

    def wait_for(self, text: str) -> None:
        try:
            wait_until(lambda: text in self.output, f"aw-manager says {text!r}", 60)
        except AssertionError as error:
            raise AssertionError(f"{error}; it said:\n{self.output}") from error

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One more `aw-manager` command, to its end."""
        line = [command("aw-manager"), *arguments, "--testing"]
        return subprocess.run(
            line, env=self.variables, capture_output=True, text=True, timeout=60, check=False
        )

    def modules(self) -> dict[str, dict[str, Any]]:
        """The modules by name, as `status --json` tells them."""
        return {
            module["name"]: module for module in json.loads(self.run("status", "--json").stdout)["modules"]
        }

    def request(self, path: str) -> Any:
        """What the server answers to a GET."""
        return LiveServer(self.home, self.port).request("GET", path)[1]

    def processes(self) -> list[psutil.Process]:
        """Everything that runs in this home."""
        return [process for process in psutil.process_iter() if _home_of(process) == str(self.home)]

    def wait_for_nothing(self) -> None:
        wait_until(lambda: not self.processes(), "nothing of the manager runs any more")


def _home_of(process: psutil.Process) -> str | None:
    try:
        return None if process.status() == psutil.STATUS_ZOMBIE else process.environ().get("HOME")
    except psutil.Error:
        return None


@pytest.fixture
def manager(home: Path) -> Iterator[RunningManager]:
    """A manager to start; whatever the test does, nothing of it is left, and what was left fails the test."""
    manager = RunningManager(home)
    (home / "bin").mkdir(parents=True)
    watcher = home / "bin" / WATCHER
    watcher.write_text(WATCHER_SOURCE)
    watcher.chmod(0o755)
    yield manager
    if manager.process is not None and manager.process.poll() is None:
        manager.process.terminate()
        manager.process.wait(30)
    try:
        manager.wait_for_nothing()
    finally:
        for process in manager.processes():
            process.kill()
