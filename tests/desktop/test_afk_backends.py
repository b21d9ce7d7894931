"""The backends of the AFK watcher against a real X server."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from subprocess import Popen
from typing import TYPE_CHECKING

import pytest
from sessions import message_bus
from standins import OnBus
from waiting import wait_until

from aw_client.watcher.backends import choose
from aw_watcher_afk.backends.base import Backend
from aw_watcher_afk.backends.mutter import Mutter
from aw_watcher_afk.backends.pynput import Pynput
from aw_watcher_afk.backends.x11 import X11
from aw_watcher_afk.errors import InputLostError
from aw_watcher_afk.select import BACKENDS

if TYPE_CHECKING:
    from x11 import Desktop

pytestmark = pytest.mark.desktop

ROUNDED = 0.02
"""Seconds by which what the X server says of an idle time may be off."""


@pytest.fixture
def session(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> Desktop:
    """The desktop as this process's own: pynput reads the environment itself."""
    monkeypatch.setenv("DISPLAY", desktop.display)
    monkeypatch.setenv("PYNPUT_BACKEND", "to be replaced")
    monkeypatch.delenv("PYNPUT_BACKEND")
    return desktop


@contextmanager
def listening(session: Desktop) -> Iterator[Pynput]:
    """A pynput backend that has begun to listen; its threads are gone at the end, which takes an input each."""
    backend = Pynput(os.environ)
    for listener in backend._listeners:
        listener.wait()
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


def test_idle_time_grows_as_time_passes(backend: Backend) -> None:
    begun, first, asked = time.monotonic(), backend.idle(), time.monotonic()
    wait_until(lambda: time.monotonic() - asked > 1, "a second has passed")
    asked_again, second, ended = time.monotonic(), backend.idle(), time.monotonic()
    assert asked_again - asked - ROUNDED <= second - first <= ended - begun + ROUNDED


@pytest.mark.parametrize(
    "act",
    [["key", "a"], ["mousemove", "17", "23", "mousemove", "200", "100"], ["click", "1"], ["click", "4"]],
    ids=["key", "pointer", "button", "wheel"],
)
def test_any_input_resets_the_idle_time(session: Desktop, backend: Backend, act: list[str]) -> None:
    wait_until(lambda: backend.idle() > 0.5, "nobody has touched anything for a while")
    session.xdotool(*act)
    wait_until(lambda: backend.idle() < 0.4, "the input is noticed")


def test_the_x_server_is_preferred(session: Desktop) -> None:  # noqa: ARG001 - sets DISPLAY
    backend = choose(BACKENDS, os.environ).backend
    assert isinstance(backend, X11)
    backend.close()


def test_pynput_is_told_to_use_the_x_server_and_needs_no_evdev(session: Desktop) -> None:
    with listening(session):
        assert os.environ["PYNPUT_BACKEND"] == "xorg"
    assert "evdev" not in sys.modules


def test_a_dead_x_server_is_an_error(dying_display: tuple[str, Popen[str]]) -> None:
    name, server = dying_display
    backend = X11({"DISPLAY": name})
    backend.idle()
    server.kill()
    server.wait()
    with pytest.raises(InputLostError):
        backend.idle()
    backend.close()


def test_listeners_that_have_ended_are_an_error(session: Desktop) -> None:
    with listening(session) as backend:
        backend.idle()
    with pytest.raises(InputLostError):
        backend.idle()


def test_while_gnome_shell_hangs_the_idle_time_goes_on_and_one_that_ends_is_lost(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "aw_watcher_afk")
    now = 1000.0
    with ExitStack() as stack:
        address = message_bus(stack)
        answers = {"GetIdletime": lambda: ("t", (7000,))}
        shell = stack.enter_context(closing(OnBus(address, ["org.gnome.Mutter.IdleMonitor"], answers)))
        environ = {"WAYLAND_DISPLAY": "wayland-0", "DBUS_SESSION_BUS_ADDRESS": address}
        backend = stack.enter_context(closing(Mutter(environ, lambda: now)))
        assert backend.idle() == 7.0
        backend._bus.timeout = 0.1
        shell.hang(True)
        for seconds in (5.0, 40.0):
            now = 1000.0 + seconds
            assert backend.idle() == 7.0 + seconds
        shell.hang(False)
        wait_until(lambda: backend.idle() == 7.0, "it answers again")
        shell.hang(True)
        now = 2000.0  # asked for the first time in a long while
        assert backend.idle() > 900.0
        assert caplog.messages == []
        now = 2090.0
        assert backend.idle() > 900.0
        now = 2190.0
        assert backend.idle() > 900.0
        shell.hang(False)
        wait_until(lambda: backend.idle() == 7.0, "it answers again")
        hung, back = caplog.messages
        assert hung.startswith("GNOME Shell has not answered for 90 s; ")
        assert back == "GNOME Shell answers again"
        shell.close()
        with pytest.raises(InputLostError, match=r"GNOME Shell no longer .*org\.gnome\.Mutter\.IdleMonitor"):
            backend.idle()
