"""Whatever comes in, no endpoint fails by mistake, and what is refused changes nothing."""

from __future__ import annotations

import json
import shutil
import string
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aw_datastore import Datastore
from aw_datastore.storages import SqliteStorage
from aw_server import ServerSettings, create_app
from aw_server.json import MAX_BODY, MAX_DEPTH
from aw_server.uisettings import UISettings

BUCKET = {"client": "c", "type": "t", "hostname": "h"}
EVENT = {"timestamp": "2021-01-01T00:00:00Z", "duration": 1, "data": {"a": 1}}

ENDPOINTS = [
    ("GET", "/api/0/info"),
    ("GET", "/api/0/buckets/"),
    ("GET", "/api/0/buckets/{id}"),
    ("POST", "/api/0/buckets/{id}"),
    ("PUT", "/api/0/buckets/{id}"),
    ("DELETE", "/api/0/buckets/{id}"),
    ("GET", "/api/0/buckets/{id}/events"),
    ("POST", "/api/0/buckets/{id}/events"),
    ("GET", "/api/0/buckets/{id}/events/count"),
    ("GET", "/api/0/buckets/{id}/events/{number}"),
    ("DELETE", "/api/0/buckets/{id}/events/{number}"),
    ("POST", "/api/0/buckets/{id}/heartbeat"),
    ("GET", "/api/0/buckets/{id}/export"),
    ("GET", "/api/0/export"),
    ("POST", "/api/0/import"),
    ("POST", "/api/0/query/"),
    ("GET", "/api/0/settings"),
    ("GET", "/api/0/settings/{id}"),
    ("POST", "/api/0/settings/{id}"),
    ("DELETE", "/api/0/settings/{id}"),
    ("GET", "/api/0/log"),
    ("GET", "/{id}"),
    ("GET", "/pages/{id}/{number}"),
]

texts = st.text(max_size=20)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)
moments = st.datetimes().map(lambda moment: f"{moment.isoformat()}Z") | texts
events = st.fixed_dictionaries(
    {},
    optional={
        "id": scalars,
        "timestamp": moments | scalars,
        "duration": st.floats() | scalars,
        "data": values,
        "x": scalars,
    },
)
buckets = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("id", "type", "client", "hostname", "name"), texts | scalars),
        "created": moments | scalars,
        "data": values,
        "events": st.lists(events, max_size=3) | scalars,
    },
)
queries = st.fixed_dictionaries(
    {},
    optional={
        "query": st.lists(st.text("RETURN=(){}[];\"'#,.+-*/%0123 \nabcnofld_", max_size=40), max_size=3)
        | values,
        "timeperiods": st.lists(st.tuples(moments, moments).map("/".join), max_size=2) | values,
    },
)
exports = st.fixed_dictionaries({"buckets": st.dictionaries(texts, buckets, max_size=2) | values})
documents = st.one_of(values, events, st.lists(events, max_size=4), buckets, queries, exports)
bodies = st.binary(max_size=60) | documents.map(lambda value: json.dumps(value).encode())
names = st.sampled_from(["w", "nope", "", ".."]) | texts
parameters = st.dictionaries(
    st.sampled_from(["start", "end", "limit", "pulsetime", "force", "name", "x"]),
    st.sampled_from(["1", "-1", "60", "2021-01-01", "2021-01-01T00:00:00+01:00"]) | moments,
    max_size=4,
)
headers = st.dictionaries(
    st.sampled_from(
        [
            "Content-Type",
            "Origin",
            "Accept",
            "Range",
            "If-None-Match",
            "If-Modified-Since",
            "Content-Encoding",
        ]
    ),
    st.text(string.printable, max_size=30).filter(lambda text: not set(text) & set("\r\n\x0b\x0c"))
    | st.sampled_from(["application/json", "multipart/form-data; boundary=x", "null", "bytes=0-1", "*"]),
    max_size=2,
)


@pytest.fixture
def client(datastore: Datastore, tmp_path: Path) -> FlaskClient:
    return app_client(datastore, tmp_path)


def app_client(datastore: Datastore, folder: Path) -> FlaskClient:
    told = ServerSettings(device_id="d", hostname="h", settings_file=folder / "settings.json", testing=True)
    client = create_app(told, datastore).test_client()
    client.post("/api/0/buckets/w", json=BUCKET)
    client.post("/api/0/buckets/w/events", json=[EVENT, {**EVENT, "timestamp": "2021-01-02T00:00:00Z"}])
    return client


