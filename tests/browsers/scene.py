"""A browser with the extension, a server, and a person who looks at pages and remembers when."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from commands import LiveServer
from waiting import wait_until

from browsers.driving import Browser, Tab
from browsers.site import Site

__all__ = ["TOLERANCE", "Look", "Scene", "span"]

TOLERANCE = 1.0
"""Seconds that what is recorded may differ from what the person remembers."""

STAY = 1.6
"""Seconds that the person looks at a page."""

_FILL = """fields => {
  for (const [id, value] of Object.entries(fields)) {
    const field = document.getElementById(id)
    if (field.type === 'checkbox') field.checked = value
    else field.value = value
  }
  document.getElementById('form').requestSubmit()
}"""


@dataclass(frozen=True)
class Look:
    """A page that somebody looked at, from when to when."""

    path: str
    start: datetime
    end: datetime


@dataclass
class Scene:
    """The browser is there all the time; whether the server is, each test decides."""

    browser: Browser
    site: Site
    server: LiveServer
    diary: list[Look] = field(default_factory=list)
    _looking: tuple[str, datetime] | None = None

    def up(self) -> None:
        """Have the server run."""
        if self.server.process is None or self.server.process.poll() is not None:
            self.server.start()

    def down(self) -> None:
        """Have no server run."""
        if self.server.process is not None and self.server.process.poll() is None:
            self.server.stop()

    def memory(self) -> dict[str, Any]:
        """All that the extension remembers."""
        with self.page("options/options.html") as page:
            found: dict[str, Any] = self.browser.run(page, "() => chrome.storage.local.get(null)")
        return found

    @contextmanager
    def private_window(self, path: str) -> Iterator[None]:
        """A window of the browser's private mode in front, as long as the block lasts."""
        with self.page("options/options.html") as page:
            window = self.browser.run(
                page,
                "async url => (await chrome.windows.create({incognito: true, url})).id",
                self.site.url(path),
            )
            yield
            self.browser.run(page, "id => chrome.windows.remove(id)", window)

    def open(self, *paths: str) -> dict[str, Tab]:
        """Open pages, each in a tab."""
        return {path: self.browser.open(self.site.url(path)) for path in paths}

    def look(self, tabs: dict[str, Tab], path: str) -> None:
        """Look at one of the tabs for a while, and on until something else comes to the front."""
        self.browser.show(tabs[path])
        now = self._turn_away()
        self._looking = (path, now)
        self.stay()

    def stay(self, seconds: float = STAY) -> None:
        """Let some time go by."""
        since = time.monotonic()
        wait_until(lambda: time.monotonic() - since >= seconds, "some time has gone by")

    def leave(self, tabs: dict[str, Tab]) -> None:
        """Close tabs; another one comes to the front."""
        for tab in tabs.values():
            self.browser.close(tab)
        self._turn_away()

    def _turn_away(self) -> datetime:
        """Something else is in front from now on."""
        now = datetime.now(UTC)
        if self._looking is not None:
            path, start = self._looking
            self.diary.append(Look(path, start, now))
            self._looking = None
        return now

    @contextmanager
    def page(self, path: str) -> Iterator[Tab]:
        """A page of the extension, as long as the block lasts."""
        tab = self.browser.open_page(path)
        try:
            yield tab
        finally:
            self.browser.close(tab)

    def set(self, **fields: Any) -> None:
        """Fill fields of the options and save."""
        with self.page("options/options.html") as page:
            self.fill(page, fields, outcome="Saved.")

    def fill(self, page: Tab, fields: dict[str, Any], outcome: str) -> None:
        """Fill fields of the options on their open page, and save."""
        wait_until(lambda: self.text(page, "state"), "the options show how it goes")
        self.browser.run(page, _FILL, fields)
        wait_until(lambda: self.text(page, "outcome") == outcome, f"the options say {outcome}")

    def click(self, page: Tab, button: str, until: str) -> None:
        """Press a button of a page of the extension, and wait until its state is as expected."""
        self.browser.run(page, "id => document.getElementById(id).click()", button)
        wait_until(lambda: self.text(page, "state") == until, f"the state is {until}", timeout=60)

    def hurry(self) -> None:
        """Have the extension try to reach the server now, as it does when its options are opened."""
        with self.page("options/options.html") as page:
            wait_until(lambda: self.text(page, "state") == "Connected", "it is connected", timeout=60)

    def text(self, page: Tab, element: str) -> str:
        """What an element of a page says."""
        said: str = self.browser.run(page, "id => document.getElementById(id).textContent", element)
        return said

    def badge(self, page: Tab) -> str:
        """The mark on the extension's button."""
        mark: str = self.browser.run(page, "() => chrome.action.getBadgeText({})")
        return mark

    def bucket(self) -> str:
        """The bucket of this browser."""
        host = self.server.request("GET", "/api/0/info")[1]["hostname"]
        return f"aw-watcher-web-{self.browser.name}_{host}"

    def source(self) -> dict[str, Any]:
        """How the server judges the extension."""
        found: dict[str, Any] = self.server.request("GET", "/api/0/health")[1]["sources"][self.bucket()]
        return found

    def events(self) -> list[dict[str, Any]]:
        """What the server has of this browser, oldest first; nothing while it has no bucket."""
        status, events = self.server.request("GET", f"/api/0/buckets/{self.bucket()}/events")
        return list(reversed(events)) if status == 200 else []

    def of(self, path: str) -> list[dict[str, Any]]:
        """The events of a page."""
        return [event for event in self.events() if event["data"]["url"] == self.site.url(path)]

    def until_known(self, path: str) -> None:
        """Wait until the server has heard of a page."""
        wait_until(lambda: self.of(path), f"the server knows {path}", timeout=60)

    def holds_the_diary(self) -> None:
        """The server has every look, with its times, and no two events at one time."""
        try:
            wait_until(lambda: all(map(self._covers, self.diary)), "the server has the diary", timeout=60)
            spans = sorted(map(span, self.events()))
            overlaps = [(one, two) for one, two in pairwise(spans) if one[1] > two[0]]
            assert not overlaps
        except AssertionError:
            print(*self.diary, *self.events(), *self.memory().items(), sep="\n")
            raise

    def _covers(self, look: Look) -> bool:
        spans = [span(event) for event in self.of(look.path)]
        margin = timedelta(seconds=TOLERANCE)
        near = [one for one in spans if one[1] > look.start and one[0] < look.end]
        if not near:
            return False
        starts_right = abs(min(one[0] for one in near) - look.start) <= margin
        ends_right = abs(max(one[1] for one in near) - look.end) <= margin
        seen = sum((one[1] - one[0] for one in near), timedelta())
        return starts_right and ends_right and seen >= look.end - look.start - margin


def span(event: dict[str, Any]) -> tuple[datetime, datetime]:
    """From when to when an event lasted."""
    start = datetime.fromisoformat(event["timestamp"])
    return start, start + timedelta(seconds=event["duration"])
