"""What the window watcher asks of macOS, through pyobjc, in words of ours."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import AppKit
import CoreFoundation
import Foundation
import HIServices
import objc

__all__ = ["AppObserver", "Mac", "ScriptError"]

_CHANGES = (
    "AXApplicationDeactivated",
    "AXApplicationHidden",
    "AXFocusedWindowChanged",
    "AXMainWindowChanged",
    "AXTitleChanged",
)

_PATIENCE = 0.5
"""Seconds that an application that hangs may hold us up with each question."""

_HANDLED_SOURCE = 4  # kCFRunLoopRunHandledSource
_MOST_SOURCES = 10
_FAR_FUTURE = 1e11  # seconds since 2001


class ScriptError(Exception):
    """A script ended with an error of that number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"AppleScript error {number}")
        self.number = number


class Mac:
    """The frameworks of macOS; all of it is to be called from the main thread, within `pool`."""

    def __init__(self) -> None:
        # Set for the element of the whole system, it holds for every element of this process.
        HIServices.AXUIElementSetMessagingTimeout(HIServices.AXUIElementCreateSystemWide(), _PATIENCE)

    def pool(self) -> AbstractContextManager[None]:
        """What the frameworks lend meanwhile is given back at the end; a loop that is not theirs never does so itself."""
        pool: AbstractContextManager[None] = objc.autorelease_pool()
        return pool

    def is_trusted(self, *, ask: bool = False) -> bool:
        """Whether the user lets this program see windows; `ask` has the system ask, once."""
        if not ask:
            return bool(HIServices.AXIsProcessTrusted())
        options = {HIServices.kAXTrustedCheckOptionPrompt: True}
        return bool(HIServices.AXIsProcessTrustedWithOptions(options))

    def front(self) -> int:
        """The process whose application is in front, 0 if there is none."""
        self._take_notifications()
        app = AppKit.NSWorkspace.sharedWorkspace().frontmostApplication()
        return 0 if app is None else int(app.processIdentifier())

    def focused(self) -> int:
        """The same as accessibility says, which knows it at once; 0 where it does not."""
        error, app = HIServices.AXUIElementCopyAttributeValue(
            HIServices.AXUIElementCreateSystemWide(), "AXFocusedApplication", None
        )
        if error or app is None:
            return 0
        error, process = HIServices.AXUIElementGetPid(app, None)
        return 0 if error else int(process)

    def app(self, process: int) -> tuple[str, str]:
        """An application's name and bundle identifier, empty where it has none."""
        app = AppKit.NSRunningApplication.runningApplicationWithProcessIdentifier_(process)
        if app is None:
            return "", ""
        return str(app.localizedName() or ""), str(app.bundleIdentifier() or "")

    def window(self, process: int) -> tuple[str, str] | None:
        """What tells the focused window of an application from its others, and its title; None without one."""
        app = HIServices.AXUIElementCreateApplication(process)
        for attribute in ("AXFocusedWindow", "AXMainWindow"):
            error, window = HIServices.AXUIElementCopyAttributeValue(app, attribute, None)
            if not error and window is not None:
                error, title = HIServices.AXUIElementCopyAttributeValue(window, "AXTitle", None)
                return f"{process}/{hash(window)}", "" if error or title is None else str(title)
        return None

    def run_script(self, source: str) -> str:
        """What an AppleScript returns, as text.

        Raises:
            ScriptError: it failed, or the user does not allow it.
        """
        script = Foundation.NSAppleScript.alloc().initWithSource_(source)
        result, error = script.executeAndReturnError_(None)
        if result is None:
            raise ScriptError(int((error or {}).get("NSAppleScriptErrorNumber", 0)))
        return str(result.stringValue() or "")

    def _take_notifications(self) -> None:
        """Let the system tell this process of changes: it does so only while a run loop of the main thread runs."""
        for _ in range(_MOST_SOURCES):
            mode = CoreFoundation.kCFRunLoopDefaultMode
            if CoreFoundation.CFRunLoopRunInMode(mode, 0, True) != _HANDLED_SOURCE:
                return


class AppObserver:
    """A thread in which one application tells of changes of its windows, titles, and whether it is in front.

    Args:
        told: called in that thread at each change.
    """

    def __init__(self, told: Callable[[], None]) -> None:
        def callback(_observer: Any, _element: Any, _change: Any, _context: Any) -> None:
            with objc.autorelease_pool():
                told()

        self._callback = objc.callbackFor(HIServices.AXObserverCreate)(callback)
        self._following: tuple[Any, ...] = ()
        self._loop: Any = None
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, name="macos-events", daemon=True)
        self._thread.start()
        self._begun.wait()

    def follow(self, process: int) -> bool:
        """Hear of this application instead of another; whether it tells."""
        self.leave()
        error, observer = HIServices.AXObserverCreate(process, self._callback, None)
        if error:
            return False
        app = HIServices.AXUIElementCreateApplication(process)
        refused = [HIServices.AXObserverAddNotification(observer, app, change, None) for change in _CHANGES]
        source = HIServices.AXObserverGetRunLoopSource(observer)
        CoreFoundation.CFRunLoopAddSource(self._loop, source, CoreFoundation.kCFRunLoopDefaultMode)
        CoreFoundation.CFRunLoopWakeUp(self._loop)
        self._following = (source, observer, app)  # the system holds none of them
        return not all(refused)

    def leave(self) -> None:
        """Hear of no application."""
        if self._following:
            source, *_ = self._following
            CoreFoundation.CFRunLoopRemoveSource(self._loop, source, CoreFoundation.kCFRunLoopDefaultMode)
            self._following = ()

    def end(self) -> None:
        """End the thread; may be called again."""
        self.leave()
        CoreFoundation.CFRunLoopStop(self._loop)
        self._thread.join(_PATIENCE)

    def _run(self) -> None:
        self._loop = CoreFoundation.CFRunLoopGetCurrent()
        # A loop that has nothing to wait for ends at once; this timer is what it waits for.
        timer = CoreFoundation.CFRunLoopTimerCreate(None, _FAR_FUTURE, 0, 0, 0, lambda *_: None, None)
        CoreFoundation.CFRunLoopAddTimer(self._loop, timer, CoreFoundation.kCFRunLoopDefaultMode)
        self._begun.set()
        CoreFoundation.CFRunLoopRun()
