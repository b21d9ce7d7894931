"""What was done at a desktop, and whether the server holds it.

Nothing is done by the clock: each change is made when the server holds the one before, and has to be recorded between
the moment before it was made and the moment in which the server held it. That is so on the busiest machine.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from commands import LiveServer, command
from waiting import wait_until

TIMEOUT = 2.0
"""Seconds without input after which nobody is there."""

ROUNDING = 0.05
"""Seconds: desktops count input in milliseconds of a clock of their own."""

UNKNOWN = ("unknown", "unknown")
_AT_ONCE = {"AW_CLIENT_COMMIT_INTERVAL": "0"}
"""Each heartbeat is sent with the next one."""


@contextmanager
def watching(environ: Mapping[str, str], server: LiveServer) -> Iterator[Callable[[], None]]:
    """Both watchers watch; called, it stops them."""
    options = {"aw-watcher-window": [], "aw-watcher-afk": ["--timeout", str(TIMEOUT)]}
    with ExitStack() as stack:
        processes = []
        for name, extra in options.items():
            process = subprocess.Popen(
                [command(name), "--port", str(server.port), "--poll-time", "0.5", *extra],
                env={**environ, **_AT_ONCE},
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
    """What was done, and between which two moments each change was."""

    def __init__(self, server: LiveServer) -> None:
        self._server = server
        self._windows: list[tuple[str, str]] = []
        self._moments: list[tuple[float, float]] = []
        self._left = self._back = (0.0, 0.0)

    def change(self, act: Callable[[], object], app: str, title: str) -> Any:
        """Do something by which this gets the focus; what it returned, when the server knows of it."""
        before = time.time()
        result = act()
        wait_until(lambda: self._holds((app, title), before), f"the server knows of {title!r}")
        self._windows.append((app, title))
        self._moments.append((before, time.time()))
        return result

    def absence(self, touch: Callable[[], None]) -> None:
        """Input, then nothing until the server knows, then input once more until it knows of that."""
        left, told = self._input(touch, "afk")
        self._left = left, told - TIMEOUT
        self._back = self._input(touch, "not-afk")

    def is_what_the_server_holds(self) -> None:
        """The events touch, are those of what was done in its order, and began in its moments."""
        windows = stored(self._server, "currentwindow")
        assert all(end(before) == start(after) for before, after in pairwise(windows))
        first, *others = [next(events) for _, events in groupby(windows, window)]
        # A busy machine may be without a focus for long enough between two windows.
        others = [event for event in others[:-1] if window(event) != UNKNOWN] + others[-1:]
        assert [window(event) for event in (first, *others)] == self._windows
        for event, (earliest, latest) in zip(others, self._moments[1:], strict=True):
            assert earliest - ROUNDING <= start(event).timestamp() <= latest

        presence = stored(self._server, "afkstatus")
        assert all(end(before) == start(after) for before, after in pairwise(presence))
        away = next(event for event in presence if begins(event, "afk", self._left[0]))
        assert start(away).timestamp() <= self._left[1]
        assert self._back[0] - ROUNDING <= end(away).timestamp() <= self._back[1]

    def _input(self, touch: Callable[[], None], status: str) -> tuple[float, float]:
        """The moments before the input and after the server had the status that began by it."""
        touched = time.time()
        touch()
        wait_until(
            lambda: any(begins(event, status, touched) for event in stored(self._server, "afkstatus")),
            lambda: f"the server has {status} since {touched}; it has {stored(self._server, 'afkstatus')}",
        )
        return touched, time.time()

    def _holds(self, focus: tuple[str, str], since: float) -> bool:
        events = stored(self._server, "currentwindow")
        return bool(events) and window(events[-1]) == focus and end(events[-1]).timestamp() >= since
