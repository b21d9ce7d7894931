"""The senses of Windows against recorded answers of its functions."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pytest

from aw_client.errors import WatcherUnavailableError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.windows_gamepad import WindowsGamepad
from aw_watcher_afk.senses.windows_lock import WindowsLock, _InfoEx
from aw_watcher_afk.senses.windows_privacy import WindowsPrivacy
from aw_watcher_afk.senses.windows_sound import WindowsFilm, WindowsSound


# ruff: noqa: N802 - functions have the names that the systems give them
class Session:
    """wtsapi32: the flags of the session; what it hands out has to be given back."""

    def __init__(self, flags: int, *, works: bool = True) -> None:
        self.flags, self.works = flags, works
        self.lent = 0

    def WTSQuerySessionInformationW(
        self, _server: None, session: int, kind: int, info: Any, _size: Any
    ) -> int:
        assert (session, kind) == (0xFFFFFFFF, 25)
        if not self.works:
            return 0
        self.answer = _InfoEx(level=1, session=2, state=0, flags=self.flags)
        info._obj.contents = self.answer
        self.lent += 1
        return 1

    def WTSFreeMemory(self, info: Any) -> None:
        assert info.contents.level == 1
        self.lent -= 1


def test_the_flags_of_the_session_stand_where_windows_puts_them() -> None:
    assert _InfoEx.session.offset == 8
    assert _InfoEx.flags.offset == 16


def test_a_session_is_locked_by_its_flags() -> None:
    system = Session(1)
    lock = WindowsLock({}, system)
    assert not lock.look()
    system.flags = 0
    assert lock.look() == {Fact.LOCKED}
    system.flags = -1  # unknown, as while another user's session is in front
    assert not lock.look()
    assert system.lent == 0
    lock.close()


@pytest.mark.parametrize("system", [Session(-1), Session(0, works=False)])
def test_a_session_that_does_not_tell_is_refused(system: Session) -> None:
    with pytest.raises(WatcherUnavailableError, match="locked"):
        WindowsLock({}, system)


def test_a_device_whose_last_stop_is_zero_is_in_use() -> None:
    stops = {"microphone": [133_000_000_000, 0], "webcam": [133_000_000_000]}
    privacy = WindowsPrivacy({}, lambda device: iter(stops[device]))
    assert privacy.look() == {Fact.MICROPHONE}
    stops["microphone"], stops["webcam"] = [1], [0]
    assert privacy.look() == {Fact.CAMERA}
    privacy.close()


def test_a_windows_that_notes_no_use_is_refused() -> None:
    def no_such_key(_device: str) -> Iterator[int]:
        raise FileNotFoundError(2, "no such key")

    with pytest.raises(WatcherUnavailableError, match="microphone and camera"):
        WindowsPrivacy({}, no_such_key)


@pytest.mark.parametrize(("peak", "sounds"), [(0.0, False), (1e-6, False), (0.02, True), (1.0, True)])
def test_what_is_louder_than_nothing_sounds(peak: float, sounds: bool) -> None:
    sound = WindowsSound({}, lambda: peak)
    assert sound.look() == ({Fact.SOUND} if sounds else set())
    sound.close()


class Screen:
    """shell32 and powrprof: what fills the screen, and whether it is kept on."""

    def __init__(self, state: int, execution: int) -> None:
        self.state, self.execution = state, execution

    def SHQueryUserNotificationState(self, state: Any) -> int:
        state._obj.value = self.state
        return 0

    def CallNtPowerInformation(self, level: int, _in: None, _size: int, out: Any, size: int) -> int:
        assert (level, size) == (16, 4)
        out._obj.value = self.execution
        return 0


@pytest.mark.parametrize(
    ("state", "execution", "peak", "watched"),
    [
        (2, 2, 0.3, True),
        (3, 3, 0.3, True),  # a game, and the system is kept awake as well
        (5, 2, 0.3, False),  # nothing fills the screen
        (2, 1, 0.3, False),  # music, and a full-screen editor
        (2, 2, 0.0, False),  # a presentation
    ],
)
def test_a_film_fills_the_screen_keeps_it_on_and_sounds(
    state: int, execution: int, peak: float, watched: bool
) -> None:
    screen = Screen(state, execution)
    film = WindowsFilm({}, lambda: peak, screen, screen)
    assert film.look() == ({Fact.FULLSCREEN} if watched else set())
    film.close()


class Pads:
    """XInput with one gamepad, in the second place."""

    def __init__(self) -> None:
        self.packet, self.buttons, self.left_x = 0, 0, 0

    def XInputGetState(self, pad: int, state: Any) -> int:
        if pad != 1:
            return 1167  # ERROR_DEVICE_NOT_CONNECTED
        self.packet += 1
        state._obj.packet, state._obj.buttons, state._obj.left_x = self.packet, self.buttons, self.left_x
        return 0


def test_buttons_and_large_movements_of_a_gamepad_count_and_drift_does_not() -> None:
    pads = Pads()
    gamepad = WindowsGamepad({}, pads)
    assert not gamepad.look()
    for drift in (900, -2500, 4000, 7849):
        pads.left_x = drift
        assert not gamepad.look()
    pads.left_x = 32767
    assert gamepad.look() == {Fact.GAMEPAD}
    assert not gamepad.look()  # held there, as by a book
    pads.buttons = 0x1000
    assert gamepad.look() == {Fact.GAMEPAD}
    gamepad.close()


def test_a_gamepads_state_has_the_size_that_windows_expects() -> None:
    from aw_watcher_afk.senses.windows_gamepad import _State  # noqa: PLC0415 - private

    assert ctypes.sizeof(_State) == 16
