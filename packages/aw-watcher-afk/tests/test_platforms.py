from __future__ import annotations

import sys
from typing import Any

import pytest

from aw_client.watcher import WatcherUnavailableError
from aw_watcher_afk.backends.macos import MacOS
from aw_watcher_afk.backends.windows import Windows
from aw_watcher_afk.errors import InputLostError

DAY = 24 * 3600 * 1000


# ruff: noqa: N802 - functions have the names that the systems give them
class Recorded:
    """Both libraries of Windows, with a clock that counts milliseconds in 32 bits."""

    def __init__(self, last_input: int, now: int, *, known: bool = True) -> None:
        self.last_input, self.now, self.known = last_input, now, known

    def GetLastInputInfo(self, info: Any) -> int:
        assert info._obj.size == 8  # Windows refuses another size
        info._obj.tick = self.last_input % 2**32
        return int(self.known)

    def GetTickCount(self) -> int:
        return self.now % 2**32


@pytest.mark.parametrize(
    ("last_input", "now", "seconds"),
    [
        (5_000, 5_000, 0.0),
        (5_000, 7_500, 2.5),
        (2**32 - 1_000, 2**32 + 1_500, 2.5),  # the count began anew between the two
        (49 * DAY, 50 * DAY, 86_400.0),
        (3 * DAY, 43 * DAY, 40 * 86_400.0),
        (7_500, 7_480, 0.0),  # an input just now, on another processor
    ],
)
def test_windows_idle_time_survives_the_wrap_of_its_clock(last_input: int, now: int, seconds: float) -> None:
    system = Recorded(last_input, now)
    assert Windows({}, system, system).idle() == seconds


def test_windows_without_a_session_refuses_and_one_that_ends_is_an_error() -> None:
    system = Recorded(0, 0, known=False)
    with pytest.raises(WatcherUnavailableError, match="last input"):
        Windows({}, system, system)
    system.known = True
    backend = Windows({}, system, system)
    system.known = False
    with pytest.raises(InputLostError):
        backend.idle()
    backend.close()


class RecordedMac:
    """ApplicationServices: which source and which events were asked for, and the answer."""

    def __init__(self, answer: float) -> None:
        self.answer = answer
        self.asked: tuple[int, int] | None = None

    def CGEventSourceSecondsSinceLastEventType(self, source: int, events: int) -> float:
        self.asked = source, events
        return self.answer


def test_macos_is_asked_for_any_input_of_devices() -> None:
    system = RecordedMac(12.25)
    backend = MacOS({}, system)
    assert backend.idle() == 12.25
    assert system.asked == (1, 0xFFFFFFFF)
    backend.close()


def test_macos_right_after_an_input_may_say_less_than_nothing() -> None:
    assert MacOS({}, RecordedMac(-0.001)).idle() == 0.0


@pytest.mark.parametrize(("backend", "platform"), [(Windows, "win32"), (MacOS, "darwin")])
def test_the_system_itself_answers_and_elsewhere_it_refuses(backend: Any, platform: str) -> None:
    if sys.platform == platform:
        assert backend({}).idle() >= 0
    else:
        with pytest.raises(WatcherUnavailableError, match="this is not"):
            backend({})
