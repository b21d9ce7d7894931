"""The senses of macOS against recorded answers of its functions."""

from __future__ import annotations

import pytest

from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.mac import MacCamera, MacFilm, MacLock, MacSound, _Address


class Recorded:
    """A Mac: speakers are device 40, the microphone is 50, the cameras are 60 and 61."""

    def __init__(self) -> None:
        self.running: set[int] = set()
        self.session: dict[str, int] = {}
        self.assertions: dict[str, int] = {}
        self.default = {b"dOut": [40], b"dIn ": [50]}

    def session_number(self, key: str) -> int:
        return self.session.get(key, 0)

    def assertion(self, key: str) -> int:
        return self.assertions.get(key, 0)

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
def test_a_film_keeps_the_screen_on_and_sounds(assertion: str) -> None:
    mac = Recorded()
    film = MacFilm({}, mac)
    mac.assertions = {assertion: 255}
    assert not film.look()
    mac.running = {40}
    assert film.look() == {Fact.FULLSCREEN}
    mac.assertions = {"PreventUserIdleSystemSleep": 255}  # music
    assert not film.look()


def test_a_property_is_named_by_four_letters() -> None:
    address = _Address.of(b"gone")
    assert (address.selector, address.scope, address.element) == (0x676F6E65, 0x676C6F62, 0)
