"""The backends of the window watcher that are told over the session bus, by a desktop that hangs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime

import pytest
from sessions import message_bus
from standins import Answer, OnBus
from waiting import wait_until

from aw_client.errors import WatcherUnavailableError
from aw_core.timestamps import truncate_to_millis
from aw_watcher_window.backends import kwin, over_bus
from aw_watcher_window.backends.base import Backend
from aw_watcher_window.backends.gnome import Gnome
from aw_watcher_window.backends.kwin import KWin
from aw_watcher_window.errors import DisplayLostError
from aw_watcher_window.focus import Focus
from aw_watcher_window.recorder import Recorder

pytestmark = pytest.mark.desktop

EXTENSION = ("/net/activitywatch/Window", over_bus.INTERFACE)
LOCK = ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver")
EDITOR = ("1", "editor", "main.py")
NO_WINDOW = ("", "", "")


class Shell(OnBus):
    """GNOME Shell with the extension, which tells of one window, as long as it is switched on."""

    def __init__(self, address: str) -> None:
        answers: dict[str, Answer] = {
            "Get": lambda: ("sss", EDITOR),
            "GetActive": lambda: ("b", (False,)),
            "GetExtensionInfo": lambda _uuid: ("a{sv}", ({"state": ("d", 2.0)},)),
        }
        super().__init__(address, ["org.gnome.Shell"], answers)

    def tell(self, *window: str) -> None:
        """Have the extension tell of a window."""
        self.signal(*EXTENSION, "Changed", "sss", *window)

    def unlock(self) -> None:
        """Tell that the screen is no longer locked."""
        self.signal(*LOCK, "ActiveChanged", "b", False)


@pytest.fixture
def environ() -> Iterator[dict[str, str]]:
    """A Wayland session with a message bus, on which there is no desktop yet."""
    with ExitStack() as stack:
        yield {"WAYLAND_DISPLAY": "wayland-0", "DBUS_SESSION_BUS_ADDRESS": message_bus(stack)}


@pytest.fixture
def shell(environ: dict[str, str]) -> Iterator[Shell]:
    with closing(Shell(environ["DBUS_SESSION_BUS_ADDRESS"])) as shell:
        yield shell


@pytest.fixture
def kwin_desktop(environ: dict[str, str]) -> Iterator[OnBus]:
    """KWin, which takes every script, and tells of no window."""
    answers: dict[str, Answer] = {
        "loadScript": lambda _path, _name: ("i", (0,)),
        "run": lambda: ("", ()),
        "isScriptLoaded": lambda _name: ("b", (True,)),
    }
    with closing(OnBus(environ["DBUS_SESSION_BUS_ADDRESS"], ["org.kde.KWin"], answers)) as desktop:
        yield desktop


def assert_no_hole(backend: Backend) -> None:
    """A look at a desktop that hangs comes in time to go on with the event of the one before."""
    recorder, before = Recorder(poll_time=1.0), truncate_to_millis(datetime.now(UTC))
    recorder.look(Focus(*EDITOR), before)
    backend.focused()
    assert [heartbeat.timestamp for heartbeat in recorder.finish(datetime.now(UTC))] == [before]


def test_a_kwin_that_hangs_makes_no_hole(
    environ: dict[str, str], kwin_desktop: OnBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(KWin(environ)) as backend:
        monkeypatch.setattr(kwin, "ASK_EVERY", 0.0)
        kwin_desktop.hang(True)
        assert_no_hole(backend)


def test_a_kwin_that_takes_the_script_slowly_is_waited_for_longer(
    environ: dict[str, str], kwin_desktop: OnBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(_path: str, name: str) -> tuple[str, tuple[int]]:
        time.sleep(0.4)
        taken.append(name)
        return "i", (0,)

    taken: list[str] = []
    kwin_desktop.answers |= {"loadScript": load, "isScriptLoaded": lambda _name: ("b", (len(taken) > 1,))}
    monkeypatch.setattr(over_bus, "_ANSWER_TIMEOUT", 0.2)
    with closing(KWin(environ)) as backend:
        assert len(taken) == 1
        monkeypatch.setattr(kwin, "ASK_EVERY", 0.0)
        wait_until(lambda: backend.focused() and len(taken) == 2, "it is handed over again")
        assert backend._bus.timeout == 0.2


def test_a_gnome_shell_that_hangs_while_it_is_asked_makes_no_hole(
    environ: dict[str, str], shell: Shell
) -> None:
    with closing(Gnome(environ)) as backend:
        assert backend.focused() == Focus(*EDITOR)
        shell.hang(True)
        for _ in range(4):
            shell.tell(*NO_WINDOW)
            shell.unlock()
        backend._bus.owner("org.gnome.Shell")  # whose answer comes after what was told before
        assert_no_hole(backend)


def test_a_gnome_shell_that_hung_is_asked_again_until_it_answers(
    environ: dict[str, str], shell: Shell
) -> None:
    with closing(Gnome(environ)) as backend:
        shell.hang(True)
        shell.tell(*NO_WINDOW)
        backend._bus.owner("org.gnome.Shell")
        backend._bus.timeout = 0.1
        backend.focused()
        shell.hang(False)
        assert backend.focused() == Focus(*EDITOR)


def test_an_extension_switched_off_while_gnome_shell_hung_is_missed_when_it_answers(
    environ: dict[str, str], shell: Shell
) -> None:
    with closing(Gnome(environ)) as backend:
        shell.hang(True)
        shell.tell(*NO_WINDOW)
        backend._bus.owner("org.gnome.Shell")
        backend._bus.timeout = 0.1
        backend.focused()
        del shell.answers["Get"]
        shell.hang(False)
        backend._bus.timeout = 5.0
        with pytest.raises(DisplayLostError, match="gnome-extensions enable"):
            backend.focused()


def test_a_gnome_shell_that_hangs_at_the_start_is_not_taken_for_one_without_the_extension(
    environ: dict[str, str], shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(over_bus, "_START_ANSWER_TIMEOUT", 0.5)
    monkeypatch.setattr(over_bus, "PATIENCE", 0.1)
    shell.hang(True)
    with pytest.raises(
        WatcherUnavailableError, match=r"org\.gnome\.Shell has not answered on the bus for 0\.5 s"
    ):
        Gnome(environ)
