"""What somebody looked at is what the server has, whatever happened to worker and server meanwhile."""

from __future__ import annotations

import pytest

from browsers.scene import Scene

pytestmark = pytest.mark.extension


def test_a_server_that_starts_after_the_browser_gets_what_was_before(scene: Scene) -> None:
    scene.down()
    tabs = scene.open("/late/one", "/late/zwei — ünï", "/late/three")
    scene.look(tabs, "/late/one")
    scene.look(tabs, "/late/zwei — ünï")
    scene.up()
    scene.look(tabs, "/late/three")
    scene.leave(tabs)
    scene.holds_the_diary()
    data = scene.of("/late/zwei — ünï")[-1]["data"]
    assert data == {
        "url": scene.site.url("/late/zwei — ünï"),
        "title": "/late/zwei — ünï",
        "audible": False,
        "incognito": False,
        "tabCount": data["tabCount"],
    }
    assert data["tabCount"] >= 3


def test_a_killed_server_and_a_stopped_worker_cost_nothing(scene: Scene) -> None:
    scene.up()
    tabs = scene.open("/kill/one", "/kill/two", "/kill/three", "/kill/four")
    scene.look(tabs, "/kill/one")
    scene.until_known("/kill/one")
    scene.server.kill()
    scene.look(tabs, "/kill/two")
    scene.browser.stop_worker()
    scene.look(tabs, "/kill/three")
    scene.up()
    scene.browser.stop_worker()
    scene.look(tabs, "/kill/four")
    scene.leave(tabs)
    scene.holds_the_diary()
