"""The backends of the window watcher against real compositors."""

from __future__ import annotations

import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress

import pytest
from processes import next_line, running
from sessions import SCRIPTING, Gnome, KWin, Session
from waiting import wait_until

from aw_client.desktop.bus import Bus
from aw_client.watcher.backends import choose
from aw_watcher_window.backends import kwin
from aw_watcher_window.backends.base import Backend
from aw_watcher_window.backends.kwin import KWin as KWinBackend
from aw_watcher_window.errors import DisplayLostError
from aw_watcher_window.focus import NOTHING, Focus
from aw_watcher_window.select import BACKENDS

pytestmark = pytest.mark.wayland


@pytest.fixture
def backend(desktop: Session) -> Iterator[Backend]:
    """The backend this desktop gets."""
    backend = choose(BACKENDS, desktop.environ).backend
    yield backend
    backend.close()


def wait_for(backend: Backend, condition: Callable[[Focus], bool], seconds: float = 10.0) -> Focus:
    """The first focus that is as wished; looks only when the backend's descriptor says so, as the watcher does."""
    end = time.monotonic() + seconds
    while not condition(focus := backend.focused()):
        ready, _, _ = select.select([backend], [], [], max(0.0, end - time.monotonic()))
        assert ready, f"no event in {seconds} s; the focus is {focus}"
    return focus


def wait_for_title(backend: Backend, title: str) -> Focus:
    return wait_for(backend, lambda focus: focus.title == title)


def test_the_compositor_itself_is_asked_and_not_the_x_server(backend: Backend) -> None:
    assert backend.name != "X11"


def test_application_and_title_of_the_focused_window_are_seen(desktop: Session, backend: Backend) -> None:
    desktop.open("editor", "main.py")
    assert wait_for_title(backend, "main.py").app == "editor"


def test_a_window_focused_before_the_watcher_started_is_seen(desktop: Session) -> None:
    desktop.open("editor", "main.py")
    backend = choose(BACKENDS, desktop.environ).backend
    assert wait_for_title(backend, "main.py").app == "editor"
    backend.close()


def test_a_change_of_focus_is_told_at_once(desktop: Session, backend: Backend) -> None:
    editor, browser = desktop.open("editor", "main.py"), desktop.open("browser", "News")
    first = wait_for_title(backend, "News")
    desktop.focus(editor)
    second = wait_for_title(backend, "main.py")
    assert second.app == "editor"
    assert second.window != first.window
    desktop.focus(browser)
    assert wait_for_title(backend, "News") == first


def test_a_new_title_is_told_at_once_and_is_of_the_same_window(desktop: Session, backend: Backend) -> None:
    window = desktop.open("editor", "main.py")
    before = wait_for_title(backend, "main.py")
    window.title("other.py")
    assert wait_for_title(backend, "other.py").window == before.window


@pytest.mark.parametrize(
    "title",
    ["naïve — café", "日本語のタイトル", "emoji 👩‍💻 done", "עברית", 'quotes " \\ and <tags>', "日" * 1000],
)
def test_titles_in_any_script_arrive_unharmed(desktop: Session, backend: Backend, title: str) -> None:
    window = desktop.open("editor", "first")
    window.title(title)
    wait_for_title(backend, title)


def test_a_title_of_a_window_without_the_focus_is_not_told(desktop: Session, backend: Backend) -> None:
    editor, browser = desktop.open("editor", "main.py"), desktop.open("browser", "News")
    wait_for_title(backend, "News")
    editor.title("other.py")
    browser.title("More news")
    seen = []

    def arrived(focus: Focus) -> bool:
        seen.append(focus.title)
        return focus.title == "More news"

    wait_for(backend, arrived)
    assert set(seen) <= {"News", "More news"}


def test_when_one_of_two_windows_closes_the_other_has_the_focus(desktop: Session, backend: Backend) -> None:
    desktop.open("editor", "main.py")
    browser = desktop.open("browser", "News")
    wait_for_title(backend, "News")
    browser.close()
    wait_for_title(backend, "main.py")


def test_when_the_last_window_closes_nothing_has_the_focus(desktop: Session, backend: Backend) -> None:
    window = desktop.open("editor", "main.py")
    wait_for_title(backend, "main.py")
    window.close()
    wait_for(backend, lambda focus: focus == NOTHING)


def test_windows_that_come_and_go_leave_nothing_behind(desktop: Session, backend: Backend) -> None:
    for number in range(5):
        desktop.open("editor", f"{number}").close()
        backend.focused()
    desktop.open("editor", "last")
    wait_for_title(backend, "last")


