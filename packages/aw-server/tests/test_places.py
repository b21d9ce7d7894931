"""Long requests leave room for short ones."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from aw_server.app import LONG_REQUESTS
from aw_server.serve import THREADS
from aw_server.services import services

QUERY = {"query": ["RETURN = 1;"], "timeperiods": ["2024-01-01/2024-01-02"]}
BUCKET = {"client": "c", "type": "t", "hostname": "h"}
HEARTBEAT = {"timestamp": "2024-01-01T00:00:00Z", "data": {}}


def fill(app: Flask) -> None:
    with app.app_context():
        for _ in range(LONG_REQUESTS):
            services().places.take()


def test_there_are_more_threads_than_places_for_long_requests() -> None:
    assert LONG_REQUESTS < THREADS


def test_when_every_place_is_taken_a_query_or_export_is_refused_and_a_heartbeat_is_not(
    client: FlaskClient,
) -> None:
    client.post("/api/0/buckets/b", json=BUCKET)
    fill(client.application)
    for answer in (client.post("/api/0/query", json=QUERY), client.get("/api/0/export")):
        assert answer.status_code == 503
        assert "try again" in answer.get_json()["message"]
    assert client.post("/api/0/buckets/b/heartbeat?pulsetime=1", json=HEARTBEAT).status_code == 200


def test_a_place_is_given_back_when_the_request_has_ended_well_or_not(client: FlaskClient) -> None:
    for _ in range(LONG_REQUESTS + 1):
        assert client.post("/api/0/query", json=QUERY).status_code == 200
        assert client.post("/api/0/query", json={**QUERY, "query": ["x"]}).status_code == 400
        with client.get("/api/0/export") as answer:
            assert answer.status_code == 200
        assert client.get("/api/0/buckets/nope/export").status_code == 404
