"""What is not to be recorded never leaves the browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from waiting import wait_until

from browsers.scene import Scene

pytestmark = pytest.mark.extension

GLANCE = 0.5
"""Seconds in which the extension notices a tab."""

RULES: list[dict[str, Any]] = [
    {"pattern": r"hush-\w+", "action": "redact"},
    {"pattern": "never-ever", "action": "drop", "field": "title"},
    {"name": "incognito-tabs", "enabled": False},
]


@pytest.fixture(autouse=True, scope="module")
def _rules(stage: Scene) -> Iterator[None]:
    """Rules on the server and patterns in the extension."""
    stage.up()
    stage.server.request("POST", "/api/0/settings/privacy_filters", RULES)
    stage.set(exclude=f"{stage.site.host}/secret")
    yield
    stage.set(exclude="", recordIncognito=False)


def traces(folder: Path, text: str) -> list[Path]:
    """The files of a folder that hold a text."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if text.encode() in path.read_bytes()]


def test_what_is_private_is_nowhere_in_the_files_of_the_server(scene: Scene) -> None:
    tabs = scene.open("/secret/marker-a", "/plain/hush-marker_b", "/plain/never-ever-marker-c", "/plain/told")
    for path in tabs:
        scene.browser.show(tabs[path])
        scene.stay(GLANCE)
    with scene.private_window("/private/marker-d"):
        scene.stay(GLANCE)
    scene.browser.show(tabs["/plain/told"])
    scene.stay(GLANCE)
    scene.leave(tabs)
    for path in ["/plain/told", "/plain/REDACTED"]:
        scene.until_known(path)
    scene.down()
    assert traces(scene.server.home, "/plain/told")
    assert not traces(scene.server.home, "marker")


def test_what_the_default_rules_forbid_is_not_kept_while_there_is_no_server(scene: Scene) -> None:
    scene.up()
    rule_on = [rule for rule in RULES if rule.get("name") != "incognito-tabs"]
    scene.server.request("POST", "/api/0/settings/privacy_filters", rule_on)
    scene.set(recordIncognito=True)
    wait_until(lambda: scene.memory()["facts"]["filters"] == rule_on, "the extension knows the rules")
    scene.down()
    with scene.private_window("/private/marker-e"):
        scene.stay(GLANCE)
        during = scene.memory()
    assert during["settings"]["recordIncognito"] is True
    assert "marker-e" not in str([during, scene.memory()])


def test_an_excluded_page_is_not_recorded_however_its_address_is_written(scene: Scene) -> None:
    scene.up()
    port = scene.site.host.rpartition(":")[2]
    before = scene.memory()["settings"]["exclude"]
    scene.set(exclude="\n".join([*before, "bücher.localhost:*", "127.0.0.1/privé", ".hidden.localhost"]))
    hidden = f"http://hidden.localhost:{port}/disguise"
    addresses = [
        f"http://bücher.localhost:{port}/disguise",
        scene.site.url("/privé/disguise"),
        f"http://{scene.site.host}//x/..%2Fpriv%C3%A9/disguise",
        f"http://hidden.localhost.:{port}/disguise",
        f"view-source:{hidden}",
        *([f"about:reader?url={quote(hidden, safe='')}"] if scene.browser.name == "firefox" else []),
    ]
    tabs = {}
    for address in addresses:
        tabs[address] = scene.browser.open_typed(address)
        scene.stay()
    tabs |= scene.open("/plain/undisguised")
    scene.until_known("/plain/undisguised")
    scene.leave(tabs)
    scene.set(exclude="\n".join(before))
    texts = [event["data"]["url"] + event["data"]["title"] for event in scene.events()]
    assert not [text for text in texts if "/disguise" in text]


def test_private_windows_are_recorded_once_that_is_switched_on(scene: Scene) -> None:
    scene.up()
    scene.server.request("POST", "/api/0/settings/privacy_filters", RULES)
    scene.set(recordIncognito=True)
    with scene.private_window("/private/wanted"):
        scene.until_known("/private/wanted")
    assert scene.of("/private/wanted")[-1]["data"]["incognito"] is True


def test_nothing_is_recorded_during_a_pause_and_the_server_knows_why(scene: Scene) -> None:
    scene.up()
    with scene.page("popup/popup.html") as popup:
        scene.click(popup, "pause-short", until="Paused")
        tabs = scene.open("/pause/unseen")
        scene.stay(GLANCE)
        scene.leave(tabs)
        wait_until(lambda: scene.source()["state"] == "ended", "the server knows that it stopped")
        assert scene.source()["reason"] == "it is paused by the menu of its button"
        scene.click(popup, "resume", until="Connected")
    tabs = scene.open("/pause/seen")
    scene.until_known("/pause/seen")
    scene.leave(tabs)
    assert not scene.of("/pause/unseen")
    wait_until(lambda: scene.source()["state"] == "recording", "the server knows that it goes on")
    assert scene.source()["backend"] == "browser extension"
