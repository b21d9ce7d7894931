"""The senses of macOS against recorded answers of its functions."""

from __future__ import annotations

import sys

import pytest

from aw_client.errors import WatcherUnavailableError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.mac import (
    MacCamera,
    MacFilm,
    MacLock,
    MacSound,
    Rectangle,
    _Address,
    _Rect,
    _System,
    fills,
)


class Recorded:
    """A Mac: speakers are device 40, the microphone is 50, the cameras are 60 and 61."""

    def __init__(self) -> None:
        self.running: set[int] = set()
        self.session: dict[str, int] = {}
        self.assertions: dict[str, int] = {}
        self.window = Rectangle(0, 0, 1440, 900)
        self.default = {b"dOut": [40], b"dIn ": [50]}

    def session_number(self, key: str) -> int:
        return self.session.get(key, 0)

    def assertion(self, key: str) -> int:
        return self.assertions.get(key, 0)

    def screens(self) -> list[Rectangle]:
        return [Rectangle(-1920, 0, 1920, 1080), Rectangle(0, 0, 1440, 900)]

    def windows(self) -> list[Rectangle]:
        return [Rectangle(100, 100, 800, 600), self.window]

    def audio(self, thing: int, name: bytes) -> list[int]:
        return self.default.get(name, []) if thing == 1 else self._runs(thing, name)

    def video(self, thing: int, name: bytes) -> list[int]:
        return [60, 61] if (thing, name) == (1, b"dev#") else self._runs(thing, name)

    def _runs(self, thing: int, name: bytes) -> list[int]:
        assert name == b"gone"  # kAudioDevicePropertyDeviceIsRunningSomewhere, and its twin of cameras
        return [int(thing in self.running)]


def test_a_session_says_that_it_is_locked() -> None:
    mac = Recorded()
    lock = MacLock({}, mac)
    assert not lock.look()
    mac.session["CGSSessionScreenIsLocked"] = 1
    assert lock.look() == {Fact.LOCKED}
    lock.close()


def test_the_devices_of_sound_that_run_anywhere_count() -> None:
    mac = Recorded()
    sound = MacSound({}, mac)
    assert not sound.look()
    mac.running = {40}
    assert sound.look() == {Fact.SOUND}
    mac.running = {40, 50}
    assert sound.look() == {Fact.SOUND, Fact.MICROPHONE}
    mac.default = {b"dOut": [0]}  # nothing to play on, and no property for what hears
    assert not sound.look()


def test_any_camera_that_runs_counts() -> None:
    mac = Recorded()
    camera = MacCamera({}, mac)
    assert not camera.look()
    mac.running = {61}
    assert camera.look() == {Fact.CAMERA}


@pytest.mark.parametrize("assertion", ["PreventUserIdleDisplaySleep", "NoDisplaySleepAssertion"])
def test_a_film_keeps_the_screen_on_fills_it_and_sounds(assertion: str) -> None:
    mac = Recorded()
    film = MacFilm({}, mac)
    mac.assertions = {assertion: 255}
    assert not film.look()
    mac.running = {40}
    assert film.look() == {Fact.FULLSCREEN}
    mac.window = Rectangle(0, 25, 1440, 800)  # a video beside the work
    assert not film.look()
    mac.window = Rectangle(-1920, 0, 1920, 1080)
    assert film.look() == {Fact.FULLSCREEN}
    mac.assertions = {"PreventUserIdleSystemSleep": 255}  # music
    assert not film.look()


@pytest.mark.parametrize(
    ("window", "is_full"),
    [
        (Rectangle(0, 0, 1512, 982), True),
        (Rectangle(0, 38, 1512, 944), True),  # below the camera
        (Rectangle(0, 38, 1512, 860), False),  # above the dock
        (Rectangle(1, 0, 1511, 982), False),
        (Rectangle(1512, 0, 1512, 982), False),  # on the screen beside
    ],
)
def test_a_full_screen_window_is_as_large_as_the_screen(window: Rectangle, is_full: bool) -> None:
    assert fills(window, Rectangle(0, 0, 1512, 982)) is is_full


def test_a_rectangle_of_the_system_is_read_in_its_order() -> None:
    assert _Rect(1, 2, 3, 4).rectangle() == Rectangle(1, 2, 3, 4)


def test_on_a_mac_its_own_functions_answer_and_elsewhere_they_are_refused() -> None:
    if sys.platform == "darwin":
        system = _System()
        assert all(place.width >= 0 and place.height >= 0 for place in system.windows() + system.screens())
        assert system.session_number("no such key") == system.assertion("no such key") == 0
    else:
        with pytest.raises(WatcherUnavailableError, match="not macOS"):
            _System()


def test_a_property_is_named_by_four_letters() -> None:
    address = _Address.of(b"gone")
    assert (address.selector, address.scope, address.element) == (0x676F6E65, 0x676C6F62, 0)
