"""Moving in from an older server: whatever happens meanwhile, in the end each event is there, and there once."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from commands import LiveServer, command
from homes import environment
from older import DEVICE, SETTINGS, data_folder, older_history, served_history, write_older
from waiting import wait_until

EVENTS = 6_000
MANY = 25_000
"""So many that they are stored in several transactions."""
WINDOW = "aw-watcher-window_desk"
TIMEOUT = 60

pytest.importorskip("resource", reason="limits on the size of files are POSIX's")


@pytest.fixture(name="server")
def _server(home: Path) -> Iterator[LiveServer]:
    """A server in everyday mode, not started yet."""
    server = LiveServer(home, arguments=())
    yield server
    if server.process is not None and server.process.poll() is None:
        server.stop()


def report(home: Path) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads((data_folder(home) / "moving-in.json").read_text())
    except FileNotFoundError:
        return {}
    return read


def wait_until_moved(home: Path, state: str = "done") -> None:
    wait_until(lambda: report(home).get("state") == state, f"moving in is {state}", timeout=TIMEOUT)


def count(server: LiveServer) -> int:
    status, found = server.request("GET", f"/api/0/buckets/{WINDOW}/events/count")
    return int(found) if status == 200 else 0


def folder_state(folder: Path, older: Path) -> list[tuple[str, str]]:
    """The older server's files in a folder, and what is in them."""
    return [
        (path.name, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.glob(f"{older.name}*"))
    ]


def test_everything_of_an_older_server_is_served_after_the_first_start(
    home: Path, server: LiveServer
) -> None:
    older = write_older(home, EVENTS)
    before = folder_state(older.parent, older)
    server.start()
    wait_until_moved(home)
    assert served_history(server) == older_history(older)
    assert server.request("GET", "/api/0/settings")[1] == SETTINGS
    assert server.request("GET", "/api/0/info")[1]["device_id"] == DEVICE
    bucket = server.request("GET", f"/api/0/buckets/{WINDOW}")[1]
    assert (bucket["type"], bucket["client"], bucket["hostname"]) == (
        "currentwindow",
        "aw-watcher-window",
        "desk",
    )
    assert bucket["created"] == "2023-05-01T06:00:00.123456+00:00"
    assert folder_state(older.parent, older) == before
    [part] = report(home)["databases"]
    assert all(taken["complete"] for taken in part["buckets"].values())
    assert part["problems"] == []


def test_watchers_are_served_while_older_events_come_in(home: Path, server: LiveServer) -> None:
    older = write_older(home, 10 * EVENTS)
    server.start()
    server.request("POST", "/api/0/buckets/live", {"client": "c", "type": "t", "hostname": "h"})
    heartbeat = {"timestamp": "2026-01-01T00:00:00Z", "duration": 1, "data": {}}
    assert server.request("POST", "/api/0/buckets/live/heartbeat?pulsetime=1", heartbeat)[0] == 200
    assert report(home).get("state") != "done", "the history is too short for this test"
    wait_until_moved(home)
    served = served_history(server)
    assert sum(served.pop("live").values()) == 1
    assert served == older_history(older)


def kill_until_moved(home: Path, server: LiveServer, reached: list[Callable[[], object]]) -> None:
    """Start the server and kill it at each of these moments, and then let it finish."""
    for moment in reached:
        server.start()
        wait_until(moment, "the moment to kill the server", timeout=TIMEOUT)
        server.kill()
    server.start()
    wait_until_moved(home)


def test_killed_at_any_moment_it_goes_on_and_no_event_comes_twice(home: Path, server: LiveServer) -> None:
    older = write_older(home, MANY)
    kill_until_moved(
        home,
        server,
        [
            lambda: True,
            lambda: report(home).get("state"),
            lambda: count(server) > 0,
            lambda: count(server) > MANY // 2,
            lambda: len(report(home)["databases"][0]["buckets"]) > 1,
        ],
    )
    assert served_history(server) == older_history(older)
    assert not list(data_folder(home).glob("copies-*"))


def has_events(home: Path, server: LiveServer, least: int) -> bool:
    return count(server) >= least or report(home).get("state") == "done"


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_killed_at_random_moments_it_goes_on(home: Path, server: LiveServer, seed: int) -> None:
    rng, events = random.Random(seed), 10 * EVENTS
    older = write_older(home, events)
    thresholds = sorted(rng.randrange(events) for _ in range(5))
    kill_until_moved(home, server, [partial(has_events, home, server, least) for least in thresholds])
    assert served_history(server) == older_history(older)


_RESTRICT = """
import os, resource, sys
size = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Becomes another program that cannot make any file longer than so many bytes."""


def start(home: Path, *arguments: str, limit: int | None = None) -> subprocess.Popen[str]:
    """An `aw-server` command, perhaps on what looks like a full disk to it."""
    words = [command("aw-server"), *arguments]
    if limit is not None:
        words = [sys.executable, "-c", _RESTRICT, str(limit), *words]
    return subprocess.Popen(
        words, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def run_import(home: Path, path: Path, limit: int | None = None) -> tuple[int, str]:
    process = start(home, "import", str(path), limit=limit)
    out, errors = process.communicate(timeout=TIMEOUT)
    return process.returncode, out + errors


def elsewhere(home: Path, events: int, **options: Any) -> Path:
    """An older database where no server looks for it."""
    older = write_older(home, events, **options)
    return older.rename(home / "found.db")


@pytest.mark.parametrize("size", [1, 1_000_000])
def test_an_import_that_was_killed_is_completed_by_repeating_it(
    home: Path, server: LiveServer, size: int
) -> None:
    older = elsewhere(home, MANY)
    process = start(home, "import", str(older))
    log = data_folder(home) / "events.db-wal"
    wait_until(
        lambda: process.poll() is not None or (log.exists() and log.stat().st_size >= size),
        "the import is under way",
        timeout=TIMEOUT,
    )
    process.kill()
    process.communicate()
    assert run_import(home, older)[0] == 0
    server.start()
    assert served_history(server) == older_history(older)


FILLS = 12_000
"""Events whose database is smaller than what is logged while they are stored."""


def test_an_import_on_a_full_disk_ends_with_one_line_and_is_completed_by_repeating_it(
    home: Path, server: LiveServer
) -> None:
    older = elsewhere(home, FILLS, titles=10**9)
    code, said = run_import(home, older, limit=older.stat().st_size + 65536)
    assert code == 1
    assert "Traceback" not in said
    assert "events.db" in said
    assert run_import(home, older)[0] == 0
    server.start()
    assert served_history(server) == older_history(older)


def test_a_first_start_on_a_full_disk_serves_and_the_next_one_completes_it(
    home: Path, server: LiveServer
) -> None:
    older = write_older(home, FILLS, titles=10**9)
    process = start(home, "--port", str(server.port), limit=older.stat().st_size + 65536)
    try:
        wait_until_moved(home, "failed")
        assert server.request("GET", "/api/0/info")[0] == 200
    finally:
        process.terminate()
        errors = process.communicate(timeout=TIMEOUT)[1]
    assert "the next start tries again" in errors
    assert "Traceback" not in errors
    server.start()
    wait_until_moved(home)
    assert served_history(server) == older_history(older)
