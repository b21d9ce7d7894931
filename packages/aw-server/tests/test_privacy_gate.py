from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aw_core.models import Event
from aw_core.privacy import DEFAULT_FILTERS
from aw_datastore import Datastore
from aw_datastore.rows import batches
from aw_datastore.storages import MemoryStorage
from aw_server.intake import Intake
from aw_server.privacy import PrivacyGate
from aw_server.uisettings import UISettings

BUCKET = "window"
PATH = f"/api/0/buckets/{BUCKET}"
WHEN = "2026-03-01T12:00:00Z"
RULES = [
    {"name": "banks", "pattern": "bank", "action": "drop"},
    {"field": "title", "pattern": r"(\w+)@home", "action": "redact", "replacement": r"\1@…"},
]


@pytest.fixture
def window(client: FlaskClient) -> FlaskClient:
    client.post(PATH, json={"client": "c", "type": "currentwindow", "hostname": "h"})
    return client


def set_rules(client: FlaskClient, rules: Any) -> Any:
    return client.post("/api/0/settings/privacy_filters", json=rules)


def event(title: str, app: str = "app") -> dict[str, Any]:
    return {"timestamp": WHEN, "duration": 1, "data": {"app": app, "title": title}}


def titles(datastore: Datastore) -> list[str]:
    return [stored.data["title"] for stored in datastore[BUCKET].iter_events()]


def test_rules_hold_from_the_answer_on_for_heartbeats(window: FlaskClient, datastore: Datastore) -> None:
    for rules, title in ((RULES, "me@home"), ([], "me@home"), (RULES[:1], "me@home"), (RULES, "a bank")):
        assert set_rules(window, rules).status_code == 200
        window.post(f"{PATH}/heartbeat?pulsetime=0", json=event(title))
    assert titles(datastore) == ["me@…", "me@home"]


def test_heartbeat_that_is_dropped_answers_with_itself_and_no_id(window: FlaskClient) -> None:
    set_rules(window, RULES)
    for path in ("heartbeat", "heartbeat/"):
        answer = window.post(f"{PATH}/{path}?pulsetime=0", json=event("a bank"))
        assert answer.status_code == 200
        assert answer.json == {**event("a bank"), "id": None, "timestamp": "2026-03-01T12:00:00+00:00"}


def test_dropped_inserts_are_left_out_of_the_answer(window: FlaskClient, datastore: Datastore) -> None:
    set_rules(window, RULES)
    answer = window.post(f"{PATH}/events", json=[event("bank"), event("x me@home")])
    assert [stored["data"]["title"] for stored in answer.get_json()] == ["x me@…"]
    assert window.post(f"{PATH}/events", json=[event("bank")]).json == []
    assert window.post(f"{PATH}/events", json=event("bank")).json is None
    assert titles(datastore) == ["x me@…"]


def test_replaced_event_follows_the_rules_and_stays_where_the_new_one_is_dropped(
    window: FlaskClient, datastore: Datastore
) -> None:
    set_rules(window, RULES)
    stored = window.post(f"{PATH}/events", json=event("x")).get_json()
    window.post(f"{PATH}/events", json={**event("me@home"), "id": stored["id"]})
    assert titles(datastore) == ["me@…"]
    window.post(f"{PATH}/events", json={**event("bank"), "id": stored["id"]})
    assert titles(datastore) == ["me@…"]


@pytest.mark.parametrize("as_form", [False, True])
def test_import_follows_the_rules(window: FlaskClient, datastore: Datastore, as_form: bool) -> None:
    set_rules(window, RULES)
    bucket = {"id": BUCKET, "client": "c", "type": "t", "hostname": "h"}
    events = [event("bank"), event("me@home"), event("x"), event("(3) y")]
    body = json.dumps({"buckets": {BUCKET: {**bucket, "events": events}}}).encode()
    if as_form:
        answer = window.post("/api/0/import", data={"buckets.json": (io.BytesIO(body), "b.json")})
    else:
        answer = window.post("/api/0/import", data=body)
    assert answer.json == {"buckets": {BUCKET: 3}}
    assert sorted(titles(datastore)) == ["me@…", "x", "y"]


def test_importing_again_adds_nothing_though_the_rules_change_what_is_imported(
    window: FlaskClient, datastore: Datastore
) -> None:
    set_rules(window, RULES)
    bucket = {"id": BUCKET, "client": "c", "type": "t", "hostname": "h", "events": [event("me@home")]}
    answers = [window.post("/api/0/import", json={"buckets": {BUCKET: bucket}}).get_json() for _ in range(2)]
    assert [answer["buckets"][BUCKET] for answer in answers] == [1, 0]
    assert titles(datastore) == ["me@…"]


