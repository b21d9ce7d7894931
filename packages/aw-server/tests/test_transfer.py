"""Exports and imports while others write, and of more than one shape."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from aw_datastore import Datastore, rows

BUCKET = {"client": "c", "type": "t", "hostname": "h"}


def fill(client: FlaskClient, bucket_id: str, count: int) -> None:
    client.post(f"/api/0/buckets/{bucket_id}", json=BUCKET)
    events = [
        {"timestamp": f"2021-01-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z", "data": {"n": n}}
        for n in range(count)
    ]
    client.post(f"/api/0/buckets/{bucket_id}/events", json=events)


def test_a_bucket_deleted_before_its_turn_is_left_out(client: FlaskClient, datastore: Datastore) -> None:
    for bucket_id in ("a", "b", "c"):
        fill(client, bucket_id, 10)
    with client.get("/api/0/export", buffered=False) as response:
        pieces = response.iter_encoded()
        begun = [next(pieces) for _ in range(3)]
        datastore.delete_bucket("a")
        datastore.delete_bucket("b")
        export = json.loads(b"".join([*begun, *pieces]))
    assert {key: len(bucket["events"]) for key, bucket in export["buckets"].items()} == {"a": 10, "c": 10}


def test_what_is_written_during_an_export_does_not_harm_it(client: FlaskClient, datastore: Datastore) -> None:
    fill(client, "a", 12_000)
    with client.get("/api/0/buckets/a/export", buffered=False) as response:
        pieces = response.iter_encoded()
        begun = [next(pieces) for _ in range(3)]
        for event in datastore["a"].get(500):
            datastore["a"].delete(event.id)
        export = json.loads(b"".join([*begun, *pieces]))
    numbers = [event["data"]["n"] for event in export["buckets"]["a"]["events"]]
    assert numbers == list(reversed(range(12_000)))


def test_the_events_of_a_bucket_deleted_in_its_turn_end_early(
    client: FlaskClient, datastore: Datastore
) -> None:
    fill(client, "a", 12_000)
    fill(client, "b", 10)
    with client.get("/api/0/export", buffered=False) as response:
        pieces = response.iter_encoded()
        begun = [next(pieces) for _ in range(3)]
        datastore.delete_bucket("a")
        export = json.loads(b"".join([*begun, *pieces]))
    assert {key: len(bucket["events"]) for key, bucket in export["buckets"].items()} == {"a": 5_000, "b": 10}


def test_every_event_is_exported_once_though_heartbeats_come_meanwhile(
    client: FlaskClient, datastore: Datastore
) -> None:
    fill(client, "a", 12_000)
    with client.get("/api/0/buckets/a/export", buffered=False) as response:
        pieces = response.iter_encoded()
        begun = [next(pieces) for _ in range(3)]
        for _ in range(3):
            client.post(
                "/api/0/buckets/a/heartbeat?pulsetime=60",
                json={"timestamp": "2021-01-01T03:20:10Z", "data": {"n": "new"}},
            )
            begun.append(next(pieces))
        export = json.loads(b"".join([*begun, *pieces]))
    numbers = [event["data"]["n"] for event in export["buckets"]["a"]["events"]]
    assert [number for number in numbers if number != "new"] == list(reversed(range(12_000)))
    assert datastore["a"].get_eventcount() == 12_001


def test_an_export_holds_all_that_is_needed_to_make_it_again(client: FlaskClient) -> None:
    client.post(
        "/api/0/buckets/a", json={**BUCKET, "name": "ü", "data": {"x": [1, None]}, "created": "2020-01-01"}
    )
    client.post(
        "/api/0/buckets/a/events",
        json=[{"timestamp": "2021-01-01", "duration": 0.000001, "data": {"t": "\ud83d"}}] * 2,
    )
    export = client.get("/api/0/export").data
    client.delete("/api/0/buckets/a")
    assert client.post("/api/0/import", data=export).json == {"buckets": {"a": 2}}
    assert client.get("/api/0/export").data == export


@pytest.mark.parametrize(
    "order", [("events", "type", "client", "hostname", "id"), ("id", "hostname", "client", "type", "events")]
)
def test_the_keys_of_a_bucket_may_come_in_any_order(client: FlaskClient, order: tuple[str, ...]) -> None:
    fields: dict[str, Any] = {**BUCKET, "id": "a", "events": [{"timestamp": "2021-01-01"}]}
    body = json.dumps({"buckets": {"x": {name: fields[name] for name in order}}})
    assert client.post("/api/0/import", data=body).json == {"buckets": {"a": 1}}


def test_two_buckets_of_one_id_in_a_file_are_one(client: FlaskClient) -> None:
    events = [{"timestamp": "2021-01-01"}], [{"timestamp": "2021-01-01"}, {"timestamp": "2021-01-02"}]
    buckets = {str(n): {**BUCKET, "id": "a", "events": events[n]} for n in (0, 1)}
    assert client.post("/api/0/import", json={"buckets": buckets}).json == {"buckets": {"a": 2}}


def test_a_file_whose_last_bucket_cannot_be_stored_changes_nothing(
    client: FlaskClient, datastore: Datastore
) -> None:
    good = {"id": "a", "client": "c", "type": "t", "hostname": "h", "events": []}
    bad = {**good, "id": "b", "hostname": "\ud800"}
    answer = client.post("/api/0/import", json={"buckets": {"a": good, "b": bad}})
    assert answer.status_code == 400
    assert "bucket 'b'" in answer.get_json()["message"]
    assert datastore.buckets() == {}


def test_a_file_whose_last_event_is_too_deep_changes_nothing(
    client: FlaskClient, datastore: Datastore
) -> None:
    deep: object = 1
    for _ in range(101):
        deep = [deep]
    events = [{"timestamp": "2024-01-01T00:00:00Z", "data": data} for data in ({}, {"deep": deep})]
    bucket = {"id": "a", "client": "c", "type": "t", "hostname": "h", "events": events}
    answer = client.post("/api/0/import", json={"buckets": {"a": bucket}})
    assert answer.status_code == 400
    assert "bucket 'a', " in answer.get_json()["message"]
    assert datastore.buckets() == {}


def test_the_same_data_written_differently_is_stored_once(client: FlaskClient, datastore: Datastore) -> None:
    texts = [
        '{"a": 1, "b": "\\u00e9"}',
        '{"b": "é", "a": 1}',
        '{"a": 1.0, "b": "é"}',
        '{"a": true, "b": "é"}',
    ]
    events = ",".join(f'{{"timestamp": "2021-01-01", "data": {text}}}' for text in texts)
    body = f'{{"buckets": {{"a": {{"client": "c", "type": "t", "hostname": "h", "events": [{events}]}}}}}}'
    assert client.post("/api/0/import", data=body.encode()).json == {"buckets": {"a": 4}}
    assert client.post("/api/0/import", data=body.encode()).json == {"buckets": {"a": 0}}
    values = [event.data["a"] for event in datastore["a"].get()]
    assert [(type(value), value) for value in values] == [(int, 1), (int, 1), (float, 1.0), (bool, True)]


def test_many_small_batches_make_one_import(
    client: FlaskClient, datastore: Datastore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "BATCH", 7)
    monkeypatch.setattr(rows, "BATCH_CHARACTERS", 60)
    events = [
        {"timestamp": f"2021-01-01T00:{n // 3:02}:00Z", "duration": n % 2, "data": {"n": "x" * (n % 30)}}
        for n in range(100)
    ]
    body = {"buckets": {"a": {**BUCKET, "events": events}, "b": {**BUCKET, "events": events[:10]}}}
    assert client.post("/api/0/import", json=body).json == {"buckets": {"a": 100, "b": 10}}
    assert client.post("/api/0/import", json=body).json == {"buckets": {"a": 0, "b": 0}}
    assert sorted(len(event.data["n"]) for event in datastore["a"].get()) == sorted(
        n % 30 for n in range(100)
    )
