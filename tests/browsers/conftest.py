"""Browsers with the extension in them, one of each for all tests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from commands import LiveServer, free_port

from aw_watcher_web import extension_dir
from browsers.chromium import running_chromium
from browsers.driving import Browser
from browsers.firefox import running_firefox
from browsers.scene import Scene
from browsers.site import Site, running_site

RUNNING: dict[str, Callable[[Path, Path], AbstractContextManager[Browser]]] = {
    "chromium": running_chromium,
    "firefox": running_firefox,
}


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Pages to look at."""
    with running_site() as site:
        yield site


@pytest.fixture(scope="session")
def port() -> int:
    """Where the servers of all tests listen, one after the other."""
    return free_port()


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory, port: int) -> Path:
    """The extension, with permission for the server of the tests in place of the usual one.

    Nobody is here to answer when the browser asks for it.
    """
    folder = tmp_path_factory.mktemp("extension") / "extension"
    shutil.copytree(extension_dir(), folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["host_permissions"] = [f"http://127.0.0.1:{port}/*"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.fixture(scope="session", params=sorted(RUNNING))
def browser(
    request: pytest.FixtureRequest, extension: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A running browser."""
    with RUNNING[request.param](extension, tmp_path_factory.mktemp("browser") / "profile") as browser:
        yield browser


@pytest.fixture(scope="session")
def stage(
    browser: Browser, site: Site, port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """The browser with the port set, and a server that is yet to be started."""
    home = tmp_path_factory.mktemp("server")
    server = LiveServer(home, port, ("--dbpath", str(home / "events.db"), "--no-legacy-import"))
    scene = Scene(browser, site, server)
    browser.allow_private_windows()
    scene.set(port=str(port))
    yield scene
    scene.down()


@pytest.fixture
def scene(stage: Scene) -> Scene:
    """The same with an empty diary."""
    stage.diary.clear()
    return stage
