"""The address of the page that a browser shows on macOS, for browsers that tell it and which windows are private."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Protocol

from aw_watcher_window.backends.mac_api import ScriptError

__all__ = ["TabUrls"]

logger = logging.getLogger(__name__)

_BROWSERS = frozenset(
    {
        "com.brave.Browser",
        "com.google.Chrome",
        "com.google.Chrome.beta",
        "com.google.Chrome.canary",
        "com.microsoft.edgemac",
        "com.operasoftware.Opera",
        "com.vivaldi.Vivaldi",
        "org.chromium.Chromium",
    }
)
"""Those of the Chromium family. Safari does not say whether a window is private, so its pages are not asked for."""

_SCRIPT = """\
with timeout of 1 second
    if application id "{bundle}" is running then
        tell application id "{bundle}"
            if mode of front window is "incognito" then return ""
            return URL of active tab of front window
        end tell
    end if
end timeout
return ""
"""

_HOLDS = 5.0
"""Seconds after which a page is asked for anew: some change their address under the same title."""

_NOT_ALLOWED = -1743
"""errAEEventNotPermitted: the user does not want this program to control that one."""


class _RunsScripts(Protocol):
    def run_script(self, source: str) -> str: ...


class TabUrls:
    """Asks a browser for its page when another window or title is seen, and remembers the answer for a few seconds.

    Args:
        scripts: runs them.
        clock: seconds that only grow.
    """

    def __init__(self, scripts: _RunsScripts, clock: Callable[[], float] = time.monotonic) -> None:
        self._scripts = scripts
        self._clock = clock
        self._ask_at = 0.0
        self._asked = ("", "", "")
        self._url = ""
        self._refused: set[str] = set()

    def of(self, bundle: str, window: str, title: str) -> str:
        """The page of a browser's front window, empty for other applications and for private windows."""
        if bundle not in _BROWSERS or bundle in self._refused:
            return ""
        if self._asked != (bundle, window, title) or self._clock() >= self._ask_at:
            self._url = self._ask(bundle)
            self._asked = (bundle, window, title)
            self._ask_at = self._clock() + _HOLDS
        return self._url

    def _ask(self, bundle: str) -> str:
        try:
            return self._scripts.run_script(_SCRIPT.format(bundle=bundle))
        except ScriptError as error:
            if error.number == _NOT_ALLOWED:
                self._refused.add(bundle)
                logger.warning(
                    "macOS does not let this program ask %s for the page it shows; to have pages recorded, allow it in "
                    "System Settings, Privacy & Security, Automation, and start the watcher again",
                    bundle,
                )
            return ""
