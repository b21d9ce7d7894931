from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from fake_aw_server import (
    HTML,
    LOST_ANSWER,
    Answer,
    ClientProcess,
    FakeServer,
    Request,
    free_port,
    wait_until,
)

from aw_client import ActivityWatchClient
from aw_client.errors import AlreadyRunningError
from aw_client.queue import RequestQueue, open_queue, release_queue
from aw_client.transport import Transport
from aw_core import Event
from aw_core.address import ServerAddress
from aw_core.dirs import get_data_dir

T0 = datetime(2026, 11, 22, 8, tzinfo=UTC)

StartClient = Callable[[], ClientProcess]


def event(second: float, data: object = "a", duration: float = 0) -> Event:
    return Event(timestamp=T0 + timedelta(seconds=second), duration=duration, data={"app": data})


def apps(server: FakeServer, bucket_id: str = "b") -> list[tuple[float, object]]:
    """Of each event oldest first: how long it lasted, and its app."""
    return [(end - start, data["app"]) for start, end, data in server.seen(bucket_id)]


def wait_for(server: FakeServer, *apps_in_order: str) -> None:
    wait_until(lambda: [app for _, app in apps(server)] == list(apps_in_order))


@pytest.fixture
def client(server: FakeServer) -> Iterator[ActivityWatchClient]:
    with ActivityWatchClient("queued", host="127.0.0.1", port=server.port) as connected:
        connected.create_bucket("b", "test", queued=True)
        yield connected


