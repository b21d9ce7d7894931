"""The whole way: real windows and input under Wayland, both watchers as processes, and what the server holds.

Nothing is done by the clock: each change is made when the server holds the one before, and has to be recorded between
the moment before it was made and the moment in which the server held it.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

import pytest
from commands import LiveServer, command
from sessions import Session
from waiting import wait_until

pytestmark = pytest.mark.wayland

TIMEOUT = 2.0
ROUNDING = 0.05
"""Seconds: compositors count input in milliseconds of a clock of their own."""

UNKNOWN = ("unknown", "unknown")
AT_ONCE = {"AW_CLIENT_COMMIT_INTERVAL": "0"}
"""Each heartbeat is sent with the next one."""


@pytest.fixture
def stop(desktop: Session, server: LiveServer) -> Iterator[Callable[[], None]]:
    """Both watchers watch; called, it stops them."""
    options = {"aw-watcher-window": [], "aw-watcher-afk": ["--timeout", str(TIMEOUT)]}
    with ExitStack() as stack:
        processes = []
        for name, extra in options.items():
            process = subprocess.Popen(
                [command(name), "--port", str(server.port), "--poll-time", "0.5", *extra],
                env=desktop.environ | AT_ONCE,
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
    return sorted(events, key=lambda event: (start(event), end(event)))


def start(event: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(event["timestamp"])


def end(event: dict[str, Any]) -> datetime:
    return start(event) + timedelta(seconds=event["duration"])


def window(event: dict[str, Any]) -> tuple[str, str]:
    return event["data"]["app"], event["data"]["title"]


def begins(event: dict[str, Any], status: str, since: float) -> bool:
    return event["data"]["status"] == status and start(event).timestamp() >= since - ROUNDING


class Story:
    """What was done, and between which two moments each change of the focus was."""

    def __init__(self, server: LiveServer) -> None:
        self._server = server
        self.windows: list[tuple[str, str]] = []
        self.moments: list[tuple[float, float]] = []

    def change(self, act: Callable[[], object], app: str, title: str) -> Any:
        """Do something by which this gets the focus; what it returned, when the server knows of it."""
        before = time.time()
        result = act()
        wait_until(lambda: self._holds((app, title), before), f"the server knows of {title!r}")
        self.windows.append((app, title))
        self.moments.append((before, time.time()))
        return result

    def absence(self, move: Callable[[], None]) -> tuple[float, float, float, float]:
        """Move the pointer and then nothing, until the server knows, then once more.

        Returns:
            The moments between which it has to begin, and those between which it has to end."""
        left, began = self._input(move, "afk")
        back, ended = self._input(move, "not-afk")
        return left, began - TIMEOUT, back, ended

    def _input(self, move: Callable[[], None], status: str) -> tuple[float, float]:
        """The moments before the pointer was moved and after the server had the status that began by it."""
        moved = time.time()
        move()

        def told() -> bool:
            return any(begins(event, status, moved) for event in stored(self._server, "afkstatus"))

        wait_until(
            told, lambda: f"the server has {status} since {moved}; it has {stored(self._server, 'afkstatus')}"
        )
        return moved, time.time()

    def _holds(self, focus: tuple[str, str], since: float) -> bool:
        events = stored(self._server, "currentwindow")
        return bool(events) and window(events[-1]) == focus and end(events[-1]).timestamp() >= since


def test_what_was_done_is_what_the_server_holds(
    desktop: Session, server: LiveServer, stop: Callable[[], None]
) -> None:
    story = Story(server)
    story.change(lambda: None, *UNKNOWN)
    editor = story.change(lambda: desktop.open("editor", "main.py"), "editor", "main.py")
    browser = story.change(lambda: desktop.open("browser", "News"), "browser", "News")
    story.change(lambda: desktop.focus(editor), "editor", "main.py")
    story.change(lambda: editor.title("naïve — 日本.py"), "editor", "naïve — 日本.py")
    left, left_by, back, back_by = story.absence(desktop.move_the_pointer)
    story.change(editor.close, "browser", "News")
    story.change(browser.close, *UNKNOWN)
    stop()

    windows = stored(server, "currentwindow")
    assert all(end(before) == start(after) for before, after in pairwise(windows))
    first, *others = [next(events) for _, events in groupby(windows, window)]
    # A busy machine may be without a focus for long enough between two windows.
    others = [event for event in others[:-1] if window(event) != UNKNOWN] + others[-1:]
    assert [window(event) for event in (first, *others)] == story.windows
    for event, (earliest, latest) in zip(others, story.moments[1:], strict=True):
        assert earliest - ROUNDING <= start(event).timestamp() <= latest

    presence = stored(server, "afkstatus")
    assert all(end(before) == start(after) for before, after in pairwise(presence))
    away = next(event for event in presence if begins(event, "afk", left))
    assert start(away).timestamp() <= left_by
    assert back - ROUNDING <= end(away).timestamp() <= back_by
