"""The X11 backend of the window watcher against a real X server and window manager."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from subprocess import Popen
from typing import TYPE_CHECKING

import pytest
from Xlib import X, Xatom
from Xlib.display import Display

from aw_client.errors import WatcherUnavailableError
from aw_watcher_window.backends.x11 import MAX_TEXT, X11
from aw_watcher_window.errors import DisplayLostError
from aw_watcher_window.focus import NOTHING, Focus
from aw_watcher_window.select import to_try

if TYPE_CHECKING:
    from x11 import Desktop

pytestmark = pytest.mark.desktop


@pytest.fixture
def backend(desktop: Desktop) -> Iterator[X11]:
    backend = X11(desktop.environ)
    yield backend
    backend.close()


def wait_for(backend: X11, condition: Callable[[Focus], bool], seconds: float = 10.0) -> Focus:
    """The first focus that is as wished; looks only when the backend's descriptor says so, as the watcher does."""
    end = time.monotonic() + seconds
    while not condition(focus := backend.focused()):
        ready, _, _ = select.select([backend], [], [], max(0.0, end - time.monotonic()))
        assert ready, f"no event in {seconds} s; the focus is {focus}"
    return focus


def wait_for_title(backend: X11, title: str) -> Focus:
    return wait_for(backend, lambda focus: focus.title == title)


def test_application_title_and_window_of_the_focused_window_are_seen(desktop: Desktop, backend: X11) -> None:
    window = desktop.open("Editor", "main.py")
    assert wait_for_title(backend, "main.py") == Focus(window.id, "Editor", "main.py")


def test_a_window_focused_before_the_watcher_started_is_seen(desktop: Desktop) -> None:
    desktop.open("Editor", "main.py")
    backend = X11(desktop.environ)
    assert wait_for_title(backend, "main.py").app == "Editor"
    backend.close()


def test_a_change_of_focus_is_told_at_once(desktop: Desktop, backend: X11) -> None:
    editor, browser = desktop.open("Editor", "main.py"), desktop.open("Browser", "News")
    wait_for_title(backend, "News")
    editor.activate()
    assert wait_for_title(backend, "main.py").app == "Editor"
    browser.activate()
    assert wait_for_title(backend, "News").app == "Browser"


def test_a_new_title_is_told_at_once(desktop: Desktop, backend: X11) -> None:
    window = desktop.open("Editor", "main.py")
    wait_for_title(backend, "main.py")
    window.title("other.py")
    assert wait_for_title(backend, "other.py") == Focus(window.id, "Editor", "other.py")


def test_a_title_of_a_window_without_the_focus_is_not_told(desktop: Desktop, backend: X11) -> None:
    editor, browser = desktop.open("Editor", "main.py"), desktop.open("Browser", "News")
    wait_for_title(backend, "News")
    editor.title("other.py")
    browser.title("More news")
    seen = []

    def arrived(focus: Focus) -> bool:
        seen.append(focus.title)
        return focus.title == "More news"

    wait_for(backend, arrived)
    assert set(seen) <= {"News", "More news"}


@pytest.mark.parametrize(
    "title", ["naïve — café", "日本語のタイトル", "emoji 👩‍💻 done", "עברית", 'quotes " \\ and <tags>']
)
def test_titles_in_any_script_arrive_unharmed(desktop: Desktop, backend: X11, title: str) -> None:
    desktop.open("Editor", title)
    wait_for_title(backend, title)


@pytest.mark.parametrize(
    ("kind", "value", "title"),
    [
        ("STRING", "naïve".encode("latin-1"), "naïve"),
        ("COMPOUND_TEXT", b"\x1b-L\xbf\xe0\xd8 \x1b%G\xe2\x80\x94\x1b%@", "При —"),
        ("UTF8_STRING", "日本".encode(), "日本"),
    ],
)
def test_the_older_title_property_is_read_by_its_type(
    desktop: Desktop, backend: X11, kind: str, value: bytes, title: str
) -> None:
    window = desktop.open("Editor", "to be removed")
    window.set("WM_NAME", kind, value)
    window.delete("_NET_WM_NAME")
    wait_for_title(backend, title)


def test_bytes_that_are_no_utf8_are_replaced(desktop: Desktop, backend: X11) -> None:
    desktop.open("Editor", "a").set("_NET_WM_NAME", "UTF8_STRING", b"caf\xe9 \xff!")
    wait_for_title(backend, "caf\ufffd \ufffd!")


