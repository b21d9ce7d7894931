"""Starts a server for a benchmark, in a home and with a database of its own, and watches what it costs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["Running", "running"]

_ADDRESS = re.compile(r"answers on http://[^:]+:(\d+)")
_TICKS = os.sysconf("SC_CLK_TCK")
_STOP_SECONDS = 20


class Running:
    """A server that answers on `port` of this machine; what it costs is read from /proc, so Linux only."""

    def __init__(self, process: subprocess.Popen[str], port: int, folder: Path) -> None:
        self._proc = Path("/proc") / str(process.pid)
        self.pid = process.pid
        self.port = port
        self.folder = folder

    def processor_seconds(self) -> float:
        """Processor time it has used so far."""
        fields = (self._proc / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory(self) -> float:
        """Megabytes of memory it has now."""
        return self._status("VmRSS")

    def peak_memory(self) -> float:
        """The most it had since it began, or since `forget_peak`."""
        return self._status("VmHWM")

    def forget_peak(self) -> None:
        """Begin anew to look for the peak."""
        (self._proc / "clear_refs").write_text("5")

    def _status(self, name: str) -> float:
        lines = dict(line.split(":", 1) for line in (self._proc / "status").read_text().splitlines())
        return int(lines[name].split()[0]) / 1024


@contextmanager
def running(sources: str | None = None) -> Iterator[Running]:
    """A server with an empty database; `sources`, a folder of other versions of our packages, comes first."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("AW_", "XDG_"))}
        environ |= {"HOME": folder, "PYTHONUNBUFFERED": "1", **({"PYTHONPATH": sources} if sources else {})}
        command = [sys.executable, "-m", "aw_server", "--port", "0"]
        with subprocess.Popen(  # noqa: S603 - our own server
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            try:
                yield Running(process, _port(process), Path(folder))
            finally:
                process.terminate()
                process.wait(_STOP_SECONDS)


def _port(process: subprocess.Popen[str]) -> int:
    for line in process.stdout or ():
        if found := _ADDRESS.search(line):
            return int(found[1])
    raise RuntimeError("the server ended before it answered")
