"""The whole way: real windows and input, both watchers, the server, and the report a person reads."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from commands import LiveServer, command
from waiting import wait_until

from aw_client import ActivityWatchClient
from aw_core import Event

if TYPE_CHECKING:
    from conftest import Desktop

pytestmark = pytest.mark.desktop

TOLERANCE = 1.5
"""Seconds a recorded duration may be off: starting, stopping, and a busy machine."""

TIMEOUT = 4.0
EDITOR, OTHER, BROWSER = ("Editor", "main.py"), ("Editor", "naïve — 日本.py"), ("Browser", "News")


@dataclass
class Truth:
    """What really happened: seconds by application and title, and the moments of input."""

    seconds: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    inputs: list[float] = field(default_factory=list)

    @property
    def absences(self) -> list[tuple[float, float]]:
        """From when to when nobody was there."""
        return [(start, end) for start, end in pairwise(self.inputs) if end - start >= TIMEOUT]

    @property
    def active(self) -> float:
        """Seconds in all that somebody was there."""
        return self.inputs[-1] - self.inputs[0] - sum(end - start for start, end in self.absences)


class Person:
    """Works at the desktop and keeps the truth about it."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self.truth = Truth()

    def work(self, at: tuple[str, str], seconds: float) -> None:
        """Press keys in the window that has the focus."""
        start = time.time()
        while time.time() < start + seconds:
            self._desktop.press_a_key()
            self.truth.inputs.append(time.time())
            time.sleep(0.25)
        self.truth.seconds[at] += time.time() - start

    def leave(self, at: tuple[str, str], seconds: float) -> None:
        """Touch nothing."""
        start = time.time()
        time.sleep(seconds)
        self.truth.seconds[at] += time.time() - start


@pytest.fixture
def recorded(desktop: Desktop, server: LiveServer) -> Truth:
    """The truth of half a minute at the desktop that both watchers saw and reported."""
    client = ActivityWatchClient("e2e", port=server.port)
    watchers = {"aw-watcher-window": [], "aw-watcher-afk": ["--timeout", str(TIMEOUT), "--poll-time", "0.5"]}
    person = Person(desktop)
    editor, browser = desktop.open(*EDITOR), desktop.open(*BROWSER)
    editor.activate()
    with ExitStack() as stack:
        processes = []
        for name, options in watchers.items():
            process = subprocess.Popen(
                [command(name), "--port", str(server.port), *options], env=desktop.environ
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            processes.append(process)
        wait_until(
            lambda: (
                len(client.get_buckets()) == len(watchers) or any(process.poll() for process in processes)
            ),
            "both watchers have made their buckets",
        )
        assert [process.poll() for process in processes] == [None, None]
        person.work(EDITOR, 3)
        editor.title(OTHER[1])
        person.work(OTHER, 4)
        browser.activate()
        person.work(BROWSER, 3)
        person.leave(BROWSER, TIMEOUT + 4)
        person.work(BROWSER, 2)
        editor.activate()
        person.work(OTHER, 3)
        for process in processes:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
    return person.truth


def seconds_by(events: list[Event], *keys: str) -> dict[tuple[str, ...], float]:
    found: dict[tuple[str, ...], float] = defaultdict(float)
    for event in events:
        found[tuple(event.data[key] for key in keys)] += event.duration.total_seconds()
    return found


def assert_about(found: dict[Any, float], expected: dict[Any, float]) -> None:
    assert found.keys() == expected.keys()
    assert found == pytest.approx(expected, abs=TOLERANCE)


def test_what_was_done_is_what_the_server_holds_and_the_report_says(
    recorded: Truth, server: LiveServer
) -> None:
    """One test, because half a minute passes before there is anything to look at."""
    client = ActivityWatchClient("e2e", port=server.port)
    host = client.client_hostname
    buckets = client.get_buckets()
    assert {bucket_id: bucket["type"] for bucket_id, bucket in buckets.items()} == {
        f"aw-watcher-window_{host}": "currentwindow",
        f"aw-watcher-afk_{host}": "afkstatus",
    }

    windows = client.get_events(f"aw-watcher-window_{host}")[::-1]
    assert_about(seconds_by(windows, "app", "title"), recorded.seconds)
    assert all(before.end == after.timestamp for before, after in pairwise(windows))

    presence = client.get_events(f"aw-watcher-afk_{host}")[::-1]
    assert all(before.end == after.timestamp for before, after in pairwise(presence))
    assert [event.data["status"] for event in presence][-3:] == ["not-afk", "afk", "not-afk"]
    away = presence[-2]
    ((left, back),) = recorded.absences
    assert away.timestamp.timestamp() == pytest.approx(left, abs=TOLERANCE)
    assert away.end.timestamp() == pytest.approx(back, abs=TOLERANCE)

    report = json.loads(run_report(server, "--json"))
    assert report["duration"] == pytest.approx(recorded.active, abs=2 * TOLERANCE)
    printed = run_report(server)
    assert all(word in printed for word in (*EDITOR, *OTHER, *BROWSER))


def run_report(server: LiveServer, *options: str) -> str:
    """What `aw-client report` prints."""
    done = subprocess.run(
        [command("aw-client"), "--port", str(server.port), "report", "--start", "yesterday", *options],
        env=os.environ | {"COLUMNS": "200"},
        check=True,
        timeout=30,
        capture_output=True,
        text=True,
    )
    return done.stdout
