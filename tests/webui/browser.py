"""Chromium, and pages in it that remember whatever went wrong on them."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from commands import LiveServer
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Response,
    WebSocket,
    expect,
    sync_playwright,
)

__all__ = [
    "TIMEOUT",
    "ZONE",
    "Visit",
    "WatchedPage",
    "Windows",
    "answered",
    "find_chromium",
    "run_chromium",
    "shows_answers",
]

ZONE = "Europe/Berlin"
"""Where the person is."""

TIMEOUT = 30_000
"""How long anything on a page may take, in milliseconds."""

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

# Without these Chromium itself asks its maker's servers for updates and lists.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> Path:
    """The browser to run: CHROMIUM, or the first one on the PATH.

    Raises:
        FileNotFoundError: there is none.
    """
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise FileNotFoundError(
            f"no browser: expected one of {', '.join(_NAMES)} on the PATH, or its path in CHROMIUM"
        )
    return Path(found)


@contextmanager
def run_chromium() -> Iterator[Browser]:
    """Chromium without a window, gone when the block ends."""
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def answered(page: Page, method: str, *paths: str) -> Iterator[None]:
    """What is done in the block asks each of these paths, and the block ends when the server has answered it well.

    A page shows a change before it sends it: what leaves the page, or looks at the server, must wait for the answer.
    """
    with ExitStack() as waits:
        answers = [waits.enter_context(page.expect_response(_is_to(method, path))) for path in paths]
        yield
    for answer in answers:
        response = answer.value
        assert response.ok, f"{method} {response.url} was answered with {response.status}"
        response.finished()


def _is_to(method: str, path: str) -> Callable[[Response], bool]:
    return lambda one: one.request.method == method and urlsplit(one.url).path == path


def shows_answers(page: Page) -> None:
    """Wait until the page has drawn what it was answered so far; to see that something is not there."""
    page.evaluate(_DRAWN)


# A task of its own comes after those that read the answers; the second frame after it has been painted.
_DRAWN = """
() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(resolve))))
"""


@dataclass
class WatchedPage:
    """A page, the origin it may talk to, and what of it a person must never see.

    `borne` are patterns of messages that the test brings about on purpose.
    """

    page: Page
    origin: str
    borne: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(TIMEOUT)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._fault(f"uncaught: {error}"))
        self.page.on("crash", lambda _: self._fault("the page crashed"))
        self.page.on("request", self._see_request)
        self.page.on("websocket", self._see_socket)

    def unexpected(self) -> list[str]:
        """The faults that nobody brought about on purpose."""
        return [fault for fault in self.faults if not any(re.search(one, fault) for one in self.borne)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._fault(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", f"blob:{self.origin}/")):
            self._fault(f"left the machine: {request.method} {request.url}")

    def _see_socket(self, socket: WebSocket) -> None:
        self._fault(f"opened a socket: {socket.url}")

    def _fault(self, what: str) -> None:
        self.faults.append(what)


_WINDOW = {
    "locale": "en-GB",
    "timezone_id": ZONE,
    "viewport": {"width": 1280, "height": 900},
    "reduced_motion": "reduce",
}


class Visit(Protocol):
    """Opens a page of a server's web UI in a browser window of its own."""

    def __call__(
        self,
        server: LiveServer,
        address: str = "/",
        *,
        query: str = "",
        bears: tuple[str, ...] = (),
        **context: Any,
    ) -> Page:
        """Go to an address (what stands after the `#`).

        Args:
            server: whose page.
            address: what stands after the `#`.
            query: what stands before it, from the `?` on.
            bears: patterns of faults that the test brings about on purpose.
            context: options of the browser's context.
        """
        ...


class Windows:
    """The browser windows that a test opened; `folder` is for pictures of them."""

    def __init__(self, chromium: Browser, folder: Path) -> None:
        self._chromium = chromium
        self._folder = folder
        self._contexts = ExitStack()
        self._opened: list[WatchedPage] = []

    def visit(
        self,
        server: LiveServer,
        address: str = "/",
        *,
        query: str = "",
        bears: tuple[str, ...] = (),
        **context: Any,
    ) -> Page:
        """See `Visit`."""
        window = self._contexts.enter_context(self._chromium.new_context(**{**_WINDOW, **context}))
        origin = f"http://127.0.0.1:{server.port}"
        watched = WatchedPage(window.new_page(), origin, list(bears))
        self._opened.append(watched)
        watched.page.goto(f"{origin}/{query}#{address}")
        return watched.page

    def keep_pictures(self) -> None:
        """Keep how the pages look now, and tell what went wrong on them, to find out why a test failed."""
        for number, watched in enumerate(self._opened):
            picture = self._folder / f"page{number}.png"
            watched.page.screenshot(path=picture)
            print(f"the page: {picture}", *watched.faults, sep="\n")

    def close(self) -> list[str]:
        """Close them all; what went wrong on them that nobody brought about on purpose."""
        self._contexts.close()
        return [fault for watched in self._opened for fault in watched.unexpected()]