def test_default_rules_hold_without_any_setting_and_can_be_switched_off(
    window: FlaskClient, datastore: Datastore
) -> None:
    heartbeats = [
        event("(3) chat"),
        event("x", app="KeePassXC"),
        event("x — Mozilla Firefox Private Browsing"),
    ]
    for heartbeat in heartbeats:
        window.post(f"{PATH}/heartbeat?pulsetime=0", json=heartbeat)
    assert titles(datastore) == ["chat"]
    set_rules(window, [{"name": rule["name"], "enabled": False} for rule in DEFAULT_FILTERS])
    for heartbeat in heartbeats:
        window.post(f"{PATH}/heartbeat?pulsetime=0", json=heartbeat)
    assert titles(datastore)[1:] == [heartbeat["data"]["title"] for heartbeat in heartbeats]


@pytest.mark.parametrize("rules", [{}, "x", [3], [*RULES, {"pattern": "(", "action": "drop"}]])
def test_bad_list_of_rules_is_refused_and_the_one_before_stays(
    window: FlaskClient, datastore: Datastore, rules: Any
) -> None:
    set_rules(window, RULES)
    answer = set_rules(window, rules)
    assert answer.status_code == 400
    assert "privacy_filters" in answer.get_json()["message"]
    assert window.get("/api/0/settings/privacy_filters").json == RULES
    window.post(f"{PATH}/events", json=[event("bank"), event("me@home")])
    assert titles(datastore) == ["me@…"]


def test_bad_rule_in_the_file_is_told_and_the_others_hold(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "s.json").write_text(
        json.dumps({"privacy_filters": [{"name": "odd", "pattern": "x"}, *RULES]})
    )
    gate = PrivacyGate(UISettings(tmp_path / "s.json"))
    assert gate.event("b", Event(None, WHEN, 0, {"t": "bank"})) is None
    assert "privacy_filters, rule 0 ('odd'), action" in caplog.text
    assert len(gate.problems) == 1


def test_rules_hold_though_the_settings_file_is_damaged_and_it_is_told(
    window: FlaskClient, datastore: Datastore, tmp_path: Path
) -> None:
    set_rules(window, RULES)
    (file,) = tmp_path.rglob("settings*.json")
    file.write_text('{"privacy_filters": [{"pattern": "shop", "action": "drop"},]}', encoding="utf-8")
    window.post(f"{PATH}/events", json=[event("a bank"), event("me@home")])
    assert titles(datastore) == ["me@…"]
    told = window.get("/api/0/privacy").get_json()
    assert told["filters"] == RULES
    assert "was damaged" in told["problems"][0]
    assert window.get("/api/0/health").get_json()["privacy"] == {"problems": told["problems"]}


def test_unsetting_the_rules_leaves_the_default_rules(window: FlaskClient, datastore: Datastore) -> None:
    set_rules(window, RULES)
    assert window.delete("/api/0/settings/privacy_filters").status_code == 200
    window.post(f"{PATH}/events", json=[event("(2) bank")])
    assert titles(datastore) == ["bank"]


DATA = st.dictionaries(
    st.sampled_from(["title", "app", "url"]),
    st.one_of(
        st.sampled_from(["bank", "my bank account", "me@home", "x", "(3) me@home", "(3) ● bank"]),
        st.integers(),
        st.lists(st.sampled_from(["bank", "y"]), max_size=2),
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(DATA, st.integers(0, 60)), max_size=12), st.booleans())
def test_no_text_that_a_rule_matches_is_stored_whatever_the_way_in(
    tmp_path: Path, events: list[tuple[dict[str, Any], int]], with_defaults: bool
) -> None:
    ui_settings = UISettings(tmp_path / "settings.json")
    off = [] if with_defaults else [{"name": rule["name"], "enabled": False} for rule in DEFAULT_FILTERS]
    ui_settings.set("privacy_filters", [*RULES, *off])
    gate = PrivacyGate(ui_settings)
    given_events = [
        Event(None, f"2026-03-01T12:00:{second % 60:02}Z", second, data) for data, second in events
    ]
    ways: dict[str, list[str]] = {}
    for way in ("heartbeat", "insert", "import", "moving in"):
        with Datastore(MemoryStorage) as datastore:
            bucket = datastore.create_bucket("b", "t", "c", "h")
            intake = Intake(datastore, [gate])
            if way == "heartbeat":
                for one in given_events:
                    intake.heartbeat("b", one, 0)
            elif way == "insert":
                intake.insert("b", given_events)
            elif way == "import":
                intake.import_batches(datastore.storage_strategy.bucket("b").bucket, batches(given_events))
            else:
                datastore.import_bucket(
                    datastore.storage_strategy.bucket("b").bucket,
                    intake.admitted("b", (row for batch in batches(given_events) for row in batch.each())),
                )
            stored = [json.dumps(one.data, sort_keys=True) for one in bucket.iter_events()]
        assert not any("bank" in text for text in stored)
        assert not any("@home" in str(json.loads(text).get("title")) for text in stored)
        ways[way] = sorted(set(stored))
    assert ways["insert"] == ways["import"] == ways["moving in"] == ways["heartbeat"]