def state(client: FlaskClient) -> Any:
    """All there is to change, as the API shows it."""
    return [client.get(path).json for path in ("/api/0/export", "/api/0/buckets/", "/api/0/settings")]


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_request_is_answered_and_a_refused_one_changes_nothing(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with Datastore(SqliteStorage, testing=True, filepath=folder / "events.db") as datastore:
        client = app_client(datastore, folder)
        for _ in range(data.draw(st.integers(1, 6))):
            before = state(client)
            method, template = data.draw(st.sampled_from(ENDPOINTS))
            path = template.replace("{id}", quote(data.draw(names), safe=".")).replace(
                "{number}", str(data.draw(st.integers()))
            )
            with client.open(
                path,
                method=method,
                query_string=data.draw(parameters),
                data=data.draw(bodies) if method in ("POST", "PUT") else None,
                headers={"Host": "localhost", **data.draw(headers)},
            ) as response:
                check(response)
            if response.status_code >= 400:
                assert state(client) == before


def check(response: Any) -> None:
    assert response.status_code < 500, response.text
    if response.status_code >= 400 and response.data not in (b"null", b""):
        assert isinstance(response.json["message"], str)
    if response.mimetype == "application/json" and response.data:
        json.loads(response.data, parse_constant=pytest.fail)


WRITING = [(method, path.replace("{id}", "w")) for method, path in ENDPOINTS if method in ("POST", "PUT")]


@pytest.mark.parametrize(("method", "path"), WRITING)
@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b"[" * 900 + b"]" * 900,
        b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1),
        b"9" * 5000,
        b'"\xff\xfe"',
        b"1e999",
        b"\x00",
        b'{"\x00": 1}',
    ],
    ids=["brackets", "deep list", "deep object", "digits", "not UTF-8", "infinite", "NUL", "NUL in a key"],
)
def test_a_body_that_is_hostile_is_refused(client: FlaskClient, method: str, path: str, body: bytes) -> None:
    before = state(client)
    response = client.open(f"{path}?pulsetime=1", method=method, data=body)
    assert response.status_code == 400, response.text
    assert response.json["message"]
    assert len(response.data) < 1000
    assert state(client) == before


def test_nesting_up_to_the_limit_is_stored_and_comes_back(client: FlaskClient) -> None:
    deep: Any = 1
    for _ in range(MAX_DEPTH - 2):
        deep = [deep]
    response = client.post("/api/0/buckets/w/events", json={**EVENT, "data": {"deep": deep}})
    assert response.status_code == 200, response.text
    assert client.get(f"/api/0/buckets/w/events/{response.json['id']}").json["data"] == {"deep": deep}


def test_a_body_that_is_too_long_is_413(client: FlaskClient) -> None:
    response = client.post("/api/0/buckets/w/events", data=b" " * (MAX_BODY + 1))
    assert response.status_code == 413
    assert str(MAX_BODY) in response.json["message"]


def test_an_error_does_not_repeat_a_long_value(client: FlaskClient) -> None:
    response = client.post("/api/0/buckets/w/events", json={"timestamp": "x" * 100_000})
    assert response.status_code == 400
    assert len(response.data) < 300


def test_a_mistake_of_ours_is_500_in_json_and_logged(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> str:
        raise ZeroDivisionError("inner secret")

    client.application.view_functions["info.get_info"] = broken
    response = client.get("/api/0/info")
    assert response.status_code == 500
    assert response.json == {"message": "The server made a mistake; its log tells more"}
    assert "inner secret" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_settings_file_that_cannot_be_written_is_503_and_changes_nothing(
    client: FlaskClient, tmp_path: Path
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    services = client.application.extensions["aw-server"]
    client.application.extensions["aw-server"] = replace(
        services, ui_settings=UISettings(folder / "settings.json")
    )
    client.post("/api/0/settings/a", json=1)
    shutil.rmtree(folder)
    folder.write_text("a file in its place", encoding="utf-8")
    response = client.post("/api/0/settings/a", json=2)
    assert response.status_code == 503
    assert "gone" in response.json["message"]
    assert client.get("/api/0/settings/a").json == 1


def test_a_closed_datastore_is_503(client: FlaskClient, datastore: Datastore) -> None:
    datastore.close()
    response = client.get("/api/0/buckets/")
    assert response.status_code == 503
    assert "closed" in response.json["message"]
