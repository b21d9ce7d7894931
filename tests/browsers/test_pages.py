"""The extension's own pages: they say how it goes, take what is right, and anybody can use them."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from waiting import wait_until

from browsers.scene import Scene

pytestmark = pytest.mark.extension

PAGES = ["options/options.html", "popup/popup.html"]
AXE = f"() => {{ {AXE_FILE_PATH.read_text(encoding='utf-8')}; return axe.run({{resultTypes: ['violations']}}) }}"
SERIOUS = ("serious", "critical")


def test_the_options_say_in_plain_words_how_it_goes(scene: Scene, tmp_path: Path) -> None:
    scene.up()
    with scene.page("options/options.html") as page:
        wait_until(lambda: scene.text(page, "state") == "Connected", "it is connected", timeout=60)
        wait_until(lambda: "never" not in scene.text(page, "facts"), "something was sent", timeout=60)
        assert f"aw-watcher-web-{scene.browser.name}_" in scene.text(page, "facts")
        scene.browser.picture(page, tmp_path / "connected.png")
        scene.server.kill()
        scene.click(page, "try-now", until="The time tracker does not answer")
        assert str(scene.server.port) in scene.text(page, "help")
        wait_until(lambda: scene.badge(page) == "!", "the button is marked")
        scene.browser.picture(page, tmp_path / "away.png")
        scene.up()
        wait_until(lambda: scene.text(page, "state") == "Connected", "it is connected", timeout=60)
        wait_until(lambda: not scene.badge(page), "the mark is gone")


def test_what_is_wrong_is_said_at_its_field_and_not_saved(scene: Scene) -> None:
    before = scene.memory()["settings"]
    with scene.page("options/options.html") as page:
        scene.fill(
            page,
            {"port": "0", "exclude": "example.com\n/(/", "include": "/(a+)+$/"},
            outcome="Not saved. Correct the marked fields.",
        )
        assert scene.text(page, "port-fault") == "Expected a number from 1 to 65535."
        assert scene.text(page, "exclude-fault") == "Line 2 cannot be understood, or fits no address: /(/"
        assert "might take for ever: /(a+)+$/" in scene.text(page, "include-fault")
    assert scene.memory()["settings"] == before


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(scene: Scene, path: str, tmp_path: Path) -> None:
    found: dict[str, str] = {}
    with scene.page(path) as page:
        wait_until(lambda: scene.text(page, "state"), "the page is filled")
        for appearance in scene.browser.appearances(page):
            scene.browser.picture(page, tmp_path / f"{appearance}.png")
            violations = scene.browser.run(page, AXE)["violations"]
            found |= {str(one["nodes"]): appearance for one in violations if one["impact"] in SERIOUS}
    assert not found
