"""The project's commands as a user runs them: real processes, in a home of their own."""

from __future__ import annotations

import http.client
import json
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from homes import environment
from waiting import wait_until

STOP_TIMEOUT = 20


def command(name: str) -> str:
    """The path of an installed command of this environment."""
    path = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    assert path, f"{name} is not installed"
    return path


def hasty(name: str, home: Path) -> tuple[str, ...]:
    """A command in haste, under its own name: see hasty.py."""
    script = home / "hasty" / name
    script.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(Path(__file__).with_name("hasty.py"), script)
    return (sys.executable, str(script))


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class LiveServer:
    """An aw-server process; start, kill and start it again on the same port, home and database."""

    home: Path
    port: int = field(default_factory=free_port)
    arguments: tuple[str, ...] = ("--testing",)
    variables: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    program: tuple[str, ...] = field(default_factory=lambda: (command("aw-server"),))

    @property
    def log(self) -> Path:
        """What the process wrote to stdout and stderr, over all its starts."""
        return self.home / "aw-server.log"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.home.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.program, "--host", "127.0.0.1", "--port", str(self.port), *self.arguments],
                env=environment(self.home, **self.variables),
                stdout=log,
                stderr=log,
            )
        wait_until(self.answers, lambda: f"aw-server answers; it said:\n{self.said()}")

    def said(self) -> str:
        """What stands in the log by now."""
        return self.log.read_text(errors="replace")

    def answers(self) -> bool:
        """Whether GET info is answered; fails at once if the process has ended."""
        assert self.process is not None
        assert self.process.poll() is None, f"aw-server ended:\n{self.said()}"
        try:
            return self.request("GET", "/api/0/info")[0] == http.client.OK
        except OSError:
            return False

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and decoded JSON (None where the answer is no JSON) of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            payload = None if body is None else json.dumps(body)
            connection.request(method, path, payload, {"Content-Type": "application/json", **headers})
            response = connection.getresponse()
            raw = response.read()
        finally:
            connection.close()
        try:
            return response.status, json.loads(raw)
        except ValueError:
            return response.status, None

    def kill(self) -> None:
        """End it as a power cut would: kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(STOP_TIMEOUT)

    def stop(self) -> int:
        """Ask it to stop, as a service manager does, and answer its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


@contextmanager
def live_server(home: Path, *arguments: str, **options: Any) -> Iterator[LiveServer]:
    """A running aw-server that is gone when the block ends, whatever happens in it."""
    server = LiveServer(home, arguments=arguments or ("--testing",), **options)
    try:
        server.start()
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.stop()
