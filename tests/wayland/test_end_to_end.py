"""The whole way: real windows and input under Wayland, both watchers as processes, and what the server holds."""

from __future__ import annotations

import signal
import subprocess
import time
from collections import defaultdict
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from commands import LiveServer, command
from sessions import Session
from waiting import wait_until

pytestmark = pytest.mark.wayland

TIMEOUT = 3.0
TOLERANCE = 1.5
"""Seconds a recorded duration may be off: starting, stopping, and a busy machine."""


@pytest.fixture
def watchers(desktop: Session, server: LiveServer) -> Any:
    """Both watchers, watching; called, it stops them."""
    options = {"aw-watcher-window": [], "aw-watcher-afk": ["--timeout", str(TIMEOUT), "--poll-time", "0.5"]}
    with ExitStack() as stack:
        processes = []
        for name, extra in options.items():
            process = subprocess.Popen(
                [command(name), "--port", str(server.port), *extra], env=desktop.environ
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            processes.append(process)

        def stop() -> None:
            for process in processes:
                process.send_signal(signal.SIGTERM)
            assert [process.wait(20) for process in processes] == [0, 0]

        wait_until(
            lambda: (
                len(server.request("GET", "/api/0/buckets/")[1]) == len(options)
                or any(process.poll() is not None for process in processes)
            ),
            "both watchers have made their buckets",
        )
        assert [process.poll() for process in processes] == [None, None]
        yield stop


def stored(server: LiveServer, kind: str) -> list[dict[str, Any]]:
    """The events of the one bucket of a type, oldest first."""
    buckets = server.request("GET", "/api/0/buckets/")[1]
    (bucket_id,) = [name for name, bucket in buckets.items() if bucket["type"] == kind]
    events: list[dict[str, Any]] = server.request("GET", f"/api/0/buckets/{bucket_id}/events")[1]
    return events[::-1]


def start(event: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(event["timestamp"])


def end(event: dict[str, Any]) -> datetime:
    return start(event) + timedelta(seconds=event["duration"])


def pause(seconds: float, desktop: Session | None = None) -> float:
    """Let time pass, at work when there is a desktop; how much did."""
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        if desktop is not None:
            desktop.move_the_pointer()
        time.sleep(0.2)
    return time.monotonic() - began


def test_what_was_done_is_what_the_server_holds(desktop: Session, server: LiveServer, watchers: Any) -> None:
    truth: dict[tuple[str, str], float] = defaultdict(float)
    editor, browser = desktop.open("editor", "main.py"), desktop.open("browser", "News")
    truth["browser", "News"] += pause(2, desktop)
    desktop.focus(editor)
    truth["editor", "main.py"] += pause(2, desktop)
    editor.title("naïve — 日本.py")
    truth["editor", "naïve — 日本.py"] += pause(2, desktop)
    left = time.time()
    truth["editor", "naïve — 日本.py"] += pause(TIMEOUT + 3)
    back = time.time()
    truth["editor", "naïve — 日本.py"] += pause(1, desktop)
    editor.close()
    truth["browser", "News"] += pause(2, desktop)
    browser.close()
    truth["unknown", "unknown"] += pause(2, desktop)
    watchers()

    windows = stored(server, "currentwindow")
    found: dict[tuple[str, str], float] = defaultdict(float)
    for event in windows:
        found[event["data"]["app"], event["data"]["title"]] += event["duration"]
    assert found.keys() == truth.keys()
    beginning = found.pop(("unknown", "unknown")), truth.pop(("unknown", "unknown"))
    assert beginning[0] >= beginning[1] - TOLERANCE  # nothing was open at the beginning either
    assert found == pytest.approx(truth, abs=TOLERANCE)
    assert all(end(before) == start(after) for before, after in pairwise(windows))

    presence = stored(server, "afkstatus")
    assert all(end(before) == start(after) for before, after in pairwise(presence))
    assert [event["data"]["status"] for event in presence][-3:] == ["not-afk", "afk", "not-afk"]
    assert start(presence[-2]).timestamp() == pytest.approx(left, abs=TOLERANCE)
    assert end(presence[-2]).timestamp() == pytest.approx(back, abs=TOLERANCE)
