"""What a watcher has the server know of itself."""

from __future__ import annotations

import logging
import os
import socket
import threading
from datetime import UTC, datetime, timedelta
from importlib import metadata
from typing import Any

import pytest
from fake_aw_server import HTML, Answer, FakeServer, Request, free_port, wait_until
from hypothesis import given
from hypothesis import strategies as st

from aw_client import ActivityWatchClient
from aw_client.errors import WatcherUnavailableError
from aw_client.notes import Notes
from aw_client.transport import Transport
from aw_client.watcher import Watcher, WatcherOptions, telling
from aw_client.watcher.version import installed_version
from aw_core.address import ServerAddress
from aw_core.errors import AWError

BUCKET = f"aw-watcher-test_{socket.gethostname()}"


class LostError(AWError):
    """What a watcher watches is gone."""


def watcher_for(server: FakeServer, **options: Any) -> Watcher:
    chosen = WatcherOptions(host="127.0.0.1", port=server.port, **options)
    return Watcher("aw-watcher-test", "currentwindow", options=chosen)


def data(server: FakeServer) -> dict[str, Any]:
    """What is kept with the watcher's bucket."""
    kept: dict[str, Any] = server.buckets.get(BUCKET, {}).get("data", {})
    return kept


def refuse(_: object) -> Any:
    raise WatcherUnavailableError("no socket")