class SlowToStop(RequestQueue):
    """A queue whose farewell takes as long as the test wants."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.is_stopping = threading.Event()
        self.may_stop = threading.Event()

    def stop(self) -> None:
        self.is_stopping.set()
        assert self.may_stop.wait(20)
        super().stop()


def test_while_a_queue_stops_others_are_opened_and_its_own_file_only_afterwards(
    server: FakeServer, tmp_path: Path
) -> None:
    def make(path: Path) -> SlowToStop:
        transport = Transport(ServerAddress(port=server.port))
        return SlowToStop(path, transport, lambda _type: {}, tmp_path / "untold")

    def open_and_release(name: str) -> None:
        queue = open_queue(tmp_path / name, make)
        cast(SlowToStop, queue).may_stop.set()
        release_queue(queue)

    slow = cast(SlowToStop, open_queue(tmp_path / "slow.db", make))
    with ThreadPoolExecutor(2) as threads:
        stopped = threads.submit(release_queue, slow)
        assert slow.is_stopping.wait(20)
        open_and_release("other.db")
        again = threads.submit(open_and_release, "slow.db")
        assert not stopped.done()
        assert not again.done()
        slow.may_stop.set()
        again.result(20)
        stopped.result(20)


def send(client: ActivityWatchClient, *apps: str, first_second: int = 0) -> None:
    """Heartbeats of different apps a minute apart, none held back: each makes an event."""
    for number, app in enumerate(apps):
        client.heartbeat("b", event(first_second + 60 * number, app), 5, queued=True, commit_interval=0)


def test_heartbeats_of_a_server_that_is_away_arrive_in_order_once_it_is_there(
    server: FakeServer, client: ActivityWatchClient
) -> None:
    server.stop()
    send(client, *"abcde")
    server.start()
    wait_for(server, *"abcde")


def test_no_heartbeat_is_lost_when_the_server_dies_after_connecting(
    server: FakeServer, client: ActivityWatchClient
) -> None:
    wait_until(lambda: client.request_queue.connected)
    send(client, "before")
    server.stop()
    send(client, "during", "still", first_second=60)
    server.start()
    send(client, "after", first_second=180)
    wait_for(server, "before", "during", "still", "after")


@pytest.mark.parametrize(
    "answer",
    [
        *(Answer(status, {"message": "no"}) for status in (401, 403, 408, 429, 500, 503)),
        Answer(500, "<h1>Internal Server Error</h1>", "text/html"),
        HTML,
        Answer(404, "<h1>Not Found</h1>", "text/html"),
        Answer(200, [], "application/json"),
        Answer(silent=True),
        LOST_ANSWER,
    ],
    ids=lambda answer: f"{answer.status} {answer.body or answer.silent}",
)
def test_a_heartbeat_is_kept_until_the_server_can_take_it(
    server: FakeServer, client: ActivityWatchClient, answer: Answer
) -> None:
    tries: list[Request] = []

    def refuse(request: Request) -> Answer | None:
        if not request.path.endswith("heartbeat") or len(tries) == 2:
            return None
        tries.append(request)
        return answer

    server.behaviour = refuse
    send(client, "a", "b")
    wait_for(server, "a", "b")
    assert len(tries) == 2


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_only_what_the_server_will_never_take_is_dropped_and_said_so(
    server: FakeServer, client: ActivityWatchClient, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    def refuse(request: Request) -> Answer | None:
        if request.path.endswith("heartbeat") and request.body["data"] == {"app": "bad"}:
            return Answer(status, {"message": "field `app` is bad"})
        return None

    server.behaviour = refuse
    send(client, "good", "bad", "fine")
    wait_for(server, "good", "fine")
    assert "field `app` is bad" in caplog.text
    assert '{"app": "bad"}' in caplog.text


def test_a_refusal_by_another_program_on_the_port_drops_nothing(
    server: FakeServer, client: ActivityWatchClient
) -> None:
    server.behaviour = lambda _request: Answer(400, {"message": "bad request"})
    send(client, "a", "b")
    wait_until(lambda: len(server.requests) > 3)
    server.behaviour = lambda _request: None
    wait_for(server, "a", "b")


def test_a_bucket_the_server_lost_is_created_again(server: FakeServer, client: ActivityWatchClient) -> None:
    send(client, "a")
    wait_for(server, "a")
    server.wipe()
    send(client, "b", "c", first_second=60)
    wait_for(server, "b", "c")
    assert server.buckets["b"]["type"] == "test"


def test_heartbeats_of_a_bucket_nobody_created_wait_and_hold_up_no_other(
    server: FakeServer, client: ActivityWatchClient, caplog: pytest.LogCaptureFixture
) -> None:
    client.heartbeat("unknown", event(0), 5, queued=True, commit_interval=0)
    send(client, "a")
    wait_for(server, "a")
    wait_until(lambda: "does not know bucket unknown" in caplog.text)
    client.create_bucket("unknown", "test", queued=True)
    wait_until(lambda: apps(server, "unknown") == [(0, "a")])


def test_a_heartbeat_the_server_fails_at_waits_and_holds_up_no_other_bucket(
    server: FakeServer, client: ActivityWatchClient
) -> None:
    server.behaviour = lambda request: Answer(500) if request.path == "buckets/bad/heartbeat" else None
    client.create_bucket("bad", "test", queued=True)
    client.heartbeat("bad", event(0), 5, queued=True, commit_interval=0)
    send(client, "a", "b")
    wait_for(server, "a", "b")
    server.behaviour = lambda _request: None
    wait_until(lambda: apps(server, "bad") == [(0, "a")])


def test_the_bucket_is_created_as_soon_as_the_server_is_there(server: FakeServer) -> None:
    server.stop()
    with ActivityWatchClient("early", host="127.0.0.1", port=server.port) as client:
        client.create_bucket("b", "test", queued=True)
        server.start()
        wait_until(lambda: "b" in server.buckets)
    assert server.buckets["b"]["client"] == "early"


def test_a_queued_bucket_is_there_at_once_when_the_server_is(
    server: FakeServer, client: ActivityWatchClient
) -> None:
    wait_until(lambda: client.request_queue.connected)
    client.create_bucket("now", "test", queued=True)
    assert "now" in server.buckets


def test_the_last_heartbeat_is_sent_on_disconnect(server: FakeServer, client: ActivityWatchClient) -> None:
    for second in range(8):
        client.heartbeat("b", event(second), 5, queued=True)
    client.disconnect()
    assert apps(server) == [(7, "a")]


def test_the_last_heartbeat_is_sent_when_none_follows(
    server: FakeServer, client: ActivityWatchClient
) -> None:
    for second in range(3):
        client.heartbeat("b", event(second), 5, queued=True, commit_interval=0.05 if second == 2 else 60)
    wait_until(lambda: apps(server) == [(2, "a")])


def test_an_event_that_goes_on_is_sent_every_commit_interval(
    server: FakeServer, client: ActivityWatchClient
) -> None:
    for second in range(31):
        client.heartbeat("b", event(second), 5, queued=True)
    wait_until(lambda: apps(server) == [(30, "a")])
    assert client.last_heartbeat == {"b": event(30)}


def test_a_client_that_forgets_to_disconnect_sends_at_exit(
    server: FakeServer, start_client: StartClient
) -> None:
    process = start_client()
    process.register("b")
    process.beat("b", event(0))
    process.leave()
    assert apps(server) == [(0, "a")]


def test_a_killed_client_loses_neither_what_waits_nor_what_it_held_back(
    server: FakeServer, start_client: StartClient
) -> None:
    server.stop()
    process = start_client()
    process.register("b")
    for number, app in enumerate("abcde"):
        process.beat("b", event(60 * number, app))
        process.beat("b", event(60 * number + 3, app))
    process.kill()
    server.start()
    start_client()
    wait_until(lambda: len(apps(server)) == 5)
    assert apps(server) == [(3, app) for app in "abcde"]


def test_a_client_killed_between_the_answer_and_the_removal_makes_no_event_twice(
    server: FakeServer, start_client: StartClient
) -> None:
    process = start_client()
    process.register("b")

    def kill_the_client_after_all(request: Request) -> Answer | None:
        if not request.path.endswith("heartbeat"):
            return None
        os.kill(process.pid, signal.SIGKILL)
        server.behaviour = lambda _request: None
        return LOST_ANSWER

    server.behaviour = kill_the_client_after_all
    process.beat("b", event(0, "a"))
    process.beat("b", event(60, "b"))
    wait_until(lambda: apps(server) == [(0, "a")])
    start_client()
    wait_until(lambda: apps(server) == [(0, "a"), (0, "b")])


def test_a_backlog_goes_over_one_connection(server: FakeServer) -> None:
    server.stop()
    with ActivityWatchClient("backlog", host="127.0.0.1", port=server.port) as client:
        client.create_bucket("b", "test", queued=True)
        send(client, *map(str, range(300)))
        server.start()
        wait_until(lambda: len(apps(server)) == 300)
        assert server.connections == 1


def backlog_of(server: FakeServer, count: int) -> ActivityWatchClient:
    """A client with heartbeats that waited for the server, which is there now."""
    server.stop()
    client = ActivityWatchClient("backlog", host="127.0.0.1", port=server.port)
    client.create_bucket("b", "test", queued=True)
    client.connect()
    send(client, *map(str, range(count)))
    server.start()
    return client


def test_a_long_backlog_is_imported_in_few_requests(server: FakeServer) -> None:
    with backlog_of(server, 300):
        wait_for(server, *map(str, range(300)))
    assert len(server.requests) < 20


@pytest.mark.parametrize(
    "answer", [Answer(404, {"message": "no such endpoint"}), Answer(400, {"message": "no"})]
)
def test_a_server_that_cannot_import_gets_a_backlog_one_by_one(server: FakeServer, answer: Answer) -> None:
    server.behaviour = lambda request: answer if request.path == "import" else None
    with backlog_of(server, 150):
        wait_for(server, *map(str, range(150)))
    assert sum(request.path == "import" for request in server.requests) == 1


def test_a_server_that_cannot_import_into_a_bucket_it_has_gets_a_backlog_one_by_one(
    server: FakeServer,
) -> None:
    server.imports_into_existing = False
    with backlog_of(server, 150):
        wait_for(server, *map(str, range(150)))


def test_an_import_whose_answer_is_lost_makes_no_event_twice(server: FakeServer) -> None:
    lost: list[Request] = []

    def lose_two_answers(request: Request) -> Answer | None:
        if request.path != "import" or not request.body["buckets"]["b"]["events"] or len(lost) == 2:
            return None
        lost.append(request)
        return LOST_ANSWER

    server.behaviour = lose_two_answers
    with backlog_of(server, 150) as client:
        wait_until(lambda: len(lost) == 2)
        client.heartbeat("b", event(60 * 149 + 3, "149"), 5, queued=True, commit_interval=0)
        wait_until(lambda: client.request_queue.waiting() == 0 and not client.last_heartbeat)
    assert [app for _, app in apps(server)] == [str(number) for number in range(150)]
    assert apps(server)[-1] == (3, "149")


def test_an_import_that_is_refused_after_all_is_sent_one_by_one(server: FakeServer) -> None:
    server.behaviour = lambda request: (
        Answer(400, {"message": "too much"})
        if request.path == "import" and request.body["buckets"]["b"]["events"]
        else None
    )
    with backlog_of(server, 150):
        wait_for(server, *map(str, range(150)))


def test_a_refused_key_keeps_the_heartbeats_and_is_said_once(
    server: FakeServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    server.api_key = "secret"
    with ActivityWatchClient("keyed", host="127.0.0.1", port=server.port) as client:
        client.create_bucket("b", "test", queued=True)
        send(client, "a", "b")
        wait_until(lambda: sum(request.path == "info" for request in server.requests) > 4)
        config = tmp_path / "config" / "activitywatch" / "aw-server" / "aw-server.toml"
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text(f'[server]\nport = {server.port}\n[auth]\napi_key = "secret"\n')
        wait_for(server, "a", "b")
    assert caplog.text.count("API key") == 1
    assert "secret" not in caplog.text


def test_clients_of_one_name_in_one_process_send_nothing_twice(server: FakeServer) -> None:
    clients = [ActivityWatchClient("same", host="127.0.0.1", port=server.port) for _ in range(2)]
    for client in clients:
        client.connect()
    clients[0].create_bucket("b", "test", queued=True)
    for number, app in enumerate("abcdef"):
        clients[number % 2].heartbeat("b", event(60 * number, app), 5, queued=True)
    for client in clients:
        client.disconnect()
    sent = [request for request in server.requests if request.path.endswith("heartbeat")]
    assert len(sent) == 6
    assert [app for _, app in apps(server)] == list("abcdef")


def test_another_process_of_the_same_client_ends(server: FakeServer, start_client: StartClient) -> None:
    start_client()
    client = ActivityWatchClient("killed", host="127.0.0.1", port=server.port)
    with pytest.raises(AlreadyRunningError, match="already running") as caught:
        client.connect()
    assert caught.value.code == -1


def test_making_a_client_neither_writes_a_file_nor_takes_the_lock(tmp_path: Path) -> None:
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    ActivityWatchClient("plain", host="127.0.0.1", port=free_port())
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_heartbeat_before_connect_warns_once_and_is_sent_after_it(server: FakeServer) -> None:
    client = ActivityWatchClient("late", host="127.0.0.1", port=server.port)
    client.create_bucket("b", "test")
    with pytest.warns(UserWarning, match=r"connect\(\)") as warned:
        send(client, "a", "b")
    assert len(warned) == 1
    client.connect()
    client.disconnect()
    assert [app for _, app in apps(server)] == ["a", "b"]


def test_a_disconnected_client_can_connect_again(server: FakeServer) -> None:
    client = ActivityWatchClient("again", host="127.0.0.1", port=server.port)
    for number in range(2):
        with client:
            client.create_bucket("b", "test", queued=True)
            client.heartbeat("b", event(60 * number), 5, queued=True)
    assert len(apps(server)) == 2


def test_heartbeats_that_wait_for_another_address_are_named(
    server: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    away = free_port()
    with ActivityWatchClient("moved", host="127.0.0.1", port=away) as client:
        send(client, "a", "b")
    with ActivityWatchClient("moved", host="127.0.0.1", port=server.port):
        assert f"2 heartbeats for another server wait in {client_file('moved', away)}" in caplog.text
    caplog.clear()
    with ActivityWatchClient("other", host="127.0.0.1", port=server.port):
        assert "another server" not in caplog.text


def client_file(name: str, port: int) -> Path:
    return Path(get_data_dir("aw-client/queued")) / f"{name}-at-127.0.0.1-on-{port}.db"


def test_a_bucket_the_server_refuses_to_create_is_said_once(
    server: FakeServer, client: ActivityWatchClient, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[Request] = []

    def refuse(request: Request) -> Answer | None:
        if request.path == "buckets/odd":
            tries.append(request)
            return Answer(400, {"message": "type: expected text"})
        return None

    server.behaviour = refuse
    client.request_queue.register_bucket("odd", "test")
    client.heartbeat("odd", event(0), 5, queued=True, commit_interval=0)
    wait_until(lambda: len(tries) > 2)
    assert caplog.text.count("does not create bucket odd") == 1


def test_disconnecting_from_a_server_that_is_away_does_not_wait_for_it(server: FakeServer) -> None:
    server.behaviour = lambda _request: Answer(503, {"message": "busy"})
    with ActivityWatchClient("hurry", host="127.0.0.1", port=server.port) as client:
        wait_until(lambda: len(server.requests) > 2)
        before = len(server.requests)
        send(client, "a")
    assert len(server.requests) <= before + 1


def test_a_request_can_be_queued_as_it_stands(server: FakeServer, client: ActivityWatchClient) -> None:
    client.request_queue.add_request("buckets/b/heartbeat?pulsetime=5", event(0).to_json_dict())
    wait_until(lambda: apps(server) == [(0, "a")])


def test_the_event_given_is_copied(server: FakeServer, client: ActivityWatchClient) -> None:
    given = event(0)
    client.heartbeat("b", given, 5, queued=True)
    client.heartbeat("b", event(3), 5, queued=True)
    given.data["app"] = "changed"
    client.disconnect()
    assert apps(server) == [(3, "a")]
