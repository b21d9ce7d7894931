"""The pause over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from aw_core.selfreport import SelfReport
from aw_server.care.sources import Source, SourceState, in_pause
from aw_server.services import services
from aw_server.settings import ServerSettings

PAUSE = "/api/0/pause"
NOTHING = {"paused": False, "since": None, "until": None, "by": None, "ended": None, "resumed": None}


def in_(**span: float) -> str:
    return (datetime.now(UTC) + timedelta(**span)).isoformat()


def heartbeat(client: FlaskClient, path: str = "heartbeat") -> Any:
    client.post("/api/0/buckets/w", json={"client": "c", "type": "t", "hostname": "h"})
    return client.post(f"/api/0/buckets/w/{path}?pulsetime=1", json={"timestamp": in_()})


def test_a_server_that_was_never_paused_says_so(client: FlaskClient) -> None:
    assert client.get(PAUSE).json == NOTHING


def test_a_pause_without_an_end_lasts_until_it_is_ended(client: FlaskClient) -> None:
    began = client.post(PAUSE, json={}).json
    assert (began["paused"], began["until"], began["by"]) == (True, None, "hand")
    assert client.get(PAUSE).json == began
    ended = client.delete(PAUSE).json
    assert ended == NOTHING | {"ended": ended["ended"], "resumed": ended["ended"]}
    assert began["since"] <= ended["ended"]


def test_a_pause_ends_at_the_moment_it_was_told(client: FlaskClient) -> None:
    until = datetime.now(UTC).replace(microsecond=123000) + timedelta(hours=2)
    assert client.post(PAUSE, json={"until": until.isoformat()}).json["until"] == until.isoformat()


def test_a_pause_can_be_made_longer_and_shorter(client: FlaskClient) -> None:
    answers = []
    for duration in (1800, 7200, 60):
        earliest = in_(seconds=duration - 0.001)
        answers.append(client.post(PAUSE, json={"duration": duration}).json)
        assert earliest <= answers[-1]["until"] <= in_(seconds=duration)
    assert len({answer["since"] for answer in answers}) == 1


def test_a_schedule_does_not_cut_short_what_a_person_asked_for(client: FlaskClient) -> None:
    by_hand = client.post(PAUSE, json={"duration": 7200}).json
    assert client.post(PAUSE, json={"duration": 60, "by": "schedule"}).json == by_hand
    longer = client.post(PAUSE, json={"duration": 9000, "by": "schedule"}).json
    assert longer["by"] == "schedule"
    assert client.delete(f"{PAUSE}?by=schedule").json == by_hand
    assert client.delete(f"{PAUSE}?by=nobody").json == by_hand


def test_the_end_of_a_schedule_is_not_a_resume_by_hand(client: FlaskClient) -> None:
    client.post(PAUSE, json={"by": "schedule"})
    ended = client.delete(f"{PAUSE}?by=schedule").json
    assert not ended["paused"]
    assert ended["resumed"] is None


def test_a_pause_can_have_been_asked_for_while_the_server_was_away(client: FlaskClient) -> None:
    assert client.post(PAUSE, json={"since": in_(minutes=-5)}).json["since"] < in_(minutes=-4)


def test_a_pause_that_is_told_of_after_it_was_resumed_is_over(client: FlaskClient) -> None:
    client.delete(PAUSE)
    assert not client.post(PAUSE, json={"since": in_(minutes=-5)}).json["paused"]


def test_a_pause_can_be_over_when_the_server_is_told_of_it(client: FlaskClient) -> None:
    since, until = in_(minutes=-9), in_(minutes=-5)
    answer = client.post(PAUSE, json={"since": since, "until": until}).json
    assert (answer["paused"], answer["resumed"]) == (False, None)
    assert until[:19] in answer["ended"]
    client.post("/api/0/buckets/w", json={"client": "c", "type": "t", "hostname": "h"})
    for minutes, is_stored in ((-8, False), (-4, True)):
        event = client.post(
            "/api/0/buckets/w/heartbeat?pulsetime=1", json={"timestamp": in_(minutes=minutes)}
        )
        assert (event.json["id"] is not None) == is_stored


def test_a_pause_can_have_ended_while_the_server_was_away(client: FlaskClient) -> None:
    client.post(PAUSE, json={"since": in_(minutes=-9)})
    ended = client.delete(PAUSE, query_string={"at": in_(minutes=-5)}).json
    assert not ended["paused"]
    assert in_(minutes=-6) < ended["ended"] == ended["resumed"] < in_(minutes=-4)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"at": in_(days=1)}, "at: expected no moment to come"),
        ({"at": "tea time"}, "at: expected an ISO 8601 timestamp"),
        ({"at": in_(), "by": "hand"}, "at: expected it or `by`, got both"),
    ],
)
def test_an_end_that_cannot_be_is_refused_and_changes_nothing(
    client: FlaskClient, query: dict[str, str], message: str
) -> None:
    before = client.post(PAUSE, json={}).json
    answer = client.delete(PAUSE, query_string=query)
    assert answer.status_code == 400
    assert message in answer.json["message"]
    assert client.get(PAUSE).json == before


def test_an_end_before_the_pause_was_asked_for_is_a_conflict_and_changes_nothing(client: FlaskClient) -> None:
    before = client.post(PAUSE, json={}).json
    answer = client.delete(PAUSE, query_string={"at": in_(minutes=-9)})
    assert answer.status_code == 409
    assert "at: expected no moment before the pause began" in answer.json["message"]
    assert client.get(PAUSE).json == before


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"since": in_(hours=-2), "until": in_(hours=-3)}, "until: expected a moment after `since`"),
        ({"since": in_(days=-9), "until": in_(hours=-3)}, "since: expected a moment of the last 7 days"),
        ({"until": "2020-01-01"}, "until: expected a moment to come"),
        ({"until": in_(days=400)}, "until: expected a moment in the next 366 days"),
        ({"until": "9999-12-31T23:59:59.999999"}, "until: expected a moment in the next 366 days"),
        ({"until": "tea time"}, "until: expected an ISO 8601 timestamp"),
        ({"until": 5}, "until: expected an ISO 8601 timestamp"),
        ({"duration": 0}, "duration: expected a number of seconds above 0"),
        ({"duration": -5}, "duration: expected a number of seconds above 0"),
        ({"duration": 1e300}, "duration: expected a number of seconds above 0"),
        ({"duration": True}, "duration: expected a number of seconds above 0"),
        ({"duration": "30m"}, "duration: expected a number of seconds above 0"),
        ({"duration": 5, "until": in_(days=1)}, "duration: expected it or `until`, got both"),
        ({"by": ""}, "by: expected a name"),
        ({"by": "x" * 65}, "by: expected a name"),
        ({"by": None}, "by: expected a text"),
        ({"since": in_(days=5)}, "since: expected a moment of the last 7 days"),
        ({"since": in_(days=-8)}, "since: expected a moment of the last 7 days"),
        ([], "body: expected an object"),
        ({"seconds": 20}, 'body: expected no fields but `until`, `duration`, `by`, `since`, got "seconds"'),
        ({"duration": 20, "Until": None}, 'got "Until"'),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    client: FlaskClient, body: Any, message: str
) -> None:
    answer = client.post(PAUSE, json=body)
    assert answer.status_code == 400
    assert message in answer.json["message"]
    assert client.get(PAUSE).json == NOTHING


def test_more_names_than_are_taken_are_refused_and_change_nothing(client: FlaskClient) -> None:
    for number in range(16):
        before = client.post(PAUSE, json={"by": f"n{number}"}).json
    answer = client.post(PAUSE, json={"by": "one more"})
    assert answer.status_code == 409
    assert "expected at most 16 names" in answer.json["message"]
    assert client.get(PAUSE).json == before
    assert client.post(PAUSE, json={}).status_code == 200


def test_health_says_why_it_is_paused_where_nobody_asked_for_it(make_app: Any) -> None:
    app = make_app()
    assert app.test_client().get("/api/0/health").json["pause"] == {"problem": None}
    with app.app_context():
        services().settings.pause_file.write_text("{")
    client = make_app().test_client()
    problem = client.get("/api/0/health").json["pause"]["problem"]
    assert "until somebody resumes it" in problem
    assert client.get(PAUSE).json["by"] == "unreadable"
    client.delete(PAUSE)
    assert client.get("/api/0/health").json["pause"] == {"problem": None}


def test_a_web_page_of_another_site_cannot_pause(client: FlaskClient) -> None:
    for method in ("POST", "DELETE"):
        answer = client.open(PAUSE, method=method, json={}, headers={"Origin": "http://evil.example"})
        assert answer.status_code == 403
    assert client.get(PAUSE).json == NOTHING


@pytest.mark.parametrize("path", ["heartbeat", "heartbeat/"])
def test_the_answer_to_a_heartbeat_says_that_it_is_paused(client: FlaskClient, path: str) -> None:
    assert "AW-Paused" not in heartbeat(client, path).headers
    client.post(PAUSE, json={})
    answer = heartbeat(client, path)
    assert (answer.status_code, answer.headers["AW-Paused"], answer.json["id"]) == (200, "1", None)
    client.delete(PAUSE)
    assert "AW-Paused" not in heartbeat(client, path).headers


def test_an_event_inserted_in_a_pause_is_answered_as_nothing(client: FlaskClient) -> None:
    heartbeat(client)
    client.post(PAUSE, json={})
    path = "/api/0/buckets/w/events"
    event = {"timestamp": in_()}
    assert (client.post(path, json=[event]).json, client.post(path, json=event).json) == ([], None)


def test_an_unknown_bucket_is_unknown_also_in_a_pause(client: FlaskClient) -> None:
    client.post(PAUSE, json={})
    answer = client.post("/api/0/buckets/missing/heartbeat?pulsetime=1", json={"timestamp": in_()})
    assert answer.status_code == 404


def test_an_import_says_by_sensed_that_a_watcher_sends_it(client: FlaskClient) -> None:
    client.post(PAUSE, json={})
    bucket = {"id": "w", "client": "c", "type": "t", "hostname": "h"}
    bucket["events"] = [{"timestamp": in_(), "duration": 5}]
    for query, added in (("?sensed=1", 0), ("", 1)):
        answer = client.post(f"/api/0/import{query}", json={"buckets": {"w": bucket}})
        assert answer.json == {"buckets": {"w": added}}
    assert client.post("/api/0/import?sensed=no", json={"buckets": {}}).status_code == 400


def test_the_next_server_is_paused_as_the_last_one_was(make_app: Any) -> None:
    before = make_app().test_client().post(PAUSE, json={"duration": 600}).json
    assert make_app().test_client().get(PAUSE).json == before


def test_the_pause_is_kept_beside_the_settings_for_each_mode(tmp_path: Any) -> None:
    kept = [
        ServerSettings(device_id="d", hostname="h", settings_file=tmp_path / name).pause_file
        for name in ("settings.json", "settings-testing.json")
    ]
    assert kept == [tmp_path / "pause.json", tmp_path / "pause-testing.json"]


def test_in_a_pause_a_source_is_paused_and_what_is_entered_by_hand_is_not(client: FlaskClient) -> None:
    for bucket_id, type_ in (("w", "currentwindow"), ("s", "general.stopwatch")):
        client.post(f"/api/0/buckets/{bucket_id}", json={"client": "c", "type": type_, "hostname": "h"})
    since = client.post(PAUSE, json={}).json["since"]
    sources = client.get("/api/0/health").json["sources"]
    assert (sources["w"]["state"], sources["w"]["since"]) == ("paused", since)
    assert sources["s"]["state"] == "unknown"


@pytest.mark.parametrize(
    ("state", "after"), [("silent", "waiting"), ("ended", "waiting"), ("quiet", "quiet")]
)
def test_after_a_pause_a_source_has_time_to_come_back(state: str, after: str) -> None:
    now = datetime.now(UTC)
    source = Source(state=SourceState(state), since=now, newest=None, report=SelfReport())
    assert in_pause(source, None, now).state.value == after
    assert in_pause(source, None, now - timedelta(hours=1)) is source
    assert in_pause(source, None, None) is source
