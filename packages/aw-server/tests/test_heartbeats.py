"""Heartbeats on their short way are answered as Flask's route answers them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from aw_datastore import Datastore
from aw_server.json import MAX_BODY

GOOD: dict[str, Any] = {
    "json": {"timestamp": "2021-01-01T00:00:00Z", "duration": 1.5, "data": {"a": "é\ud83d"}}
}
FAR = {"HTTP_ORIGIN": "http://evil.example"}
EXTENSION = {"HTTP_ORIGIN": "moz-extension://b3c1"}

REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "good": ("pulsetime=5", GOOD),
    "extension": ("pulsetime=5", {**GOOD, "environ_overrides": EXTENSION}),
    "other parameters": ("x=%ff&pulsetime=0.5&pulsetime=x", GOOD),
    "no pulsetime": ("", GOOD),
    "bad pulsetime": ("pulsetime=%C3%A9", GOOD),
    "no UTF-8 in the query": ("pulsetime=\xff", GOOD),
    "no body": ("pulsetime=5", {}),
    "no JSON": ("pulsetime=5", {"data": b"{"}),
    "no event": ("pulsetime=5", {"data": b"[1]"}),
    "bad timestamp": ("pulsetime=5", {"json": {"timestamp": "x"}}),
    "too long": ("pulsetime=5", {"environ_overrides": {"CONTENT_LENGTH": str(MAX_BODY + 1)}}),
    "odd length": ("pulsetime=5", {**GOOD, "environ_overrides": {"CONTENT_LENGTH": "x"}}),
    "foreign page": ("pulsetime=5", {**GOOD, "environ_overrides": FAR}),
    "foreign host": ("pulsetime=5", {**GOOD, "environ_overrides": {"HTTP_HOST": "evil.example"}}),
    "no host": ("pulsetime=5", {**GOOD, "environ_overrides": {"HTTP_HOST": ""}}),
    "not stored": ("pulsetime=5", {"json": {"timestamp": "2021-01-01", "data": {"a": [[[]]] * 2}}}),
}


def told(answer: TestResponse) -> dict[str, Any]:
    return {"status": answer.status_code, "headers": sorted(answer.headers), "body": answer.json}


@pytest.mark.parametrize(("query", "request_"), REQUESTS.values(), ids=REQUESTS)
@pytest.mark.parametrize("bucket_id", ["w", "w é%2", "missing"])
@pytest.mark.parametrize("api_key", [None, "secret"])
def test_both_ways_lead_to_the_same_answer(
    make_app: Any, bucket_id: str, api_key: str | None, query: str, request_: dict[str, Any]
) -> None:
    client: FlaskClient = make_app(api_key=api_key).test_client()
    headers = {"Authorization": "Bearer secret"}
    path = f"/api/0/buckets/{bucket_id}".replace("%", "%25")
    if bucket_id != "missing":
        assert (
            client.post(path, json={"client": "c", "type": "t", "hostname": "h"}, headers=headers).status_code
            == 200
        )
    for given in ({}, headers) if api_key else ({},):
        short = client.post(f"{path}/heartbeat?{query}", headers=given, **request_)
        # With the slash it is Flask's route that answers.
        long = client.post(f"{path}/heartbeat/?{query}", headers=given, **request_)
        assert told(short) == told(long)


def test_a_heartbeat_is_stored_by_its_bucket_and_without_the_id_it_names(
    client: FlaskClient, datastore: Datastore
) -> None:
    other = datastore.create_bucket("other", "t", "c", "h")
    client.post("/api/0/buckets/w", json={"client": "c", "type": "t", "hostname": "h"})
    for second in (0, 3):
        event = {"id": 7, "timestamp": f"2021-01-01T00:00:0{second}Z", "data": {"a": 1}}
        answer = client.post("/api/0/buckets/w/heartbeat?pulsetime=5", json=event)
    assert answer.json == {
        "id": 1,
        "timestamp": "2021-01-01T00:00:00+00:00",
        "duration": 3.0,
        "data": {"a": 1},
    }
    assert datastore["w"].get_eventcount() == 1
    assert other.get_eventcount() == 0


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_other_methods_are_not_allowed(client: FlaskClient, method: str) -> None:
    answer = client.open("/api/0/buckets/w/heartbeat", method=method)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_database_that_is_closed_is_a_503(client: FlaskClient, datastore: Datastore) -> None:
    datastore.close()
    answer = client.post("/api/0/buckets/w/heartbeat?pulsetime=5", **GOOD)
    assert answer.status_code == 503
    assert answer.get_json()["message"]


@pytest.mark.parametrize(
    "host", ["localhost:5600,evil.com", "localhost:5600:1", "localhost:x", "localhost,evil.com"]
)
def test_a_host_with_more_than_a_port_is_refused(client: FlaskClient, host: str) -> None:
    assert client.get("/api/0/info", environ_overrides={"HTTP_HOST": host}).status_code == 400
