from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fake_aw_server import HTML, Answer, FakeServer, free_port, wait_until

from aw_client import ActivityWatchClient
from aw_client.errors import ServerNotStartedError, UnexpectedAnswerError
from aw_client.transport import HTTPError, ServerUnreachableError
from aw_core import Event

T0 = datetime(2026, 11, 22, 8, tzinfo=UTC)
PERIOD = (T0, T0 + timedelta(hours=1))


@pytest.fixture
def client(server: FakeServer) -> ActivityWatchClient:
    made = ActivityWatchClient("aw-test", host="127.0.0.1", port=server.port)
    made.create_bucket("b", "test")
    return made


def event(second: float = 0, app: str = "a") -> Event:
    return Event(None, T0 + timedelta(seconds=second), 1, {"app": app})


def test_the_attributes_scripts_read_are_there() -> None:
    client = ActivityWatchClient("aw-test", testing=True)
    assert client.client_name == "aw-test"
    assert client.testing
    assert client.server_address == "http://127.0.0.1:5666"
    assert client.commit_interval == 5
    assert client.instance is None
    assert client.last_heartbeat == {}


def test_host_port_and_protocol_given_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AW_CLIENT_HOSTNAME", "elsewhere")
    monkeypatch.setenv("AW_CLIENT_PORT", "1234")
    assert ActivityWatchClient("x").server_address == "http://elsewhere:1234"
    assert ActivityWatchClient("x", False, "::1", "80", "https").server_address == "https://[::1]:80"


def test_a_bucket_that_exists_is_created_without_complaint(client: ActivityWatchClient) -> None:
    client.create_bucket("b", "test")
    assert client.get_buckets()["b"]["type"] == "test"


def test_an_event_that_is_not_there_is_none(client: ActivityWatchClient) -> None:
    assert client.get_event("b", 17) is None


def test_events_go_and_come_back_newest_first(client: ActivityWatchClient) -> None:
    client.insert_event("b", event(0, "a"))
    client.insert_events("b", [event(60, "b"), event(120, "c")])
    assert client.get_events("b") == [event(120, "c"), event(60, "b"), event(0, "a")]
    assert client.get_events("b", 1) == [event(120, "c")]
    assert client.get_eventcount("b") == 3


@pytest.mark.parametrize("identify", [lambda stored: stored, lambda stored: stored.id], ids=["event", "id"])
def test_an_event_is_deleted_by_itself_or_its_id(
    client: ActivityWatchClient, identify: Callable[[Event], Any]
) -> None:
    client.insert_event("b", event())
    [stored] = client.get_events("b")
    client.delete_event("b", identify(stored))
    assert client.get_events("b") == []


def test_a_period_is_sent_with_its_offset(server: FakeServer, client: ActivityWatchClient) -> None:
    client.get_events("b", start=T0, end=PERIOD[1])
    assert server.requests[-1].params["start"] == "2026-11-22T08:00:00+00:00"
    assert server.requests[-1].params["end"] == "2026-11-22T09:00:00+00:00"


def test_a_heartbeat_answers_with_the_merged_event(client: ActivityWatchClient) -> None:
    client.heartbeat("b", event(0), pulsetime=5)
    merged = client.heartbeat("b", event(3), pulsetime=5)
    assert merged is not None
    assert (merged.timestamp, merged.duration) == (T0, timedelta(seconds=4))


def test_deleting_a_bucket_for_good_says_so_to_the_server(
    server: FakeServer, client: ActivityWatchClient
) -> None:
    client.delete_bucket("b", force=True)
    assert server.requests[-1].params == {"force": "1"}
    assert "b" not in server.buckets


def test_a_bucket_survives_export_and_import(client: ActivityWatchClient) -> None:
    client.insert_event("b", event())
    exported = client.export_bucket("b")["buckets"]["b"]
    assert client.export_all()["buckets"] == {"b": exported}
    client.delete_bucket("b")
    client.import_bucket(exported)
    assert client.get_events("b") == [event()]


@pytest.mark.parametrize("value", [False, 0, "", [], {"a": 1}, None])
def test_a_setting_comes_back_as_it_was(client: ActivityWatchClient, value: Any) -> None:
    client.set_setting("a key/with slash", value)
    assert client.get_setting("a key/with slash") == value
    assert client.get_setting() == {"a key/with slash": value}


def test_a_query_is_sent_by_lines_with_its_periods(server: FakeServer, client: ActivityWatchClient) -> None:
    assert client.query("a = 1;\nRETURN = a;", [PERIOD, PERIOD], name="n", cache=True) == [[], []]
    assert server.queries == [
        {
            "query": ["a = 1;", "RETURN = a;"],
            "timeperiods": ["2026-11-22T08:00:00+00:00/2026-11-22T09:00:00+00:00"] * 2,
        }
    ]
    assert server.requests[-1].params == {"name": "n", "cache": "1"}


def test_a_query_wants_a_timezone(client: ActivityWatchClient) -> None:
    with pytest.raises(ValueError, match="timezone"):
        client.query("RETURN = 1;", [(T0.replace(tzinfo=None), T0)])


def test_a_cached_query_wants_a_name(client: ActivityWatchClient) -> None:
    with pytest.raises(ValueError, match="name"):
        client.query("RETURN = 1;", [PERIOD], cache=True)


def test_an_error_of_the_server_is_raised_with_its_words(client: ActivityWatchClient) -> None:
    with pytest.raises(HTTPError, match="There's no bucket named nope") as caught:
        client.get_events("nope")
    assert caught.value.response.status_code == 404


def test_no_server_is_a_connection_error() -> None:
    with pytest.raises(ServerUnreachableError):
        ActivityWatchClient("x", host="127.0.0.1", port=free_port()).get_info()


def test_another_program_on_the_port_is_named_as_such(
    server: FakeServer, client: ActivityWatchClient
) -> None:
    server.behaviour = lambda _request: HTML
    with pytest.raises(UnexpectedAnswerError, match="another program"):
        client.get_buckets()


def test_waiting_for_the_start_ends_when_the_server_answers(
    server: FakeServer, client: ActivityWatchClient
) -> None:
    answers = iter([Answer(503, {"message": "starting"}), HTML])
    server.behaviour = lambda _request: next(answers, None)
    client.wait_for_start()
    assert [request.path for request in server.requests[-3:]] == ["info"] * 3


def test_waiting_for_the_start_gives_up() -> None:
    with pytest.raises(ServerNotStartedError, match=r"within 0\.2 s"):
        ActivityWatchClient("x", host="127.0.0.1", port=free_port()).wait_for_start(timeout=0.2)


def test_the_requests_that_scripts_make_themselves_work(client: ActivityWatchClient) -> None:
    assert client._url("info") == f"{client.server_address}/api/0/info"
    assert client._get("info").json()["hostname"] == "fake"
    assert client._post("buckets/c", {"client": "x", "hostname": "y", "type": "z"}).status_code == 200
    assert client._delete("buckets/c").status_code == 200
    assert client._headers()["Content-Type"] == "application/json"


def test_a_client_is_a_context_manager_that_is_connected_inside(server: FakeServer) -> None:
    with ActivityWatchClient("inside", host="127.0.0.1", port=server.port) as client:
        assert client.request_queue.is_alive()
        assert client.instance is not None
        wait_until(lambda: client.request_queue.connected)
    assert client.instance is None


def test_the_client_can_pretend_to_be_another_host(server: FakeServer, client: ActivityWatchClient) -> None:
    client.client_hostname = "other"
    client.create_bucket("c", "test")
    assert server.buckets["c"]["hostname"] == "other"
