"""What somebody looked at is what the server has, whatever happened to worker and server meanwhile."""

from __future__ import annotations

import pytest
from waiting import wait_until

from browsers.scene import Scene

pytestmark = pytest.mark.extension


def test_a_server_that_starts_late_or_is_killed_and_a_stopped_worker_cost_nothing(scene: Scene) -> None:
    tabs = scene.open("/late/one", "/late/zwei — ünï", "/up/three", "/kill/four", "/stop/five", "/up/six")
    scene.down()
    scene.look(tabs, "/late/one")
    scene.look(tabs, "/late/zwei — ünï")
    scene.up()
    scene.look(tabs, "/up/three")
    scene.until_known("/up/three")
    scene.server.kill()
    scene.look(tabs, "/kill/four")
    scene.browser.stop_worker()
    scene.look(tabs, "/stop/five")
    scene.up()
    scene.browser.stop_worker()
    scene.look(tabs, "/up/six")
    scene.leave(tabs)
    scene.hurry()
    scene.holds_the_diary()
    data = scene.of("/late/zwei — ünï")[-1]["data"]
    assert data == {
        "url": scene.site.url("/late/zwei — ünï"),
        "title": "/late/zwei — ünï",
        "audible": False,
        "incognito": False,
        "tabCount": data["tabCount"],
    }
    assert data["tabCount"] >= len(tabs)


# Firefox sets its extensions no such limit.
@pytest.mark.parametrize("browser", ["chromium"], indirect=True)
def test_what_the_browser_has_no_room_for_is_told_and_kept_once_there_is(scene: Scene) -> None:
    scene.up()
    tabs = scene.open("/full/one", "/full/two")
    with scene.page("options/options.html") as page:
        scene.down()
        scene.browser.run(page, _USE_UP_THE_ROOM)
        scene.look(tabs, "/full/one")
        scene.look(tabs, "/full/two")
        scene.leave(tabs)
        no_room = "The browser does not keep what is recorded"
        wait_until(lambda: scene.text(page, "state") == no_room, "the options say so")
        wait_until(lambda: scene.badge(page) == "!", "the button is marked")
        scene.browser.run(page, "() => chrome.storage.local.remove('ballast')")
        scene.click(page, "try-now", until="The time tracker does not answer")
    scene.browser.stop_worker()
    scene.up()
    scene.hurry()
    scene.holds_the_diary()
    assert not [key for key in scene.memory() if key.startswith("span")]


_USE_UP_THE_ROOM = """async () => {
  const room = chrome.storage.local.QUOTA_BYTES - (await chrome.storage.local.getBytesInUse(null))
  await chrome.storage.local.set({ballast: 'x'.repeat(room - 20)})
}"""
