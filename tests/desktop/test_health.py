"""Watchers that are killed, hang or lose their display: the API and the doctor say which, since when and why."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest
from commands import LiveServer, command, hasty, live_server
from homes import environment
from waiting import wait_until

pytestmark = pytest.mark.desktop

WINDOW, AFK = "aw-watcher-window", "aw-watcher-afk"
HOST = os.uname().nodename


@pytest.fixture
def tracker(home: Path) -> Iterator[LiveServer]:
    """A server that does not wait minutes until it takes a watcher for silent."""
    with live_server(home, program=hasty("aw-server", home)) as server:
        yield server


class Start(Protocol):
    """Starts a window and an AFK watcher on a display; returns them when they watch."""

    def __call__(self, display: str) -> tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]: ...


@pytest.fixture
def start(tracker: LiveServer) -> Iterator[Start]:
    with ExitStack() as stack:

        def start_one(name: str, display: str) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                [*hasty(name, tracker.home), "--testing", "--port", str(tracker.port)],
                env=environment(
                    tracker.home,
                    DISPLAY=display,
                    AW_CLIENT_COMMIT_INTERVAL="0.2",
                    AW_WATCHER_AFK_POLL_TIME="1",
                ),
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            stack.callback(process.send_signal, signal.SIGCONT)
            return process

        def start(display: str) -> tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]:
            both = start_one(WINDOW, display), start_one(AFK, display)
            for name in (WINDOW, AFK):
                wait_until(lambda: state(tracker, name) == "recording", f"{name} records", 60)  # noqa: B023 - awaited at once
            return both

        yield start


def source(server: LiveServer, name: str) -> dict[str, Any]:
    """What the server says of a watcher of this machine; empty while it says nothing."""
    status, health = server.request("GET", "/api/0/health")
    assert status == 200
    said: dict[str, Any] = health["sources"].get(f"{name}_{HOST}", {})
    return said


def state(server: LiveServer, name: str) -> str | None:
    return source(server, name).get("state")


def examined(server: LiveServer, display: str) -> dict[str, dict[str, Any]]:
    """What the doctor finds, by subject."""
    done = subprocess.run(
        [command("aw-manager"), "doctor", "--testing", "--port", str(server.port), "--json"],
        env=environment(server.home, DISPLAY=display),
        capture_output=True,
        check=False,
        timeout=60,
    )
    return {finding["subject"]: finding for finding in json.loads(done.stdout)["findings"]}


def test_a_watcher_that_is_killed_and_one_that_hangs_are_named(
    display: str, tracker: LiveServer, start: Start
) -> None:
    killed, hanging = start(display)
    bucket = f"/api/0/buckets/{AFK}_{HOST}"
    assert tracker.request("PUT", bucket, {"data_changes": {"mine": "kept"}})[0] == 200
    killed.kill()
    killed.wait()
    hanging.send_signal(signal.SIGSTOP)
    for name in (WINDOW, AFK):
        wait_until(lambda: state(tracker, name) == "silent", f"{name} is known to be silent", timeout=60)  # noqa: B023
        assert (source(tracker, name)["backend"], source(tracker, name)["reason"]) == ("x11", None)
    found = examined(tracker, display)
    window, ways = found[WINDOW], found[f"{WINDOW} backends"]
    assert window["text"].startswith("is not running: it was last heard ")
    assert "through x11" in window["text"]
    assert ways["text"].startswith("can sense here through x11; not wlroots, kwin, gnome: this is no Wayland")
    afk = found[AFK]
    assert afk["text"].startswith("runs, but hangs through x11: it last looked ")
    assert f"(pid {hanging.pid})" in afk["advice"]
    hanging.send_signal(signal.SIGCONT)
    wait_until(lambda: state(tracker, AFK) in ("recording", "quiet"), "it is heard again")
    assert tracker.request("GET", bucket)[1]["data"]["mine"] == "kept"


def test_watchers_whose_display_dies_say_so_and_those_that_are_stopped_too(
    dying_display: tuple[str, subprocess.Popen[str]], tracker: LiveServer, start: Start
) -> None:
    name, x_server = dying_display
    window, afk = start(name)
    afk.send_signal(signal.SIGTERM)
    assert afk.wait(20) == 0
    x_server.kill()
    assert window.wait(20) == 1
    assert (state(tracker, AFK), source(tracker, AFK)["reason"]) == ("ended", "stopped")
    said = source(tracker, WINDOW)
    assert said["state"] == "ended"
    assert "the X display is gone" in said["reason"]
    found = examined(tracker, name)
    assert found[WINDOW]["text"].startswith("is not running: it ended ")
    assert "the X display is gone" in found[WINDOW]["text"]
    assert found[f"{WINDOW} backends"]["text"].startswith("cannot sense here in any way; ")
    assert found[AFK]["text"].startswith("is not running: it was stopped ")


def test_a_watcher_that_finds_no_desktop_tells_the_server_what_it_misses(tracker: LiveServer) -> None:
    ended = subprocess.run(
        [command(WINDOW), "--testing", "--port", str(tracker.port)],
        env=environment(tracker.home),
        check=False,
        timeout=60,
    )
    assert ended.returncode == 69
    said = source(tracker, WINDOW)
    assert (said["state"], said["newest"]) == ("ended", None)
    assert "DISPLAY is not set" in said["reason"]
