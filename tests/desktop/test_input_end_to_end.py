"""Real input, the input watcher and the server: what is held at the end is what was done, exactly."""

from __future__ import annotations

import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from commands import LiveServer, command
from waiting import wait_until

from aw_client import ActivityWatchClient
from aw_core import Event

if TYPE_CHECKING:
    from x11 import Desktop

pytestmark = pytest.mark.desktop

FIELDS = {"presses", "clicks", "deltaX", "deltaY", "scrollX", "scrollY"}


class Person:
    """Does things at the desktop, and keeps count."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self.done: Counter[str] = Counter()

    def work(self) -> None:
        """Type, click, go there and back, and scroll; twice, so that two intervals may be alike."""
        for _ in range(2):
            self._desktop.xdotool("key", "a", "b", "c", "click", "1", "click", "3", "click", "5")
            self._desktop.xdotool("mousemove", "90", "130", "mousemove", "100", "100")
            self.done.update(presses=3, clicks=2, deltaX=20, deltaY=60, scrollY=1)


@pytest.fixture
def watcher(desktop: Desktop, server: LiveServer) -> Iterator[subprocess.Popen[bytes]]:
    """The running watcher, with its bucket."""
    desktop.xdotool("mousemove", "100", "100")
    arguments = [command("aw-watcher-input"), "--port", str(server.port), "--poll-time", "0.3"]
    environ = desktop.environ | {"AW_CLIENT_COMMIT_INTERVAL": "0.5"}
    with subprocess.Popen(arguments, env=environ) as process:
        try:
            wait_until(lambda: events_of(server) or process.poll() is not None, "the watcher reports")
            assert process.poll() is None
            yield process
        finally:
            process.kill()


def bucket_id(client: ActivityWatchClient) -> str:
    return f"aw-watcher-input_{client.client_hostname}"


def events_of(server: LiveServer) -> list[Event]:
    """The watcher's events, oldest first."""
    client = ActivityWatchClient("e2e", port=server.port)
    if bucket_id(client) not in client.get_buckets():
        return []
    return client.get_events(bucket_id(client))[::-1]


def counts(server: LiveServer) -> Counter[str]:
    """What the server holds, added up."""
    total: Counter[str] = Counter()
    for event in events_of(server):
        total.update(event.data)
    return +total


def test_the_server_holds_exactly_what_was_done_whatever_becomes_of_server_and_watcher(
    desktop: Desktop, server: LiveServer, watcher: subprocess.Popen[bytes]
) -> None:
    """One test, because starting it all takes seconds."""
    person = Person(desktop)
    person.work()
    wait_until(lambda: counts(server) == person.done, f"{person.done} is held")

    server.kill()
    person.work()
    server.start()
    wait_until(lambda: counts(server) == person.done, f"{person.done} is held after the server was away")

    person.work()
    watcher.send_signal(signal.SIGTERM)
    assert watcher.wait(20) == 0
    assert counts(server) == person.done

    events = events_of(server)
    assert all(event.data.keys() == FIELDS for event in events)
    assert all(type(count) is int for event in events for count in event.data.values())
    assert all(earlier.end == later.timestamp for earlier, later in pairwise(events))
    client = ActivityWatchClient("e2e", port=server.port)
    assert client.get_buckets()[bucket_id(client)]["type"] == "os.hid.input"
