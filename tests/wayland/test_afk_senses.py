"""The senses of the AFK watcher in real Wayland sessions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from sessions import SESSIONS, Session, Sway, message_bus
from standins import Player
from waiting import wait_until

from aw_client.desktop.bus import Bus, Peer
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.fullscreen_wlroots import FullscreenWlroots
from aw_watcher_afk.senses.screensaver import ScreenSaver

pytestmark = pytest.mark.wayland


@pytest.fixture
def sway() -> Iterator[Sway]:
    """A session of sway."""
    with ExitStack() as stack:
        session = Sway(stack)
        stack.callback(session.close_all)
        yield session


def test_in_sway_a_film_is_a_player_that_plays_in_a_full_screen_window_of_its_name(sway: Sway) -> None:
    def fill_the_screen(app: str, how: str) -> None:
        sway._message(f"[app_id={json.dumps(app)}] fullscreen {how}")

    with ExitStack() as stack:
        address = message_bus(stack)
        player = stack.enter_context(closing(Player(address, "vlc", "org.example.Cinema")))
        sway.open("editor", "main.py")
        sense = stack.enter_context(
            closing(FullscreenWlroots(sway.environ | {"DBUS_SESSION_BUS_ADDRESS": address}))
        )
        player.play(True)
        wait_until(sense._players.playing, "the player is known to play")
        fill_the_screen("editor", "enable")
        wait_until(
            lambda: not sense.look() and sense._fullscreen, "the editor fills the screen, which is no film"
        )
        fill_the_screen("editor", "disable")
        cinema = sway.open("cinema", "A film")
        assert not sense.look()
        fill_the_screen("cinema", "enable")
        wait_until(lambda: sense.look() == {Fact.FULLSCREEN}, "the film is noticed")
        player.play(False)
        wait_until(lambda: not sense.look(), "it is stopped")
        player.play(True)
        wait_until(lambda: sense.look() == {Fact.FULLSCREEN}, "it goes on")
        cinema.close()
        wait_until(lambda: not sense.look(), "its window is closed")


@pytest.fixture
def kwin() -> Iterator[Session]:
    """A session of KWin, with its lock screen."""
    with ExitStack() as stack:
        yield SESSIONS["kwin"](stack)


def test_kwins_own_lock_screen_is_noticed(kwin: Session) -> None:
    saver = Peer("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver")
    with closing(ScreenSaver(kwin.environ)) as sense, closing(Bus(kwin.environ)) as bus:
        assert not sense.look()
        bus.call(saver, "Lock")
        wait_until(lambda: sense.look() == {Fact.LOCKED}, "the lock is noticed")
