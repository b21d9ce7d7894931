from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator

import pytest
from recorded_windows import EVENT_FOREGROUND, EVENT_NAME, RecordedWindow, RecordedWindows, callback

from aw_client.watcher import WatcherUnavailableError
from aw_watcher_window.backends.win32 import Win32
from aw_watcher_window.backends.windows import Windows
from aw_watcher_window.errors import DisplayLostError
from aw_watcher_window.focus import NOTHING, Focus

EDITOR, BROWSER, MAIL = 0x10A, 0x20B, 0x30C


@pytest.fixture
def system() -> RecordedWindows:
    """A desktop with an editor in the foreground, a browser that runs as administrator, and an app of the store."""
    return RecordedWindows(
        windows={
            EDITOR: RecordedWindow(11, "main.py"),
            BROWSER: RecordedWindow(22, "News"),
            MAIL: RecordedWindow(33, "Inbox", "ApplicationFrameWindow", [0x31, 0x32, 0x33]),
            0x31: RecordedWindow(33, "", "ApplicationFrameTitleBarWindow"),
            0x32: RecordedWindow(44, "", "Windows.UI.Input.InputSite.WindowClass"),
            0x33: RecordedWindow(44, "Inbox", "Windows.UI.Core.CoreWindow"),
        },
        images={
            11: r"C:\Program Files\Editor\Editor.exe",
            22: r"C:\Program Files\Browser\browser.exe",
            33: r"C:\Windows\System32\ApplicationFrameHost.exe",
            44: r"C:\Program Files\WindowsApps\Mail_1.0\HxOutlook.exe",
        },
        current=EDITOR,
    )


@pytest.fixture
def backend(system: RecordedWindows) -> Iterator[Windows]:
    backend = Windows({}, Win32(system, system, callback))
    yield backend
    backend.close()
    assert not system.hooks
    assert not system.open_handles


def told(backend: Windows) -> Focus:
    """The focus when the system has told of a change."""
    ready, _, _ = select.select([backend], [], [], 10)
    assert ready, "nothing was told"
    return backend.focused()


def test_the_window_in_the_foreground_is_seen(backend: Windows) -> None:
    assert backend.focused() == Focus(EDITOR, "Editor.exe", "main.py")


def test_a_change_of_the_foreground_is_told(backend: Windows, system: RecordedWindows) -> None:
    system.activate(BROWSER)
    assert told(backend) == Focus(BROWSER, "browser.exe", "News")


def test_a_new_title_is_told_after_each_change_of_the_foreground(
    backend: Windows, system: RecordedWindows
) -> None:
    system.rename(EDITOR, "other.py")
    assert told(backend).title == "other.py"
    system.activate(BROWSER)
    told(backend)
    system.rename(BROWSER, "More news")
    assert told(backend).title == "More news"


def test_titles_of_windows_in_the_background_and_names_of_other_objects_wake_nobody(
    backend: Windows, system: RecordedWindows
) -> None:
    backend.focused()
    system.rename(BROWSER, "More news")
    system.happens(EVENT_NAME, EDITOR, kind=-4)
    system.rename(EDITOR, "the first that counts")
    assert told(backend).title == "the first that counts"
    ready, _, _ = select.select([backend], [], [], 0)
    assert not ready


def test_an_app_of_the_store_is_named_by_its_own_program(backend: Windows, system: RecordedWindows) -> None:
    system.activate(MAIL)
    assert told(backend) == Focus(MAIL, "HxOutlook.exe", "Inbox")


def test_a_frame_whose_app_sleeps_is_still_recorded(backend: Windows, system: RecordedWindows) -> None:
    system.windows[MAIL].children = []
    system.activate(MAIL)
    assert told(backend) == Focus(MAIL, "ApplicationFrameHost.exe", "Inbox")


def test_a_program_that_shields_itself_is_named_from_the_list_of_processes(
    backend: Windows, system: RecordedWindows
) -> None:
    system.windows[BROWSER].process = os.getpid()
    system.activate(BROWSER)
    assert told(backend).app.startswith("py")


def test_a_program_of_which_nothing_is_known_keeps_its_title(
    backend: Windows, system: RecordedWindows
) -> None:
    system.windows[BROWSER].process = 2**31 - 1
    system.activate(BROWSER)
    assert told(backend) == Focus(BROWSER, "unknown", "News")


def test_without_a_window_in_the_foreground_nothing_has_the_focus(
    backend: Windows, system: RecordedWindows
) -> None:
    system.activate(None)
    assert told(backend) == NOTHING


def test_a_window_that_is_gone_when_it_is_asked_does_not_have_the_focus(
    backend: Windows, system: RecordedWindows
) -> None:
    del system.windows[EDITOR]
    assert backend.focused() == NOTHING


def test_a_very_long_title_is_cut(backend: Windows, system: RecordedWindows) -> None:
    system.rename(EDITOR, "日" * 50_000)
    assert told(backend).title == "日" * (4096 // 3)


def test_a_system_that_refuses_to_tell_is_a_refusal(system: RecordedWindows) -> None:
    system.refused_events = (EVENT_FOREGROUND,)
    with pytest.raises(WatcherUnavailableError, match="0x3"):
        Windows({}, Win32(system, system, callback))


def test_titles_that_the_system_does_not_tell_leave_the_rest_working(system: RecordedWindows) -> None:
    system.refused_events = (EVENT_NAME,)
    backend = Windows({}, Win32(system, system, callback))
    system.activate(BROWSER)
    assert told(backend).title == "News"
    backend.close()


def test_a_listener_that_has_ended_is_an_error(backend: Windows, system: RecordedWindows) -> None:
    system.messages.put((0x12, 0, 0))
    ready, _, _ = select.select([backend], [], [], 10)
    assert ready
    backend._listener.join(10)
    with pytest.raises(DisplayLostError):
        backend.focused()


def test_closing_twice_is_fine(system: RecordedWindows) -> None:
    backend = Windows({}, Win32(system, system, callback))
    backend.close()
    backend.close()


def test_windows_itself_takes_the_hooks_and_elsewhere_it_refuses() -> None:
    if sys.platform == "win32":
        backend = Windows(os.environ)
        assert isinstance(backend.focused(), Focus)
        backend.close()
    else:
        with pytest.raises(WatcherUnavailableError, match="not Windows"):
            Windows({})
