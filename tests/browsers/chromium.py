"""Chromium with the extension, driven by Playwright."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import BrowserContext, Page, sync_playwright
from webui.browser import TIMEOUT, find_chromium

from browsers.driving import WIDTHS, Browser

__all__ = ["EXTENSION_ID", "Chromium", "running_chromium"]

EXTENSION_ID = "fjpkcadnnpmfdegcdhmodmicnbgjoaob"
"""It follows from the key in the manifest, wherever the folder is."""

_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# The extension is loaded anew, which Chromium does with unpacked ones only for developers.
_ALLOW_INCOGNITO = """async id => {
  await chrome.developerPrivate.updateProfileConfiguration({inDeveloperMode: true})
  await chrome.developerPrivate.updateExtensionConfiguration({extensionId: id, incognitoAccess: true})
}"""


class Chromium(Browser):
    """Tabs are pages of Playwright."""

    name = "chrome"

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        context.set_default_timeout(TIMEOUT)

    def open(self, url: str) -> Page:
        """See `Browser`."""
        page = self.context.new_page()
        page.goto(url)
        return page

    def open_typed(self, address: str) -> Page:
        """See `Browser`."""
        own = self.open_page("options/options.html")
        with self.context.expect_page() as opened:
            own.evaluate("async url => { await chrome.tabs.create({url}) }", address)
        own.close()
        return opened.value

    def show(self, tab: Page) -> None:
        """See `Browser`."""
        tab.bring_to_front()

    def close(self, tab: Page) -> None:
        """See `Browser`."""
        tab.close()

    def stop_worker(self) -> None:
        """See `Browser`."""
        session = self.context.new_cdp_session(self.context.pages[0])
        try:
            session.send("ServiceWorker.enable")
            session.send("ServiceWorker.stopAllWorkers")
        finally:
            session.detach()

    def open_page(self, path: str) -> Page:
        """See `Browser`."""
        return self.open(f"chrome-extension://{EXTENSION_ID}/{path}")

    def run(self, tab: Page, function: str, argument: Any = None) -> Any:
        """See `Browser`."""
        return tab.evaluate(function, argument)

    def appearances(self, tab: Page) -> Iterator[str]:
        """See `Browser`."""
        for width, scheme in itertools.product(WIDTHS, _SCHEMES):
            tab.set_viewport_size({"width": width, "height": 900})
            tab.emulate_media(color_scheme=scheme)
            yield f"{width}-{scheme}"

    def picture(self, tab: Page, path: Path) -> None:
        """See `Browser`."""
        tab.screenshot(path=path, full_page=True)

    def allow_private_windows(self) -> None:
        """See `Browser`."""
        page = self.open("chrome://extensions")
        page.evaluate(_ALLOW_INCOGNITO, EXTENSION_ID)
        page.close()


@contextmanager
def running_chromium(extension: Path, profile: Path, **options: Any) -> Iterator[Chromium]:
    """Chromium without a window, gone when the block ends."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=find_chromium(),
            headless=False,
            args=[*_FLAGS, f"--disable-extensions-except={extension}", f"--load-extension={extension}"],
            ignore_default_args=["--disable-extensions"],
            viewport={"width": 900, "height": 1000},
            **options,
        )
        try:
            yield Chromium(context)
        finally:
            context.close()
