"""The AFK watcher as a process, on a real desktop, server and buses: somebody works, watches a film, locks, and sleeps."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import LiveServer, command
from sessions import message_bus
from standins import Logind, Player
from waiting import wait_until
from x11 import fill_the_screen

from aw_client import ActivityWatchClient
from aw_core import Event

if TYPE_CHECKING:
    from conftest import Desktop

pytestmark = pytest.mark.desktop

TIMEOUT, POLL_TIME = 2.0, 0.4
TOLERANCE = 1.5
"""Seconds a recorded duration may be off: starting, stopping, and a busy machine."""


class Evening:
    """What is done, and when each thing began, in seconds of the clock on the wall."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self.began: list[tuple[str, float]] = []

    def begins(self, evidence: str) -> None:
        """From now on this should be the evidence."""
        self.began.append((evidence, time.time()))

    def work(self, seconds: float) -> None:
        """Press keys."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._desktop.press_a_key()
            time.sleep(0.2)


@pytest.fixture
def watcher(
    desktop: Desktop, server: LiveServer, tmp_path: Path
) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts the watcher in an environment, and waits until it watches."""
    with ExitStack() as stack:

        def start(environ: dict[str, str], *options: str) -> subprocess.Popen[bytes]:
            log = tmp_path / "watcher.log"
            arguments = ["--timeout", str(TIMEOUT), "--poll-time", str(POLL_TIME), *options]
            process = subprocess.Popen(
                [command("aw-watcher-afk"), "--port", str(server.port), *arguments],
                env=desktop.environ | environ,
                stderr=stack.enter_context(log.open("wb")),
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            wait_until(
                lambda: "input is noticed" in log.read_text() or process.poll() is not None,
                f"the watcher watches; {log.read_text()}",
            )
            assert process.poll() is None, log.read_text()
            return process

        yield start


def test_an_evening_of_work_film_lock_and_sleep_is_what_the_server_holds(
    desktop: Desktop, server: LiveServer, watcher: Callable[..., subprocess.Popen[bytes]]
) -> None:
    """One test, because half a minute passes before there is anything to look at."""
    evening = Evening(desktop)
    cinema = desktop.open("Cinema", "A film")
    with ExitStack() as stack:
        system, session = message_bus(stack), message_bus(stack)
        logind = stack.enter_context(closing(Logind(system)))
        player = stack.enter_context(closing(Player(session, "cinema")))
        environ = {"DBUS_SYSTEM_BUS_ADDRESS": system, "DBUS_SESSION_BUS_ADDRESS": session}
        process = watcher(environ)
        evening.begins("input")
        evening.work(1.5)
        evening.begins("fullscreen")
        player.play(True)
        fill_the_screen(desktop.display, cinema.id, True)
        time.sleep(TIMEOUT + 2)
        evening.begins("input")
        evening.work(2)
        evening.begins("locked")
        logind.lock(True)
        evening.work(2)
        evening.begins("input")
        logind.lock(False)
        player.play(False)
        evening.work(1)
        evening.begins("asleep")
        logind.sleep(True)
        time.sleep(TIMEOUT)
        evening.begins("idle")
        logind.sleep(False)
        time.sleep(TIMEOUT)
        evening.begins("input")
        evening.work(1)
        evening.begins("idle")
        time.sleep(TIMEOUT + 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0

    data = server.request("GET", "/api/0/buckets/")[1].popitem()[1]["data"]
    assert set(data["missing"]) == {"call"}
    assert "no sound server" in data["missing"]["call"]
    events = stored(server)
    assert all(before.end == after.timestamp for before, after in pairwise(events))
    assert [event.data["evidence"] for event in events] == [evidence for evidence, _ in evening.began]
    for event, (evidence, began) in zip(events[1:], evening.began[1:], strict=True):
        assert event.timestamp.timestamp() == pytest.approx(began, abs=TOLERANCE), evidence
        assert event.data["status"] == ("not-afk" if evidence in {"input", "fullscreen"} else "afk")


def test_with_everything_off_the_same_evening_is_told_by_keys_alone(
    desktop: Desktop, server: LiveServer, watcher: Callable[..., subprocess.Popen[bytes]]
) -> None:
    off = ["--no-lock", "--no-suspend", "--no-call", "--no-fullscreen"]
    evening = Evening(desktop)
    with ExitStack() as stack:
        system = message_bus(stack)
        logind = stack.enter_context(closing(Logind(system)))
        process = watcher({"DBUS_SYSTEM_BUS_ADDRESS": system}, *off)
        logind.lock(True)
        logind.sleep(True)
        evening.work(2)
        time.sleep(TIMEOUT + 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    data = server.request("GET", "/api/0/buckets/")[1].popitem()[1]["data"]
    assert "missing" not in data
    assert [event.data for event in stored(server)][-2:] == [
        {"status": "not-afk", "evidence": "input"},
        {"status": "afk", "evidence": "idle"},
    ]


def stored(server: LiveServer) -> list[Event]:
    """The events of the one bucket, oldest first, from the first input on."""
    client = ActivityWatchClient("test", port=server.port)
    events = client.get_events(f"aw-watcher-afk_{client.client_hostname}")[::-1]
    first = next(number for number, event in enumerate(events) if event.data["status"] == "not-afk")
    return events[first:]
