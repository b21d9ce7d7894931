"""The idle sources of the AFK watcher against real compositors."""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from sessions import Session

from aw_client.watcher.backends import choose
from aw_watcher_afk.backends.base import Backend
from aw_watcher_afk.select import BACKENDS

pytestmark = pytest.mark.wayland

ROUNDED = 0.15
"""Seconds by which what a desktop says of an idle time may be off: KWin's timers of a second are so by a twentieth."""


@pytest.fixture
def backend(desktop: Session) -> Iterator[Backend]:
    """The idle source this desktop gets, some time after the last input."""
    desktop.move_the_pointer()
    with closing(choose(BACKENDS, dict(desktop.environ)).backend) as backend:
        yield backend


def wait_for(backend: Backend, condition: Callable[[float], bool], seconds: float = 10.0) -> float:
    """The first idle time that is as wished; looks when something is to note, and now and then, as the watcher does."""
    end = time.monotonic() + seconds
    while not condition(idle := backend.idle()):
        assert time.monotonic() < end, f"the idle time is {idle} after {seconds} s"
        select.select(backend.files, [], [], 0.1)
    return idle


def test_the_session_itself_is_asked_and_no_input_is_listened_to(backend: Backend) -> None:
    assert backend.name not in {"pynput", "the X server's screen saver extension"}


def test_idle_time_grows_as_time_passes(backend: Backend) -> None:
    wait_for(backend, lambda idle: idle > 0)
    begun, first, asked = time.monotonic(), backend.idle(), time.monotonic()
    wait_for(backend, lambda idle: idle > 2.5)
    asked_again, second, ended = time.monotonic(), backend.idle(), time.monotonic()
    assert asked_again - asked - ROUNDED <= second - first <= ended - begun + ROUNDED


def test_input_ends_the_idle_time_and_a_new_one_begins(desktop: Session, backend: Backend) -> None:
    wait_for(backend, lambda idle: idle > 1.2)
    desktop.move_the_pointer()
    wait_for(backend, lambda idle: idle < 0.5)
    wait_for(backend, lambda idle: idle > 1.2)


def test_input_between_two_late_looks_is_not_missed(desktop: Session, backend: Backend) -> None:
    wait_for(backend, lambda idle: idle > 1.2)
    start = time.monotonic()
    desktop.move_the_pointer()
    while time.monotonic() - start < 2.5:
        select.select(backend.files, [], [], 0.1)
        backend.idle()
    idle = backend.idle()
    assert 0 < idle <= time.monotonic() - start + ROUNDED