def test_a_very_long_title_is_cut_between_two_characters(desktop: Desktop, backend: X11) -> None:
    desktop.open("Editor", "short").title("日" * 50_000)
    wait_for_title(backend, "日" * (MAX_TEXT // 3))


def test_a_window_without_any_title_has_an_empty_one(desktop: Desktop, backend: X11) -> None:
    window = desktop.open("Editor", "main.py")
    wait_for_title(backend, "main.py")
    window.delete("_NET_WM_NAME")
    assert wait_for_title(backend, "") == Focus(window.id, "Editor", "")


def test_a_window_without_a_class_is_named_by_its_process(desktop: Desktop, backend: X11) -> None:
    window = desktop.open("", "nameless")
    process = Path(f"/proc/{window.pid}/comm").read_text().strip()
    assert wait_for_title(backend, "nameless").app == process


def test_the_process_of_another_machine_is_not_looked_up_here(desktop: Desktop, backend: X11) -> None:
    window = desktop.open("", "remote")
    window.set("WM_CLIENT_MACHINE", "STRING", b"elsewhere.example")
    window.title("remote still")
    assert wait_for_title(backend, "remote still").app == "unknown"


def test_a_class_that_comes_late_is_told(desktop: Desktop, backend: X11) -> None:
    window = desktop.open("", "slow")
    wait_for_title(backend, "slow")
    window.set("WM_CLASS", "STRING", b"slow\0Slow\0")
    wait_for(backend, lambda focus: focus.app == "Slow")


def test_a_class_of_only_an_instance_is_that(desktop: Desktop, backend: X11) -> None:
    desktop.open("", "half").set("WM_CLASS", "STRING", b"half\0\0")
    wait_for(backend, lambda focus: focus.app == "half")


def test_when_the_last_window_closes_nothing_has_the_focus(desktop: Desktop, backend: X11) -> None:
    window = desktop.open("Editor", "main.py")
    wait_for_title(backend, "main.py")
    window.close()
    wait_for(backend, lambda focus: focus == NOTHING)


def test_a_minimized_window_does_not_have_the_focus(desktop: Desktop, backend: X11) -> None:
    window = desktop.open("Editor", "main.py")
    wait_for_title(backend, "main.py")
    desktop.xdotool("windowminimize", str(window.id))
    wait_for(backend, lambda focus: focus == NOTHING)


def test_a_window_that_hides_does_not_have_the_focus_and_has_it_when_it_is_back(
    desktop: Desktop, backend: X11
) -> None:
    window = desktop.open("Chat", "closes to the tray")
    wait_for_title(backend, "closes to the tray")
    desktop.xdotool("windowunmap", "--sync", str(window.id))
    wait_for(backend, lambda focus: focus == NOTHING)
    desktop.xdotool("windowmap", "--sync", str(window.id))
    window.activate()
    wait_for_title(backend, "closes to the tray")


def test_when_one_of_two_windows_closes_the_other_has_the_focus(desktop: Desktop, backend: X11) -> None:
    desktop.open("Editor", "main.py")
    browser = desktop.open("Browser", "News")
    wait_for_title(backend, "News")
    browser.close()
    wait_for_title(backend, "main.py")


def test_windows_that_close_while_they_are_read_are_passed_over(
    desktop: Desktop, backend: X11, capfd: pytest.CaptureFixture[str]
) -> None:
    for number in range(5):
        desktop.open("Editor", f"{number}").close()
        backend.focused()
    desktop.open("Editor", "last")
    wait_for_title(backend, "last")
    assert capfd.readouterr() == ("", "")


def test_a_window_that_retitles_without_pause_does_not_hold_the_watcher_up(
    desktop: Desktop, backend: X11
) -> None:
    window = desktop.open("Editor", "0")
    for number in range(300):
        window.title(f"{number}")
        backend.focused()
    wait_for_title(backend, "299")


def test_a_display_without_a_window_manager_has_no_focus(
    dying_display: tuple[str, Popen[str]], caplog: pytest.LogCaptureFixture
) -> None:
    backend = X11({"DISPLAY": dying_display[0]})
    assert backend.focused() == NOTHING
    assert "_NET_ACTIVE_WINDOW" in caplog.text
    backend.close()


def test_a_display_that_dies_is_told_and_then_an_error(dying_display: tuple[str, Popen[str]]) -> None:
    name, server = dying_display
    backend = X11({"DISPLAY": name})
    server.kill()
    ready, _, _ = select.select([backend], [], [], 10)
    assert ready
    with pytest.raises(DisplayLostError):
        backend.focused()
    with pytest.raises(DisplayLostError):
        backend.fileno()
    backend.close()


@pytest.mark.parametrize("nothing", ["root", "none", "no window at all"])
def test_a_window_manager_that_names_no_window_goes_on_being_heard(
    dying_display: tuple[str, Popen[str]], nothing: str
) -> None:
    with (
        closing(Display(dying_display[0])) as display,
        closing(X11({"DISPLAY": dying_display[0]})) as backend,
    ):
        root = display.screen().root
        window = root.create_window(0, 0, 50, 50, 0, X.CopyFromParent)
        window.set_wm_name("main.py")
        window.map()

        def name(number: int) -> None:
            root.change_property(display.get_atom("_NET_ACTIVE_WINDOW"), Xatom.WINDOW, 32, [number])
            display.sync()

        for _ in range(2):
            name(window.id)
            wait_for_title(backend, "main.py")
            name({"root": root.id, "none": X.NONE}.get(nothing, 0x1FFFFFFF))
            wait_for(backend, lambda focus: focus == NOTHING)


def test_in_a_wayland_session_the_x_display_is_taken_only_when_it_is_asked_for(desktop: Desktop) -> None:
    environ = desktop.environ | {"WAYLAND_DISPLAY": "wayland-0"}
    with pytest.raises(WatcherUnavailableError, match="--backend x11"):
        to_try("")["x11"](environ)
    to_try("x11")["x11"](environ).close()


def test_the_environment_of_this_process_is_not_read(desktop: Desktop) -> None:
    assert "DISPLAY" not in os.environ
    X11(desktop.environ).close()
