"""A watcher does not sense while the server is paused, and the client pauses and resumes it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fake_aw_server import Answer, FakeServer, Request, wait_until

from aw_client import ActivityWatchClient
from aw_client.errors import UnexpectedAnswerError
from aw_client.pause import Pause
from aw_client.sender import Sender
from aw_client.untold import is_being_told, untold_path
from aw_client.watcher import Watcher, WatcherOptions, pausing
from aw_client.watcher.remembering import remembered_path

MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)
NONE = {"paused": False, "since": None, "until": None, "by": None, "ended": None, "resumed": None}


class PausedServer:
    """What a server that can be paused answers, in front of the fake one."""

    def __init__(self, server: FakeServer) -> None:
        self.server = server
        self.paused = False
        self.until: datetime | None = None
        self.asked = threading.Event()
        server.behaviour = self.answer

    def answer(self, request: Request) -> Answer | None:
        if request.path.endswith("/heartbeat") and self.paused:
            return Answer(body={**request.body, "id": None}, headers={"AW-Paused": "1"})
        if request.path == "pause":
            self.asked.set()
            until = None if self.until is None else self.until.isoformat()
            return Answer(body=NONE | {"paused": self.paused, "until": until})
        return None

    @property
    def questions(self) -> int:
        return sum(request.path == "pause" for request in self.server.requests)


@pytest.fixture
def paused(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> PausedServer:
    monkeypatch.setattr("aw_client.watcher.runtime.LOOK_EVERY", 0.02)
    monkeypatch.setenv("AW_CLIENT_COMMIT_INTERVAL", "0")
    return PausedServer(server)


@pytest.fixture
def watcher(server: FakeServer, paused: PausedServer) -> Iterator[Watcher]:
    with start_watcher(server) as watcher:
        yield watcher
        paused.paused = False


def learn(watcher: Watcher) -> None:
    """Have the watcher hear of the pause, as it does by its own heartbeats."""
    watcher.heartbeat({"n": 0}, pulsetime=0)
    watcher.heartbeat({"n": 1}, pulsetime=0)
    wait_until(lambda: watcher.client.request_queue.paused)


def test_a_watcher_asks_nobody_for_a_pause_while_there_is_none(
    watcher: Watcher, paused: PausedServer
) -> None:
    for number in range(5):
        watcher.heartbeat({"n": number}, pulsetime=0)
        assert watcher.wait(0.01)
    wait_until(lambda: len(paused.server.seen(watcher.bucket_id)) >= 4)
    assert paused.questions == 0


def test_a_watcher_waits_until_the_pause_is_over(watcher: Watcher, paused: PausedServer) -> None:
    paused.paused = True
    learn(watcher)

    def resume() -> None:
        wait_until(lambda: paused.questions >= 3)
        paused.paused = False

    resuming = threading.Thread(target=resume)
    resuming.start()
    assert watcher.wait(0)
    resuming.join()
    assert not paused.paused
    watcher.heartbeat({"n": "after"}, timestamp=MOMENT, pulsetime=0)
    watcher.heartbeat({"n": "later"}, timestamp=MOMENT + timedelta(seconds=1), pulsetime=0)
    wait_until(lambda: paused.server.seen(watcher.bucket_id))
    assert paused.server.seen(watcher.bucket_id)[0][2] == {"n": "after"}


def test_what_the_platform_tells_in_a_pause_is_taken_until_it_is_over(
    watcher: Watcher, paused: PausedServer
) -> None:
    paused.paused = True
    learn(watcher)
    drained: list[bool] = []

    def drain() -> None:
        drained.append(paused.paused)
        if len(drained) == 3:
            paused.paused = False

    assert watcher.wait(0, drain=drain)
    assert len(drained) >= 3
    assert watcher.wait(0, drain=lambda: pytest.fail("nothing is taken while there is no pause"))


def test_a_platform_that_is_gone_in_a_pause_ends_the_wait(watcher: Watcher, paused: PausedServer) -> None:
    paused.paused = True
    learn(watcher)

    def drain() -> None:
        raise OSError("the display is gone")

    with pytest.raises(OSError, match="display"):
        watcher.wait(0, drain=drain)


def test_nothing_is_kept_or_sent_in_a_pause(watcher: Watcher, paused: PausedServer) -> None:
    paused.paused = True
    learn(watcher)
    wait_until(lambda: watcher.client.request_queue.waiting() == 0)
    before = watcher.client.last_heartbeat
    watcher.heartbeat({"secret": True}, pulsetime=0)
    assert watcher.client.last_heartbeat == before
    assert watcher.client.request_queue.waiting() == 0


def test_a_watcher_stops_in_a_pause_when_told(watcher: Watcher, paused: PausedServer) -> None:
    paused.paused = True
    learn(watcher)

    def stop() -> None:
        paused.asked.wait(15)
        watcher.stop()

    stopping = threading.Thread(target=stop)
    stopping.start()
    assert not watcher.wait(0)
    stopping.join()
    assert paused.paused


def test_a_pause_holds_while_the_server_is_away_until_it_was_to_end(
    watcher: Watcher, paused: PausedServer
) -> None:
    paused.paused = True
    paused.until = datetime.now(UTC) + timedelta(hours=1)
    learn(watcher)
    about = pausing.Pausing(watcher.client)
    assert about.lasts()
    paused.server.stop()
    assert about.lasts()
    about._until = datetime.now(UTC) - timedelta(seconds=1)
    assert not about.lasts()
    assert not about.known


def start_watcher(server: FakeServer) -> Watcher:
    options = WatcherOptions(host="127.0.0.1", port=server.port)
    return Watcher("aw-watcher-test", "currentwindow", options=options)


def remembered(server: FakeServer) -> Path:
    return remembered_path("pause", f"http://127.0.0.1:{server.port}")


@pytest.mark.parametrize("until", [None, timedelta(hours=1)])
def test_a_watcher_that_starts_in_a_pause_while_the_server_is_away_does_not_sense(
    server: FakeServer, paused: PausedServer, until: timedelta | None
) -> None:
    paused.paused = True
    paused.until = None if until is None else datetime.now(UTC) + until
    with start_watcher(server) as watcher:
        learn(watcher)
        assert watcher._pausing.lasts()
    server.stop()
    with start_watcher(server) as watcher:
        before = watcher.client.request_queue.waiting()
        watcher.heartbeat({"secret": True}, pulsetime=0)
        assert (watcher.client.last_heartbeat, watcher.client.request_queue.waiting()) == ({}, before)
        assert watcher._pausing.lasts()
        paused.paused = False
        server.start()
        assert watcher.wait(0)
        assert not remembered(server).exists()


def test_a_pause_is_remembered_of_which_only_the_last_heartbeat_told(
    server: FakeServer, paused: PausedServer
) -> None:
    paused.paused = True
    with start_watcher(server) as watcher:
        learn(watcher)
    server.stop()
    with start_watcher(server) as watcher:
        watcher.heartbeat({"secret": True}, pulsetime=0)
        assert watcher.client.last_heartbeat == {}
    paused.paused = False
    server.start()
    with start_watcher(server) as watcher:
        assert watcher.wait(0)
    assert not remembered(server).exists()


def test_a_pause_that_was_remembered_is_over_when_it_was_to_end(server: FakeServer) -> None:
    end = datetime.now(UTC) - timedelta(seconds=1)
    remembered(server).write_text(json.dumps({"until": end.isoformat()}))
    server.stop()
    with start_watcher(server) as watcher:
        watcher.heartbeat({"n": 1}, pulsetime=0)
        assert watcher.client.last_heartbeat
        assert watcher.wait(0)
        assert not remembered(server).exists()


@pytest.mark.parametrize(
    "damage", ["{", "5", '{"until": "soon"}', '{"until": 5}', pytest.param("[" * 100_000, id="deep")]
)
def test_a_remembered_pause_that_is_damaged_holds_until_the_server_knows_better(
    server: FakeServer, paused: PausedServer, damage: str
) -> None:
    remembered(server).write_text(damage)
    server.stop()
    with start_watcher(server) as watcher:
        assert watcher._pausing.lasts()
        server.start()
        assert watcher.wait(0)
        assert paused.questions


@pytest.mark.parametrize(
    ("answer", "lasts"),
    [(Answer(404, {"message": "no"}), False), (Answer(503, {"message": "no"}), True), (Answer(body=5), True)],
)
def test_an_answer_that_says_nothing_of_a_pause_ends_none(
    watcher: Watcher, paused: PausedServer, answer: Answer, lasts: bool
) -> None:
    paused.paused = True
    learn(watcher)
    paused.server.behaviour = lambda request: answer if request.path == "pause" else None
    assert pausing.Pausing(watcher.client).lasts() is lasts


def test_a_backlog_says_that_it_was_sensed(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aw_client.backlog.MANY", 2)
    client = ActivityWatchClient("aw-watcher-test", host="127.0.0.1", port=server.port)
    client.create_bucket("b", "currentwindow", queued=True)
    for number in range(10):
        body = {"timestamp": (MOMENT + timedelta(minutes=number)).isoformat(), "data": {"n": number}}
        client.request_queue.add_request("buckets/b/heartbeat?pulsetime=0", body)
    with client:
        wait_until(lambda: len(server.seen("b")) == 10)
    imports = [request for request in server.requests if request.path == "import"]
    assert {request.params.get("sensed") for request in imports} == {"1"}


@contextmanager
def waiting_heartbeat(server: FakeServer) -> Iterator[tuple[Sender, Path]]:
    """What sends the one heartbeat that waits, and the file of what the server is to be told first."""
    client = ActivityWatchClient("test", host="127.0.0.1", port=server.port)
    untold = untold_path(client.server_address, testing=False)
    untold.parent.mkdir(parents=True)
    untold.write_text("{}")
    client.create_bucket("b", "test", queued=True)
    client.request_queue.add_request(
        "buckets/b/heartbeat?pulsetime=0", {"timestamp": MOMENT.isoformat(), "data": {}}
    )
    yield client.request_queue._sender, untold
    client.disconnect()


def test_a_server_that_was_away_hears_of_what_people_asked_for_before_what_was_sensed(
    server: FakeServer,
) -> None:
    with waiting_heartbeat(server) as (sender, untold):
        server.stop()
        assert sender.work(lambda: False) == 0.1
        server.start()
        assert sender.work(lambda: False) == 0.1
        assert server.seen("b") == []
        untold.unlink()
        assert sender.work(lambda: False) is None
        assert len(server.seen("b")) == 1


def test_a_server_that_is_there_at_the_first_try_hears_of_it_first_too(server: FakeServer) -> None:
    with waiting_heartbeat(server) as (sender, untold):
        assert sender.work(lambda: False) == 0.1
        assert server.seen("b") == []
        untold.unlink()
        assert sender.work(lambda: False) is None
        assert len(server.seen("b")) == 1


def test_heartbeats_do_not_wait_for_ever_for_somebody_to_tell_the_server(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aw_client.sender._LONGEST_TELLING", 0.0)
    with waiting_heartbeat(server) as (sender, _):
        assert sender.work(lambda: False) is None
        assert len(server.seen("b")) == 1


def test_heartbeats_do_not_wait_where_nobody_is_there_to_tell_the_server(server: FakeServer) -> None:
    with waiting_heartbeat(server) as (sender, untold):
        os.utime(untold, (0, 0))
        assert sender.work(lambda: False) is None
        assert len(server.seen("b")) == 1


def test_what_cannot_be_looked_for_holds_nothing_up(tmp_path: Path) -> None:
    assert not is_being_told(tmp_path / ("x" * 1000))


def test_the_client_asks_for_a_pause_and_ends_it(server: FakeServer) -> None:
    said: dict[str, Any] = NONE | {"paused": True, "since": MOMENT.isoformat(), "by": "hand"}
    server.behaviour = lambda request: Answer(body=said) if request.path == "pause" else None
    client = ActivityWatchClient("test", host="127.0.0.1", port=server.port)
    pause = Pause(paused=True, since=MOMENT, by="hand")
    assert client.get_pause() == pause
    assert client.pause() == pause
    assert client.pause(until=MOMENT, by="schedule", since=MOMENT) == pause
    assert client.pause(duration=timedelta(minutes=1)) == pause
    assert client.resume() == pause
    assert client.resume(by="schedule") == pause
    assert client.resume(at=MOMENT) == pause
    client.disconnect()
    at, by_hand = MOMENT.isoformat(), {"until": None, "duration": None, "by": "hand", "since": None}
    assert [(request.method, request.body, request.params) for request in server.requests] == [
        ("GET", None, {}),
        ("POST", by_hand, {}),
        ("POST", {"until": at, "duration": None, "by": "schedule", "since": at}, {}),
        ("POST", by_hand | {"duration": 60.0}, {}),
        ("DELETE", None, {}),
        ("DELETE", None, {"by": "schedule"}),
        ("DELETE", None, {"at": at}),
    ]


@pytest.mark.parametrize("value", [None, [], {}, NONE | {"since": 5}, NONE | {"until": "x"}])
def test_what_is_no_pause_is_an_unexpected_answer(value: Any) -> None:
    with pytest.raises(UnexpectedAnswerError):
        Pause.from_json_dict(value)
