"""The client against the real server: every method, and a queue that outlives both of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from commands import LiveServer, live_server
from requests.exceptions import ConnectionError as RefusedError
from requests.exceptions import HTTPError
from waiting import wait_until

from aw_client import ActivityWatchClient
from aw_client.classes import default_classes, get_classes
from aw_core import Event

T0 = datetime(2026, 11, 22, 8, tzinfo=UTC)


def event(second: float, app: str = "a", duration: float = 1) -> Event:
    return Event(None, T0 + timedelta(seconds=second), duration, {"app": app})


@pytest.fixture
def client(server: LiveServer) -> Iterator[ActivityWatchClient]:
    made = ActivityWatchClient("aw-test", testing=True, host="127.0.0.1", port=server.port)
    yield made
    made.disconnect()


def stored(client: ActivityWatchClient, bucket_id: str = "b") -> list[tuple[float, float, str]]:
    """The bucket's events oldest first: seconds since T0, seconds long, app."""
    events = reversed(client.get_events(bucket_id))
    return [
        ((event.timestamp - T0).total_seconds(), event.duration.total_seconds(), event.data["app"])
        for event in events
    ]


def test_every_method_of_the_server_works(client: ActivityWatchClient) -> None:
    client.wait_for_start()
    assert client.get_info()["testing"] is True

    client.create_bucket("b", "test")
    client.create_bucket("b", "test")
    assert client.get_buckets()["b"]["client"] == "aw-test"
    assert client.get_buckets()["b"]["hostname"] == client.client_hostname

    client.insert_event("b", event(0))
    client.insert_events("b", [event(60, "b"), event(120, "c")])
    assert client.get_eventcount("b") == 3
    assert client.get_eventcount("b", start=T0 + timedelta(seconds=60)) == 2
    newest, *_ = client.get_events("b", limit=1)
    assert newest == event(120, "c")
    assert client.get_event("b", int(str(newest.id))) == newest
    client.delete_event("b", newest)
    assert client.get_event("b", int(str(newest.id))) is None

    merged = client.heartbeat("b", event(61, "b"), pulsetime=5)
    assert merged == event(60, "b", duration=2)

    client.set_setting("devmode", False)
    assert client.get_setting("devmode") is False
    assert client.get_setting("no-such") is None
    assert client.get_setting()["devmode"] is False

    exported = client.export_bucket("b")["buckets"]["b"]
    assert client.export_all()["buckets"].keys() == {"b"}
    client.delete_bucket("b", force=True)
    with pytest.raises(HTTPError, match="404"):
        client.get_events("b")
    client.import_bucket(exported)
    assert stored(client) == [(0, 1, "a"), (60, 2, "b")]


def test_the_servers_own_words_are_in_the_error(client: ActivityWatchClient) -> None:
    with pytest.raises(HTTPError, match="no-such-bucket") as caught:
        client.get_events("no-such-bucket")
    assert caught.value.response.status_code == 404


def test_a_bucket_of_any_name_can_be_used(client: ActivityWatchClient) -> None:
    for bucket_id in ("with space", "ä-日本", "per%cent", "quest?ion", "ha#sh"):
        client.create_bucket(bucket_id, "test")
        client.heartbeat(bucket_id, event(0), pulsetime=1)
        assert client.get_eventcount(bucket_id) == 1


def test_a_query_runs_per_period(client: ActivityWatchClient) -> None:
    client.create_bucket("b", "test")
    client.insert_events("b", [event(0, duration=10), event(60, duration=20)])
    minutes = [(T0 + timedelta(minutes=number), T0 + timedelta(minutes=number + 1)) for number in range(3)]
    assert client.query('RETURN = sum_durations(query_bucket("b"));', minutes) == [10.0, 20.0, 0.0]
    with pytest.raises(HTTPError, match="undefined_name"):
        client.query("RETURN = undefined_name;", minutes)


def test_categories_are_the_users_own_or_the_default_ones(client: ActivityWatchClient) -> None:
    assert get_classes(client) == default_classes
    rule = {"type": "regex", "regex": "x"}
    client.set_setting("classes", [{"id": 1, "name": ["Own", "One"], "rule": rule}])
    assert get_classes(client) == [(["Own", "One"], rule)]
    client.set_setting("classes", [])
    assert get_classes(client) == default_classes


def test_heartbeats_are_the_same_whether_queued_or_not_and_through_a_killed_server(
    server: LiveServer, client: ActivityWatchClient
) -> None:
    beats = [event(3 * number, "abb"[number // 5 % 3], duration=0) for number in range(60)]
    client.create_bucket("direct", "test")
    client.create_bucket("queued", "test")
    for beat in beats:
        client.heartbeat("direct", beat, pulsetime=5)
    with client:
        for number, beat in enumerate(beats):
            if number == 20:
                server.kill()
            if number == 40:
                server.start()
            client.heartbeat("queued", beat, pulsetime=5, queued=True, commit_interval=4)
        wait_until(
            lambda: stored(client, "queued") == stored(client, "direct"), "all heartbeats have arrived"
        )


def test_a_long_backlog_makes_the_events_that_single_heartbeats_make(
    server: LiveServer, client: ActivityWatchClient
) -> None:
    beats = [event(10 * number, f"app {number * number % 7}", duration=9) for number in range(700)]
    client.create_bucket("direct", "test")
    client.create_bucket("queued", "test")
    for beat in beats[:3]:
        client.heartbeat("direct", beat, pulsetime=5)
        client.heartbeat("queued", beat, pulsetime=5)
    server.stop()
    with client:
        client.create_bucket("queued", "test", queued=True)
        for beat in beats[2:]:
            client.heartbeat("queued", beat, pulsetime=5, queued=True, commit_interval=0)
        with pytest.raises(RefusedError):
            client.get_info()
        server.start()
        for beat in beats[3:]:
            client.heartbeat("direct", beat, pulsetime=5)
        wait_until(lambda: client.request_queue.waiting() == 0, "the backlog is sent")
    expected = stored(client, "direct")
    assert stored(client, "queued") == expected
    assert len(expected) > 500
    assert all(start + length <= following for (start, length, _), (following, _, _) in pairwise(expected))


def test_the_key_of_the_local_server_is_found_and_used(home: Path) -> None:
    config = home / ".config" / "activitywatch" / "aw-server" / "aw-server.toml"
    config.parent.mkdir(parents=True)
    with live_server(home) as without_key:
        port = without_key.port
    config.write_text(f'[server-testing]\nport = {port}\n[auth-testing]\napi_key = "the secret"\n')
    with live_server(home, port=port):
        client = ActivityWatchClient("aw-test", testing=True, host="127.0.0.1", port=port)
        client.create_bucket("b", "test")
        with client:
            client.heartbeat("b", event(0), pulsetime=1, queued=True)
        assert client.get_eventcount("b") == 1
        config.unlink()
        with pytest.raises(HTTPError, match="401"):
            ActivityWatchClient("aw-other", testing=True, host="127.0.0.1", port=port).get_buckets()
