from __future__ import annotations

import re

import pytest
from fake_aw_server import Answer, FakeServer, free_port

from aw_client import ActivityWatchClient
from aw_client.classes import default_classes, get_classes
from aw_core import Event
from aw_transform import Rule, categorize


def client_of(server: FakeServer) -> ActivityWatchClient:
    return ActivityWatchClient("aw-test", host="127.0.0.1", port=server.port)


def test_the_servers_categories_are_used(server: FakeServer) -> None:
    rule = {"type": "regex", "regex": "x"}
    server.settings["classes"] = [{"id": 1, "name": ["A", "B"], "rule": rule, "data": {"color": "#fff"}}]
    assert get_classes(client_of(server)) == [(["A", "B"], rule)]


@pytest.mark.parametrize("stored", [None, []])
def test_without_any_the_default_ones_are_used(server: FakeServer, stored: object) -> None:
    server.settings["classes"] = stored
    assert get_classes(client_of(server)) == default_classes


def test_without_a_server_the_default_ones_are_used(caplog: pytest.LogCaptureFixture) -> None:
    assert get_classes(ActivityWatchClient("x", host="127.0.0.1", port=free_port())) == default_classes
    assert "default categories" in caplog.text


def test_a_server_that_fails_is_no_reason_to_fail(server: FakeServer) -> None:
    server.behaviour = lambda _request: Answer(500, {"message": "oops"})
    assert get_classes(client_of(server)) == default_classes


def test_every_default_rule_is_a_regular_expression_of_its_own_category() -> None:
    paths = [tuple(path) for path, _ in default_classes]
    assert len(set(paths)) == len(paths)
    for _, rule in default_classes:
        re.compile(rule["regex"])


@pytest.mark.parametrize(
    ("app", "title", "category"),
    [
        ("Code", "main.py - project - Visual Studio Code", ["Work", "Programming"]),
        ("firefox", "Pull request · GitHub", ["Work", "Programming"]),
        ("gnome-terminal", "bash", ["Work", "Terminal"]),
        ("thunderbird", "Inbox", ["Communication", "Email"]),
        ("firefox", "Cats - YouTube", ["Media", "Video"]),
        ("Spotify", "Some song", ["Media", "Music"]),
        ("steam", "Steam", ["Media", "Games"]),
        ("firefox", "Weather", ["Uncategorized"]),
    ],
)
def test_the_default_rules_put_common_windows_where_people_expect(
    app: str, title: str, category: list[str]
) -> None:
    event = Event(timestamp="2026-11-22T08:00:00Z", data={"app": app, "title": title})
    [categorized] = categorize([event], [(path, Rule(rule)) for path, rule in default_classes])
    assert categorized.data["$category"] == category