def test_a_second_watcher_does_not_disturb_the_first(desktop: Session, backend: Backend) -> None:
    other = choose(BACKENDS, desktop.environ).backend
    desktop.open("editor", "main.py")
    wait_for_title(other, "main.py")
    other.close()
    wait_for_title(backend, "main.py")
    desktop.open("browser", "News")
    wait_for_title(backend, "News")


@pytest.mark.parametrize("started", ["gnome"], indirect=True)
def test_an_extension_that_is_switched_off_meanwhile_is_missed(desktop: Gnome, backend: Backend) -> None:
    desktop.open("editor", "main.py")
    wait_for_title(backend, "main.py")
    desktop.switch_the_extension("Disable")
    try:
        with pytest.raises(DisplayLostError, match="gnome-extensions enable"):
            wait_for(backend, lambda _: False)
    finally:
        desktop.switch_the_extension("Enable")


@pytest.mark.parametrize("started", ["gnome"], indirect=True)
def test_while_the_screen_is_locked_nothing_has_the_focus_and_after_it_the_window_again(
    desktop: Gnome, backend: Backend
) -> None:
    desktop.open("editor", "main.py")
    wait_for_title(backend, "main.py")
    desktop.lock()
    try:
        wait_for(backend, lambda focus: focus == NOTHING)
        with closing(choose(BACKENDS, desktop.environ).backend) as started_while_locked:
            assert started_while_locked.focused() == NOTHING
            desktop.unlock()
            wait_for_title(started_while_locked, "main.py")
        wait_for_title(backend, "main.py")
    finally:
        with suppress(AssertionError):  # unlocked already
            desktop.unlock()


@pytest.mark.parametrize("started", ["kwin"], indirect=True)
def test_the_script_of_a_watcher_that_was_killed_leaves_kwin_at_the_next_change(
    desktop: KWin, backend: Backend
) -> None:
    code = (
        "import os, time; from aw_watcher_window.backends.kwin import KWin;"
        "print(KWin(os.environ)._script, flush=True); time.sleep(60)"
    )
    with running(sys.executable, "-c", code, env=desktop.environ, stdout=subprocess.PIPE) as watcher:
        script = next_line(watcher)
        watcher.kill()
        watcher.wait()
    with closing(Bus(desktop.environ)) as bus:

        def is_loaded(name: str) -> bool:
            return bus.call(SCRIPTING, "isScriptLoaded", "s", name) == (True,)

        assert is_loaded(script)
        desktop.open("editor", "main.py")
        wait_until(lambda: not is_loaded(script), "KWin has let go of the script")
        wait_for_title(backend, "main.py")
        assert isinstance(backend, KWinBackend)
        assert is_loaded(backend._script)


@pytest.mark.parametrize("started", ["kwin"], indirect=True)
def test_a_script_that_kwin_has_dropped_is_handed_over_again(
    desktop: KWin, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(backend, KWinBackend)
    desktop.open("editor", "main.py")
    wait_for_title(backend, "main.py")
    with closing(Bus(desktop.environ)) as bus:
        assert bus.call(SCRIPTING, "unloadScript", "s", backend._script) == (True,)
    browser = desktop.open("browser", "News")
    assert backend.focused().title == "main.py"
    monkeypatch.setattr(kwin, "ASK_EVERY", 0.0)
    wait_until(lambda: backend.focused().title == "News", "the window is told of that came meanwhile")
    monkeypatch.undo()
    browser.title("More news")
    wait_for_title(backend, "More news")


@pytest.mark.parametrize("started", ["kwin"], indirect=True)
def test_a_script_that_kwin_does_not_take_again_ends_the_watcher(
    desktop: KWin, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(backend, KWinBackend)
    with closing(Bus(desktop.environ)) as bus:
        assert bus.call(SCRIPTING, "unloadScript", "s", backend._script) == (True,)
    monkeypatch.setattr(kwin, "ASK_EVERY", 0.0)
    monkeypatch.setattr(kwin, "_SCRIPT_PATHS", ("/elsewhere/{}",))
    with pytest.raises(DisplayLostError, match="KWin lost the script"):
        backend.focused()


@pytest.mark.parametrize("started", ["kwin"], indirect=True)
def test_while_kwin_is_stuck_the_last_window_stands(
    desktop: KWin, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(backend, KWinBackend)
    window = desktop.open("editor", "main.py")
    wait_for_title(backend, "main.py")
    desktop.compositor.send_signal(signal.SIGSTOP)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(kwin, "ASK_EVERY", 0.0)
            assert backend.focused().title == "main.py"
    finally:
        desktop.compositor.send_signal(signal.SIGCONT)
    window.title("other.py")
    wait_for_title(backend, "other.py")
