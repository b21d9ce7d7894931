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
    from x11 import Desktop

pytestmark = pytest.mark.desktop

TIMEOUT, POLL_TIME = 2.0, 0.3


class Evening:
    """What is done, and when each thing began, in seconds of the clock on the wall."""

    def __init__(self, desktop: Desktop, server: LiveServer) -> None:
        self._desktop = desktop
        self._server = server
        self._last_key = 0.0
        self.began: list[tuple[str, float]] = []

    def begins(self, evidence: str) -> None:
        """From now on this should be the evidence."""
        self.began.append((evidence, time.time()))

    def is_held(self, evidence: str) -> None:
        """Wait until the server holds it as what is so now."""
        wait_until(
            lambda: self._is_held(evidence), lambda: f"{evidence} is held: {events(self._server)[-2:]}"
        )

    def work(self) -> None:
        """Press keys until the server holds that somebody does."""

        def is_held() -> bool:
            self._desktop.press_a_key()
            self._last_key = time.monotonic()
            return self._is_held("input")

        wait_until(is_held, "somebody works")

    def rest(self) -> None:
        """Wait until the last key is too long ago to be taken for one that was just pressed."""
        wait_until(lambda: time.monotonic() - self._last_key > TIMEOUT, "somebody rested")

    def _is_held(self, evidence: str) -> bool:
        told = events(self._server)
        return bool(told) and told[-1].data["evidence"] == evidence


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
                env=desktop.environ | {"AW_CLIENT_COMMIT_INTERVAL": "0"} | environ,
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
    """One test, because seconds pass before there is anything to look at."""
    evening = Evening(desktop, server)
    cinema = desktop.open("Cinema", "A film")
    with ExitStack() as stack:
        system, session = message_bus(stack), message_bus(stack)
        logind = stack.enter_context(closing(Logind(system)))
        player = stack.enter_context(closing(Player(session, "cinema")))
        environ = {"DBUS_SYSTEM_BUS_ADDRESS": system, "DBUS_SESSION_BUS_ADDRESS": session}
        process = watcher(environ)
        evening.begins("input")
        evening.work()
        evening.begins("fullscreen")
        player.play(True)
        fill_the_screen(desktop.display, cinema.id, True)
        evening.is_held("fullscreen")
        evening.begins("input")
        evening.work()
        evening.begins("locked")
        logind.lock(True)
        evening.is_held("locked")
        for _ in range(3):
            desktop.press_a_key()
        evening.begins("input")
        logind.lock(False)
        player.play(False)
        evening.work()
        evening.begins("asleep")
        logind.sleep(True)
        evening.is_held("asleep")
        evening.rest()
        evening.begins("idle")
        logind.sleep(False)
        evening.is_held("idle")
        evening.begins("input")
        evening.work()
        evening.begins("idle")
        evening.is_held("idle")
        stop(process)

    data = server.request("GET", "/api/0/buckets/")[1].popitem()[1]["data"]
    assert set(data["missing"]) == {"call"}
    assert "no sound server" in data["missing"]["call"]
    told = since_the_first_input(server)
    assert all(before.end == after.timestamp for before, after in pairwise(told))
    assert [event.data["evidence"] for event in told] == [evidence for evidence, _ in evening.began]
    # What is back-dated begins after what was before it had begun, and nothing begins after what comes next.
    times = [began for _, began in evening.began] + [time.time()]
    for number, event in enumerate(told[1:], 1):
        assert times[number - 1] <= event.timestamp.timestamp() <= times[number + 1], event
        there = event.data["evidence"] in {"input", "fullscreen"}
        assert event.data["status"] == ("not-afk" if there else "afk")


def test_with_everything_off_the_same_evening_is_told_by_keys_alone(
    desktop: Desktop, server: LiveServer, watcher: Callable[..., subprocess.Popen[bytes]]
) -> None:
    off = ["--no-lock", "--no-suspend", "--no-call", "--no-fullscreen"]
    evening = Evening(desktop, server)
    with ExitStack() as stack:
        system = message_bus(stack)
        logind = stack.enter_context(closing(Logind(system)))
        process = watcher({"DBUS_SYSTEM_BUS_ADDRESS": system}, *off)
        logind.lock(True)
        logind.sleep(True)
        evening.work()
        evening.is_held("idle")
        stop(process)
    data = server.request("GET", "/api/0/buckets/")[1].popitem()[1]["data"]
    assert "missing" not in data
    assert [event.data for event in since_the_first_input(server)][-2:] == [
        {"status": "not-afk", "evidence": "input"},
        {"status": "afk", "evidence": "idle"},
    ]


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def events(server: LiveServer) -> list[Event]:
    """The events of the one bucket, oldest first; none while it is not there."""
    client = ActivityWatchClient("test", port=server.port)
    bucket_id = f"aw-watcher-afk_{client.client_hostname}"
    told = client.get_events(bucket_id) if bucket_id in client.get_buckets() else []
    return sorted(
        told, key=lambda event: (event.timestamp, event.id)
    )  # a key alone is an event without length


def since_the_first_input(server: LiveServer) -> list[Event]:
    """The events, from the first input on."""
    told = events(server)
    first = next(number for number, event in enumerate(told) if event.data["status"] == "not-afk")
    return told[first:]