class Clock:
    """The time of day as a test has it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now_is = datetime(2026, 1, 1, 12, tzinfo=UTC)
        monkeypatch.setattr(telling, "datetime", self)

    def now(self, _zone: object) -> datetime:
        return self.now_is


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_the_server_knows_how_a_watcher_senses_and_why_not_otherwise(
    server: FakeServer, clock: Clock
) -> None:
    watcher = watcher_for(server)
    backend = watcher.first_backend({"wayland": refuse, "x11": lambda display: f"sees {display}"}, ":0")
    assert backend == "sees :0"
    with watcher:
        wait_until(lambda: data(server))
        assert data(server) == {
            "backend": "x11",
            "refused": {"wayland": "no socket"},
            "pid": os.getpid(),
            "sensed": clock.now_is.isoformat(),
        }


def test_what_a_watcher_cannot_notice_is_told_at_once_and_forgotten_when_it_can(
    server: FakeServer,
    clock: Clock,  # noqa: ARG001 - so that nothing is told because time passed
) -> None:
    with watcher_for(server) as watcher:
        watcher.misses({"call": "no sound server"})
        wait_until(lambda: data(server).get("missing") == {"call": "no sound server"})
        watcher.misses({})
        wait_until(lambda: "missing" not in data(server))


def test_the_version_is_that_of_the_package() -> None:
    assert installed_version("aw-client") == metadata.version("aw-client")
    assert installed_version("aw") == ""


def test_a_watcher_that_only_waits_is_alive(server: FakeServer, clock: Clock) -> None:
    with watcher_for(server) as watcher:
        for _ in range(3):
            clock.now_is += timedelta(seconds=60)
            watcher.wait(0)
            wait_until(lambda: data(server).get("sensed") == clock.now_is.isoformat())
    assert server.seen(BUCKET) == []


def test_a_watcher_that_reports_without_waiting_is_alive(server: FakeServer, clock: Clock) -> None:
    with watcher_for(server) as watcher:
        clock.now_is += timedelta(hours=1)
        watcher.heartbeat({"app": "x"}, pulsetime=5)
        wait_until(lambda: data(server).get("sensed") == clock.now_is.isoformat())


def test_what_goes_on_is_told_once_a_minute(server: FakeServer, clock: Clock) -> None:
    with watcher_for(server) as watcher:
        wait_until(lambda: data(server))
        for _ in range(59):
            clock.now_is += timedelta(seconds=1)
            watcher.wait(0)
            watcher.heartbeat({"app": "x"}, pulsetime=5)
        assert watcher.client.request_queue.is_alive()
        puts = [request for request in server.requests if request.method == "PUT"]
        assert len(puts) == 1


def test_a_clock_that_is_set_back_silences_no_watcher(server: FakeServer, clock: Clock) -> None:
    with watcher_for(server) as watcher:
        clock.now_is -= timedelta(days=1)
        watcher.wait(0)
        wait_until(lambda: data(server).get("sensed") == clock.now_is.isoformat())


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (None, "stopped"),
        (KeyboardInterrupt(), "stopped"),
        (LostError("the display is gone"), "the display is gone"),
        (ValueError("Letter to my bank"), "it crashed (ValueError); its log says more"),
    ],
)
def test_a_watcher_that_ends_says_why(
    server: FakeServer, clock: Clock, error: BaseException | None, why: str
) -> None:
    def watch() -> None:
        with watcher_for(server):
            if error is not None:
                raise error

    if error is None:
        watch()
    else:
        with pytest.raises(type(error)):
            watch()
    assert (data(server)["ended"], data(server)["why"]) == (clock.now_is.isoformat(), why)


def test_a_watcher_without_its_manager_says_so(server: FakeServer) -> None:
    gone = 2**22 + 1  # above every number a system gives
    with watcher_for(server, managed_by_pid=gone) as watcher:
        assert not watcher.wait(None)
    assert data(server)["why"] == "the manager that started it is gone"


def test_nothing_of_an_earlier_end_is_left_when_it_starts_again(server: FakeServer) -> None:
    with watcher_for(server) as watcher:
        watcher.senses_through("x11", {"wayland": "no socket"})
    with watcher_for(server) as watcher:
        wait_until(lambda: "ended" not in data(server))
        assert set(data(server)) == {"sensed", "pid"}


def test_a_watcher_that_cannot_work_here_says_why_in_a_bucket_of_its_own(server: FakeServer) -> None:
    with pytest.raises(WatcherUnavailableError, match=r"^a, b: no socket$"):
        watcher_for(server).first_backend({"a": refuse, "b": refuse}, None)
    assert server.buckets[BUCKET]["type"] == "currentwindow"
    assert data(server)["why"] == "cannot watch here: a, b: no socket"
    assert "sensed" not in data(server)


def test_one_that_cannot_work_here_does_not_speak_for_another_that_does(server: FakeServer) -> None:
    with watcher_for(server):
        wait_until(lambda: data(server))
        server.sources = {BUCKET: {"state": "quiet"}}
        with pytest.raises(WatcherUnavailableError):
            watcher_for(server).first_backend({"a": refuse}, None)
        assert "ended" not in data(server)


@pytest.mark.parametrize("answer", [Answer(404, {}), Answer(200, []), Answer(200, {"sources": None}), HTML])
def test_a_server_that_does_not_tell_of_sources_is_not_told(server: FakeServer, answer: Answer) -> None:
    server.behaviour = lambda request: answer if request.path == "health" else None
    with pytest.raises(WatcherUnavailableError):
        watcher_for(server).first_backend({"a": refuse}, None)
    assert BUCKET not in server.buckets


def test_without_a_server_that_is_as_quiet_as_before(caplog: pytest.LogCaptureFixture) -> None:
    watcher = watcher_for(FakeServer(free_port()))
    with caplog.at_level(logging.INFO), pytest.raises(WatcherUnavailableError):
        watcher.first_backend({"a": refuse}, None)
    assert not caplog.records


def test_keys_of_others_are_left_alone(server: FakeServer) -> None:
    with ActivityWatchClient("aw-watcher-test", host="127.0.0.1", port=server.port) as client:
        client.create_bucket(BUCKET, "currentwindow")
        client.change_bucket_data(BUCKET, {"mine": 1, "why": "x"})
    with watcher_for(server):
        pass
    assert data(server)["mine"] == 1


def test_nothing_is_kept_for_a_server_that_is_away(server: FakeServer, clock: Clock) -> None:
    server.stop()
    with watcher_for(server) as watcher:
        size = watcher.client.request_queue.path.stat().st_size
        for _ in range(200):
            clock.now_is += timedelta(seconds=60)
            watcher.wait(0)
        assert watcher.client.request_queue.path.stat().st_size == size
        assert watcher.client.request_queue.waiting() == 0
        server.start()
        wait_until(lambda: data(server).get("sensed") == clock.now_is.isoformat())
        assert sum(request.method == "PUT" for request in server.requests) == 1


@pytest.mark.parametrize("status", [404, 405, 500, 501])
def test_an_older_server_is_asked_once_and_takes_heartbeats_as_ever(
    server: FakeServer, clock: Clock, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    def older(request: Request) -> Answer | None:
        return Answer(status, {"message": "no"}) if request.method == "PUT" else None

    server.behaviour = older
    with watcher_for(server) as watcher:
        for number in range(5):
            clock.now_is += timedelta(seconds=60)
            watcher.wait(0)
            watcher.heartbeat({"n": number}, pulsetime=5)
            wait_until(lambda: len(server.seen(BUCKET)) >= number)  # noqa: B023
    assert [data for _, _, data in server.seen(BUCKET)] == [{"n": number} for number in range(5)]
    assert sum(request.method == "PUT" for request in server.requests) == 1
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_bucket_that_was_lost_is_noted_again_with_its_first_heartbeat(
    server: FakeServer, clock: Clock
) -> None:
    with watcher_for(server) as watcher:
        wait_until(lambda: data(server))
        server.wipe()
        clock.now_is += timedelta(seconds=60)
        watcher.wait(0)
        wait_until(lambda: sum(request.method == "PUT" for request in server.requests) == 2)
        watcher.heartbeat({"app": "x"}, pulsetime=5)
        watcher.heartbeat({"app": "y"}, pulsetime=5)
        wait_until(lambda: server.seen(BUCKET))
        clock.now_is += timedelta(seconds=60)
        watcher.wait(0)
        wait_until(lambda: data(server).get("sensed") == clock.now_is.isoformat())


def test_a_server_that_hangs_on_notes_keeps_no_heartbeat_waiting(server: FakeServer) -> None:
    def hang(request: Request) -> Answer | None:
        return Answer(silent=True) if request.method == "PUT" else None

    server.behaviour = hang
    with watcher_for(server) as watcher:
        watcher.heartbeat({"app": "x"}, pulsetime=5)
        watcher.heartbeat({"app": "y"}, pulsetime=5)
        wait_until(lambda: len(server.seen(BUCKET)) == 1)
        assert watcher.client.request_queue.connected


def test_the_watcher_never_waits_for_the_server(server: FakeServer, clock: Clock) -> None:
    asked, release, answered = threading.Event(), threading.Event(), threading.Event()

    def slow(request: Request) -> Answer | None:
        if request.method == "PUT":
            asked.set()
            release.wait(30)
            answered.set()
        return None

    server.behaviour = slow
    with watcher_for(server) as watcher:
        assert asked.wait(15)
        for _ in range(20):
            clock.now_is += timedelta(seconds=60)
            assert watcher.wait(0.001)
        assert not answered.is_set()
        release.set()


changes = st.dictionaries(st.sampled_from("abc"), st.none() | st.integers(0, 9), min_size=1)


@given(st.lists(st.tuples(st.sampled_from("xy"), changes), max_size=8))
def test_the_last_word_on_each_key_is_what_is_sent(puts: list[tuple[str, dict[str, Any]]]) -> None:
    sent: list[tuple[str, dict[str, Any]]] = []
    expected: dict[str, dict[str, Any]] = {}
    notes = Notes()
    for bucket_id, change in puts:
        notes.put(bucket_id, change)
        expected[bucket_id] = {**expected.get(bucket_id, {}), **change}

    class Recording(Transport):
        def request(self, method: str, endpoint: str, *, body: Any = None, **_: Any) -> Any:
            assert method == "PUT"
            sent.append((endpoint.removeprefix("buckets/"), body["data_changes"]))

    notes.send(Recording(ServerAddress()))
    assert dict(sent) == expected
    assert len(sent) == len(expected)
    assert notes.pause() is None
