"""The backends of the window watcher against real compositors."""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Iterator

import pytest
from sessions import Session

from aw_client.watcher import first_that_works
from aw_watcher_window.backends.base import Backend
from aw_watcher_window.focus import NOTHING, Focus
from aw_watcher_window.select import BACKENDS

pytestmark = pytest.mark.wayland


@pytest.fixture
def backend(desktop: Session) -> Iterator[Backend]:
    """The backend this desktop gets."""
    backend = first_that_works(BACKENDS, desktop.environ)
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
    backend = first_that_works(BACKENDS, desktop.environ)
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
    other = first_that_works(BACKENDS, desktop.environ)
    desktop.open("editor", "main.py")
    wait_for_title(other, "main.py")
    other.close()
    wait_for_title(backend, "main.py")
    desktop.open("browser", "News")
    wait_for_title(backend, "News")
