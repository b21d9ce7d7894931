"""macOS as the watcher's calls find it: the modules of pyobjc, with functions that answer as their documentation says.

A run loop waits until the test has something for it, or is stopped.
"""

# ruff: noqa: N802 - functions have the names that macOS gives them

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import Any

CANNOT_COMPLETE = -25204
NO_VALUE = -25212


@dataclass(eq=False)
class Element:
    """A window, or an application by its process."""

    process: int = 0
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass
class RunningApp:
    """What NSRunningApplication says."""

    process: int
    name: str | None
    bundle: str | None = None

    def processIdentifier(self) -> int:
        return self.process

    def localizedName(self) -> str | None:
        return self.name

    def bundleIdentifier(self) -> str | None:
        return self.bundle


class RunLoop:
    """A thread's run loop: ends when it is stopped, else runs what its sources bring."""

    def __init__(self) -> None:
        self.waiting: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self.sources: list[Any] = []
        self.timers = 0

    def run(self) -> None:
        if not self.sources and not self.timers:
            return
        while (act := self.waiting.get(timeout=30)) is not None:
            act()


@dataclass
class RecordedMac:
    """All frameworks at once."""

    apps: dict[int, RunningApp] = field(default_factory=dict)
    windows: dict[int, Element] = field(default_factory=dict)
    front: int = 0
    trusted: bool = True
    asked_for_trust: int = 0
    silent: set[int] = field(default_factory=set)
    scripts: list[str] = field(default_factory=list)
    script_answer: str | int = ""
    observers: list[SimpleNamespace] = field(default_factory=list)
    loops: dict[int, RunLoop] = field(default_factory=dict)
    handled: list[int] = field(default_factory=list)
    patience: float | None = None
    pools: int = 0
    lent_outside_a_pool: int = 0

    def modules(self) -> dict[str, Any]:
        """What `import` finds."""
        workspace = SimpleNamespace(frontmostApplication=self._frontmost)
        return {
            "AppKit": SimpleNamespace(
                NSWorkspace=SimpleNamespace(sharedWorkspace=lambda: workspace),
                NSRunningApplication=SimpleNamespace(runningApplicationWithProcessIdentifier_=self.apps.get),
            ),
            "CoreFoundation": SimpleNamespace(
                kCFRunLoopDefaultMode="default",
                CFRunLoopRunInMode=self._run_in_mode,
                CFRunLoopGetCurrent=self._loop,
                CFRunLoopTimerCreate=lambda *_: "timer",
                CFRunLoopAddTimer=self._add_timer,
                CFRunLoopAddSource=lambda loop, source, _mode: loop.sources.append(source),
                CFRunLoopRemoveSource=lambda loop, source, _mode: loop.sources.remove(source),
                CFRunLoopWakeUp=lambda _loop: None,
                CFRunLoopStop=lambda loop: loop.waiting.put(None),
                CFRunLoopRun=lambda: self._loop().run(),
            ),
            "Foundation": SimpleNamespace(
                NSAppleScript=SimpleNamespace(alloc=lambda: SimpleNamespace(initWithSource_=self._script))
            ),
            "HIServices": SimpleNamespace(
                kAXTrustedCheckOptionPrompt="prompt",
                AXIsProcessTrusted=lambda: self.trusted,
                AXIsProcessTrustedWithOptions=self._ask_for_trust,
                AXUIElementCreateSystemWide=Element,
                AXUIElementCreateApplication=Element,
                AXUIElementSetMessagingTimeout=self._set_patience,
                AXUIElementGetPid=lambda element, _: (0, element.process),
                AXUIElementCopyAttributeValue=self._attribute,
                AXObserverCreate=self._observer,
                AXObserverAddNotification=self._add_notification,
                AXObserverGetRunLoopSource=lambda observer: observer,
            ),
            "objc": SimpleNamespace(
                callbackFor=lambda _function: lambda function: function, autorelease_pool=self._pool
            ),
        }

    def happens(self, change: str) -> None:
        """The application that is listened to tells of a change, in the thread that listens."""
        for loop in self.loops.values():
            for observer in loop.sources:
                if change in observer.changes:
                    loop.waiting.put(partial(observer.callback, observer, None, change, None))

    def _loop(self) -> RunLoop:
        return self.loops.setdefault(threading.get_ident(), RunLoop())

    def _add_timer(self, loop: RunLoop, _timer: str, _mode: str) -> None:
        loop.timers += 1

    def _run_in_mode(self, _mode: str, seconds: float, _once: bool) -> int:
        assert seconds == 0
        return self.handled.pop() if self.handled else 3

    def _ask_for_trust(self, options: dict[str, bool]) -> bool:
        self.asked_for_trust += options["prompt"]
        return self.trusted

    @contextmanager
    def _pool(self) -> Iterator[None]:
        self.pools += 1
        yield
        self.pools -= 1

    def _frontmost(self) -> RunningApp | None:
        self.lent_outside_a_pool += not self.pools
        return self.apps.get(self.front)

    def _set_patience(self, element: Element, seconds: float) -> int:
        assert element.process == 0, "that holds for one element alone"
        self.patience = seconds
        return 0

    def _attribute(self, element: Element, name: str, _: None) -> tuple[int, Any]:
        assert self.patience is not None, "the application may hang"
        self.lent_outside_a_pool += not self.pools
        if not self.trusted:
            return -25211, None
        if name == "AXFocusedApplication":
            return (0, Element(self.front)) if self.front else (CANNOT_COMPLETE, None)
        if name in {"AXFocusedWindow", "AXMainWindow"}:
            window = self.windows.get(element.process)
            has = window is not None and window.attributes.get("only", name) == name
            return (0, window) if has else (NO_VALUE, None)
        value = element.attributes.get(name)
        return (0, value) if value is not None else (NO_VALUE, None)

    def _observer(self, process: int, callback: Callable[..., None], _: None) -> tuple[int, Any]:
        if process in self.silent:
            return CANNOT_COMPLETE, None
        observer = SimpleNamespace(process=process, callback=callback, changes=[])
        self.observers.append(observer)
        return 0, observer

    def _add_notification(self, observer: Any, element: Element, change: str, _: None) -> int:
        assert element.process == observer.process
        observer.changes.append(change)
        return 0

    def _script(self, source: str) -> Any:
        def execute(_: None) -> tuple[Any, Any]:
            self.scripts.append(source)
            if isinstance(self.script_answer, int):
                return None, {"NSAppleScriptErrorNumber": self.script_answer}
            return SimpleNamespace(stringValue=lambda: self.script_answer), None

        return SimpleNamespace(executeAndReturnError_=execute)
