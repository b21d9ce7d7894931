from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from aw_client.errors import WatcherUnavailableError
from aw_watcher_input.backends.pynput import Pynput
from aw_watcher_input.counts import NOTHING
from aw_watcher_input.errors import InputLostError


class Secret:
    """A key or button that must not be looked at."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"the key was asked for {name}")

    __hash__ = __eq__ = __str__ = __repr__ = lambda *_: pytest.fail("the key was looked at")  # type: ignore[assignment]


class Listener:
    """A listener that is told what a test wants it to hear."""

    trusted = True

    def __init__(self, **callbacks: Callable[..., None]) -> None:
        self.callbacks = callbacks
        self.alive = False
        self.IS_TRUSTED = self.trusted

    def start(self) -> None:
        self.alive = True

    def wait(self) -> None:
        assert self.alive

    def is_alive(self) -> bool:
        return self.alive

    def stop(self) -> None:
        self.alive = False


class Modules:
    """Both modules of pynput."""

    def __init__(self, *, trusted: bool = True) -> None:
        self.listeners: list[Listener] = []
        self.trusted = trusted

    def Listener(self, **callbacks: Callable[..., None]) -> Listener:  # noqa: N802 - pynput's name
        listener = Listener(**callbacks)
        listener.IS_TRUSTED = self.trusted
        self.listeners.append(listener)
        return listener

    def Controller(self) -> Any:  # noqa: N802 - pynput's name
        return type("Controller", (), {"position": (100, 100)})

    def tell(self, what: str, *arguments: object) -> None:
        (callback,) = [listener.callbacks[what] for listener in self.listeners if what in listener.callbacks]
        callback(*arguments)


def listening(modules: Modules) -> Pynput:
    return Pynput({}, (modules, modules))


def test_input_is_counted_and_which_key_it_was_is_never_looked_at() -> None:
    modules = Modules()
    backend = listening(modules)
    modules.tell("on_release", Secret())
    modules.tell("on_click", 100, 100, Secret(), True)
    modules.tell("on_click", 100, 100, Secret(), False)
    modules.tell("on_move", 90, 130)
    modules.tell("on_scroll", 90, 130, 0, -1)
    modules.tell("on_scroll", 90, 130, 0.5, 1.5)
    modules.tell("on_scroll", 90, 130, 0.5, 0.5)
    backend.note()
    assert backend.counter.take() == {
        "presses": 1,
        "clicks": 1,
        "deltaX": 10,
        "deltaY": 30,
        "scrollX": 1,
        "scrollY": 3,
    }
    backend.close()
    backend.close()


def test_newer_versions_of_pynput_say_more_and_that_is_passed_over() -> None:
    modules = Modules()
    backend = listening(modules)
    modules.tell("on_release", Secret(), False)
    modules.tell("on_move", 101, 100, False)
    modules.tell("on_click", 101, 100, Secret(), True, False)
    modules.tell("on_scroll", 101, 100, 0, 1, False)
    assert backend.counter.take() == NOTHING | {"presses": 1, "clicks": 1, "deltaX": 1, "scrollY": 1}


def test_without_the_permission_of_macos_it_says_which_and_what_is_kept() -> None:
    modules = Modules(trusted=False)
    with pytest.raises(WatcherUnavailableError, match=r"Accessibility.*Input Monitoring.*never which key"):
        listening(modules)
    assert not any(listener.alive for listener in modules.listeners)


def test_a_listener_that_ends_is_an_error() -> None:
    modules = Modules()
    backend = listening(modules)
    backend.note()
    modules.listeners[0].stop()
    with pytest.raises(InputLostError):
        backend.note()


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="about Linux")
def test_on_linux_it_refuses() -> None:
    with pytest.raises(WatcherUnavailableError, match="neither Windows nor macOS"):
        Pynput({})
