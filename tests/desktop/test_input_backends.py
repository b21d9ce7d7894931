"""The backends of the input watcher against a real X server: they count what xdotool does, exactly."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from subprocess import Popen
from typing import TYPE_CHECKING

import pytest
from waiting import wait_until

from aw_client.watcher.backends import choose
from aw_watcher_input.backends.base import Backend
from aw_watcher_input.backends.pynput import Pynput
from aw_watcher_input.backends.x11 import X11
from aw_watcher_input.errors import InputLostError
from aw_watcher_input.select import BACKENDS

if TYPE_CHECKING:
    from x11 import Desktop

pytestmark = pytest.mark.desktop


@pytest.fixture
def session(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> Desktop:
    """The desktop as this process's own, with the pointer at a known place."""
    monkeypatch.setenv("DISPLAY", desktop.display)
    monkeypatch.setenv("PYNPUT_BACKEND", "xorg")
    desktop.xdotool("mousemove", "100", "100")
    return desktop


@contextmanager
def listening(session: Desktop) -> Iterator[Pynput]:
    """The backend for Windows and macOS, here on X11; its threads are gone at the end, which takes an input each."""
    from pynput import keyboard, mouse  # noqa: PLC0415 - its import needs the display

    backend = Pynput(os.environ, (keyboard, mouse))
    try:
        yield backend
    finally:
        backend.close()
        session.xdotool("key", "shift", "mousemove", "5", "5", "mousemove", "9", "9")
        for listener in backend._listeners:
            listener.join(10)
            assert not listener.is_alive()


@pytest.fixture(params=["X11", "Pynput"])
def backend(request: pytest.FixtureRequest, session: Desktop) -> Iterator[Backend]:
    with closing(X11(os.environ)) if request.param == "X11" else listening(session) as backend:
        yield backend


def assert_counted(backend: Backend, **expected: int) -> None:
    """The counts become this, not more; what was not named is 0."""
    found: Counter[str] = Counter()

    def is_so() -> bool:
        backend.note()
        found.update(backend.counter.take())
        return +found == Counter(expected)

    wait_until(is_so, f"{expected} is counted")


def test_every_key_and_button_counts_once(session: Desktop, backend: Backend) -> None:
    session.xdotool("key", "a", "b", "shift+c", "click", "1", "click", "2", "click", "3", "click", "8")
    assert_counted(backend, presses=4, clicks=4)


def test_the_wheel_is_no_click(session: Desktop, backend: Backend) -> None:
    session.xdotool("click", "4", "click", "5", "click", "5", "click", "6")
    assert_counted(backend, scrollX=1, scrollY=3)


def test_movement_is_the_way_that_was_gone(session: Desktop, backend: Backend) -> None:
    session.xdotool("mousemove", "90", "130", "mousemove", "100", "100")
    assert_counted(backend, deltaX=20, deltaY=60)


def test_a_key_that_is_held_counts_once(session: Desktop, backend: Backend) -> None:
    session.xdotool("keydown", "a", "sleep", "1", "keyup", "a", "key", "b")
    assert_counted(backend, presses=2)


def test_on_linux_the_x_server_is_asked(session: Desktop) -> None:  # noqa: ARG001 - sets DISPLAY
    backend = choose(BACKENDS, os.environ).backend
    assert isinstance(backend, X11)
    backend.close()


def test_a_dead_x_server_is_an_error(dying_display: tuple[str, Popen[str]]) -> None:
    name, server = dying_display
    backend = X11({"DISPLAY": name})
    backend.note()
    server.kill()
    server.wait()
    with pytest.raises(InputLostError):
        # What the server told before it died is taken first.
        wait_until(backend.note, "the end of the connection is noticed")
    backend.close()


def test_listeners_that_have_ended_are_an_error(session: Desktop) -> None:
    with listening(session) as backend:
        backend.note()
    with pytest.raises(InputLostError):
        backend.note()
