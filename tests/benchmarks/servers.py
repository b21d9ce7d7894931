"""The servers that are measured: ours, started here with a home of its own, and a peer that runs already."""

from __future__ import annotations

import http.client
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from commands import command, free_port
from homes import environment

from benchmarks.errors import ServerError
from benchmarks.web import Web, bucket_path

__all__ = ["OurServer", "Peer", "Server", "our_server"]

_START_TIMEOUT = 120.0
_STOP_TIMEOUT = 60.0
_LOOK_EVERY = 0.002


class Server:
    """A server at a loopback port; `pid` is None where the process is not known."""

    def __init__(self, port: int, pid: int | None) -> None:
        self.port = port
        self.pid = pid
        self.web = Web(port)

    def bucket_ids(self) -> set[str]:
        """The buckets it has."""
        return set(self.web.get("buckets/").json)

    def delete_buckets(self, bucket_ids: Iterable[str]) -> None:
        """Delete those of the buckets that it has."""
        for bucket_id in self.bucket_ids().intersection(bucket_ids):
            self.web.delete(bucket_path(bucket_id, "?force=1"))


class OurServer(Server):
    """An aw-server with a home and a database of its own."""

    def __init__(self, home: Path) -> None:
        super().__init__(free_port(), None)
        self.home = home
        self._process: subprocess.Popen[bytes] | None = None
        (home / "data").mkdir(parents=True)

    @property
    def process_id(self) -> int:
        """The id of the process that runs."""
        if self.pid is None:
            raise ServerError("aw-server does not run")
        return self.pid

    def start(self) -> float:
        """Start it: the seconds until its first answer."""
        line = [command("aw-server"), "--host", "127.0.0.1", "--port", str(self.port)]
        with (self.home / "output").open("ab") as output:
            begin = time.perf_counter()
            self._process = subprocess.Popen(
                [*line, "--dbpath", str(self.home / "data" / "events.db")],
                env=environment(self.home),
                stdout=output,
                stderr=output,
            )
        self._wait_for_answer(self._process, begin + _START_TIMEOUT)
        seconds = time.perf_counter() - begin
        self.pid = self._process.pid
        return seconds

    def restart(self) -> float:
        """Start it anew, so that it remembers nothing: the seconds until its first answer."""
        self.stop()
        return self.start()

    def stop(self) -> None:
        """End it in order; does nothing where it does not run."""
        process, self._process, self.pid = self._process, None, None
        self.web.close()
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise ServerError(f"aw-server did not end within {_STOP_TIMEOUT:g} s; {self._said()}") from None

    def database_bytes(self) -> int:
        """The size of all files of its database."""
        return sum(file.stat().st_size for file in (self.home / "data").glob("events.db*") if file.is_file())

    def _wait_for_answer(self, process: subprocess.Popen[bytes], deadline: float) -> None:
        while not self._answers():
            if process.poll() is not None:
                raise ServerError(f"aw-server ended with {process.returncode}; {self._said()}")
            if time.perf_counter() > deadline:
                raise ServerError(f"aw-server did not answer within {_START_TIMEOUT:g} s; {self._said()}")
            time.sleep(_LOOK_EVERY)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/api/0/info")
            return connection.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            connection.close()

    def _said(self) -> str:
        return f"it said:\n{(self.home / 'output').read_text(errors='replace')[-2000:]}"


@contextmanager
def our_server(home: Path) -> Iterator[OurServer]:
    """A running aw-server that is gone when the block ends, whatever happens in it."""
    server = OurServer(home)
    try:
        server.start()
        yield server
    finally:
        server.stop()


class Peer(Server):
    """A server with the same API that somebody else started; it is found at its port unless `pid` is given."""

    def __init__(self, port: int, pid: int | None = None) -> None:
        super().__init__(port, pid or _listener(port))


def _listener(port: int) -> int | None:
    """The process that listens at a loopback port, where the system tells."""
    try:
        connections = psutil.net_connections("tcp")
    except psutil.AccessDenied:
        return None
    pids = {
        entry.pid
        for entry in connections
        if entry.status == psutil.CONN_LISTEN and entry.laddr and entry.laddr.port == port
    }
    return next((pid for pid in pids if pid is not None), None)
