"""The server is killed -9 while someone works; the manager brings it back and no heartbeat is missing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from commands import LiveServer, command, free_port
from homes import environment
from waiting import wait_until

if TYPE_CHECKING:
    from x11 import Desktop

pytestmark = pytest.mark.desktop

TOLERANCE = 1.5
STAY = 3.0
TIMES_KILLED = 3


@dataclass
class Manager:
    """A running aw-manager in a home of its own."""

    home: Path
    port: int
    variables: dict[str, str]

    def status(self) -> dict[str, Any]:
        """What `aw-manager status --json` says, by module; empty while it says nothing."""
        found = subprocess.run(
            [command("aw-manager"), "status", "--json", "--testing"],
            env=environment(self.home, **self.variables),
            capture_output=True,
            check=False,
        )
        try:
            return {module["name"]: module for module in json.loads(found.stdout)["modules"]}
        except (ValueError, KeyError):
            return {}

    def all_running(self) -> bool:
        """Whether server and watchers run."""
        modules = self.status().values()
        return len(modules) == 3 and all(module["state"] == "running" for module in modules)

    def kill_server(self) -> None:
        """Kill -9 the server, and return when another one answers."""
        server = LiveServer(self.home, port=self.port)
        pid = self.status()["aw-server"]["pid"]
        os.kill(pid, signal.SIGKILL)
        wait_until(
            lambda: self.status()["aw-server"]["pid"] not in (pid, None), "the server is started again"
        )
        wait_until(lambda: answers(server), "the server answers again")


def answers(server: LiveServer) -> bool:
    try:
        return server.request("GET", "/api/0/info")[0] == 200
    except OSError:
        return False


@contextmanager
def manager(home: Path, display: str) -> Iterator[Manager]:
    """The whole tracker on a display; stopped in order at the end, so that every queue is flushed."""
    port, variables = free_port(), {"DISPLAY": display}
    home.mkdir(parents=True, exist_ok=True)
    with (home / "manager.log").open("wb") as log:
        process = subprocess.Popen(
            [command("aw-manager"), "start", "--testing", "--port", str(port)],
            env=environment(home, **variables),
            stdout=log,
            stderr=log,
        )
    try:
        running = Manager(home, port, variables)
        wait_until(running.all_running, "server and watchers run", timeout=60)
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


@dataclass
class Diary:
    """What someone did, as they would tell it: application and title, from when to when."""

    entries: list[tuple[str, str, datetime, datetime]] = field(default_factory=list)

    @contextmanager
    def note(self, app: str, title: str) -> Iterator[None]:
        """The time of this block was spent there."""
        start = datetime.now(UTC)
        yield
        self.entries.append((app, title, start, datetime.now(UTC)))


def stay(since: float) -> None:
    """Look at a window until it is seen for as long as the test wants, whatever happened meanwhile."""
    wait_until(lambda: time.monotonic() - since >= STAY, "some time has gone by")


def work(desktop: Desktop, tracker: Manager, diary: Diary) -> None:
    """Go to and fro between two windows, retitling them; the server dies in between, again and again."""
    windows = {"Writer": desktop.open("Writer", "start"), "Reader": desktop.open("Reader", "start")}
    for number in range(TIMES_KILLED):
        for app, window in windows.items():
            title = f"Kapitel {number} — ünïcödé"
            window.title(title)
            window.activate()
            desktop.press_a_key()
            with diary.note(app, title):
                begin = time.monotonic()
                if app == "Writer":
                    tracker.kill_server()
                stay(begin)


def stored_events(home: Path, port: int, kind: str) -> list[dict[str, Any]]:
    """The events of the one bucket of a type, oldest first, read from a server started on the same files."""
    server = LiveServer(home, port=port)
    server.start()
    try:
        return events_of(server, kind)
    finally:
        server.stop()


def events_of(server: LiveServer, kind: str) -> list[dict[str, Any]]:
    """The events of the one bucket of a type, oldest first."""
    buckets = server.request("GET", "/api/0/buckets/")[1]
    (bucket_id,) = [name for name, bucket in buckets.items() if bucket["type"] == kind]
    return list(reversed(server.request("GET", f"/api/0/buckets/{bucket_id}/events")[1]))


def present_until(server: LiveServer) -> datetime:
    """Up to when someone is known to have been there."""
    present = [event for event in events_of(server, "afkstatus") if event["data"]["status"] == "not-afk"]
    return span(present[-1])[1]


def span(event: dict[str, Any]) -> tuple[datetime, datetime]:
    start = datetime.fromisoformat(event["timestamp"])
    return start, start + timedelta(seconds=event["duration"])


def test_a_killed_server_costs_no_second(home: Path, desktop: Desktop) -> None:
    diary = Diary()
    with manager(home, desktop.display) as tracker:
        work(desktop, tracker, diary)
        # A watcher that has not yet tried the new server again would keep its last minute on its own disk.
        last_key, server = diary.entries[-1][2], LiveServer(home, port=tracker.port)
        wait_until(
            lambda: present_until(server) >= last_key - timedelta(seconds=TOLERANCE),
            "the last key is known to the server",
            timeout=60,
        )
    events = stored_events(home, tracker.port, "currentwindow")
    for app, title, start, end in diary.entries:
        found = [event for event in events if event["data"] == {"app": app, "title": title}]
        assert len(found) == 1, f"{app}, {title}: expected one event, got {found}"
        began, ended = span(found[0])
        assert abs((began - start).total_seconds()) <= TOLERANCE, (found, start, end)
        assert abs((ended - end).total_seconds()) <= TOLERANCE, (found, start, end)
    spans = [span(event) for event in events]
    assert all(first[1] <= second[0] for first, second in pairwise(spans)), "events overlap"
    print(f"{TIMES_KILLED} kills, {len(events)} window events, none missing, none doubled")
    presence = stored_events(home, tracker.port, "afkstatus")
    first = next(event for event in presence if event["data"]["status"] == "not-afk")
    assert span(first)[0] <= diary.entries[0][3]
