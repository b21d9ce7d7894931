from __future__ import annotations

import importlib
import logging
import select
import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from recorded_mac import Element, RecordedMac, RunningApp

from aw_client.watcher import WatcherUnavailableError
from aw_client.watcher.backends import survey
from aw_watcher_window.backends.base import Backend
from aw_watcher_window.focus import NOTHING, Focus
from aw_watcher_window.select import BY_PLATFORM

EDITOR, CHROME, SAFARI = 11, 22, 33
PAGE = "https://example.org/news"


@pytest.fixture
def system() -> RecordedMac:
    """An editor in front, Chrome and Safari behind it."""
    return RecordedMac(
        apps={
            EDITOR: RunningApp(EDITOR, "Editor", "org.example.editor"),
            CHROME: RunningApp(CHROME, "Google Chrome", "com.google.Chrome"),
            SAFARI: RunningApp(SAFARI, "Safari", "com.apple.Safari"),
        },
        windows={
            EDITOR: Element(attributes={"AXTitle": "main.py"}),
            CHROME: Element(attributes={"AXTitle": "News"}),
            SAFARI: Element(attributes={"AXTitle": "Weather"}),
        },
        front=EDITOR,
        script_answer=PAGE,
    )


@pytest.fixture
def make(system: RecordedMac, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Backend]]:
    """Makes the backend, on the recorded system."""
    for name, module in system.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    for name in ("mac_api", "mac_urls", "macos"):
        monkeypatch.delitem(sys.modules, f"aw_watcher_window.backends.{name}", raising=False)
    made: list[Backend] = []

    def make() -> Backend:
        made.append(BY_PLATFORM["darwin"]["macos"]({}))
        return made[-1]

    yield make
    for backend in made:
        backend.close()
    for name in ("mac_api", "mac_urls", "macos"):
        sys.modules.pop(f"aw_watcher_window.backends.{name}", None)
    assert not any(loop.sources for loop in system.loops.values())


def told(backend: Backend) -> Focus:
    """The focus when the application in front has told of a change."""
    ready, _, _ = select.select([backend], [], [], 10)
    assert ready, "nothing was told"
    return backend.focused()


def shown(focus: Focus) -> dict[str, str]:
    return focus.data


def test_application_and_title_of_the_focused_window_are_seen(make: Any) -> None:
    assert shown(make().focused()) == {"app": "Editor", "title": "main.py"}


def test_a_new_title_is_told_and_is_of_the_same_window(make: Any, system: RecordedMac) -> None:
    backend = make()
    before = backend.focused()
    system.windows[EDITOR].attributes["AXTitle"] = "other.py"
    system.happens("AXTitleChanged")
    after = told(backend)
    assert (after.title, after.window) == ("other.py", before.window)


def test_another_window_of_the_same_application_is_another_window(make: Any, system: RecordedMac) -> None:
    backend = make()
    before = backend.focused()
    system.windows[EDITOR] = Element(attributes={"AXTitle": "main.py"})
    system.happens("AXFocusedWindowChanged")
    assert told(backend).window != before.window


def test_a_change_of_the_application_is_told_and_then_that_one_is_listened_to(
    make: Any, system: RecordedMac
) -> None:
    backend = make()
    backend.focused()
    system.front = SAFARI
    system.happens("AXApplicationDeactivated")
    assert shown(told(backend)) == {"app": "Safari", "title": "Weather"}
    system.windows[SAFARI].attributes["AXTitle"] = "Forecast"
    system.happens("AXTitleChanged")
    assert told(backend).title == "Forecast"
    assert [observer.process for observer in system.observers] == [EDITOR, SAFARI]


def test_an_application_that_does_not_tell_yet_is_asked_again(make: Any, system: RecordedMac) -> None:
    system.silent = {EDITOR}
    backend = make()
    assert backend.focused().title == "main.py"
    assert not system.observers
    system.silent = set()
    backend.focused()
    backend.focused()
    assert [observer.process for observer in system.observers] == [EDITOR]


def test_a_main_window_without_the_focus_is_the_window(make: Any, system: RecordedMac) -> None:
    system.windows[EDITOR].attributes["only"] = "AXMainWindow"
    assert make().focused().title == "main.py"


def test_an_application_without_a_window_has_an_empty_title(make: Any, system: RecordedMac) -> None:
    del system.windows[EDITOR]
    assert shown(make().focused()) == {"app": "Editor", "title": ""}


def test_without_an_application_in_front_nothing_has_the_focus(make: Any, system: RecordedMac) -> None:
    system.front = 0
    assert make().focused() == NOTHING


def test_an_application_without_a_name_is_unknown(make: Any, system: RecordedMac) -> None:
    system.apps[EDITOR].name = None
    assert make().focused().app == "unknown"


def test_without_the_permission_applications_are_recorded_and_it_says_what_to_do(
    make: Any, system: RecordedMac, caplog: pytest.LogCaptureFixture
) -> None:
    system.trusted = False
    backend = make()
    assert "Privacy & Security, Accessibility" in caplog.text
    assert shown(backend.focused()) == {"app": "Editor", "title": ""}
    system.front = SAFARI
    assert shown(backend.focused()) == {"app": "Safari", "title": ""}
    assert len(caplog.records) == 1
    assert system.asked_for_trust == 1


def test_who_only_tries_what_works_here_is_not_asked_for_the_permission(
    make: Any, system: RecordedMac
) -> None:
    system.trusted = False
    assert list(survey({"macos": lambda _: make()}, {})) == [("macos", "")]
    assert system.asked_for_trust == 0


def test_what_the_system_lends_is_given_back_after_each_look(make: Any, system: RecordedMac) -> None:
    backend = make()
    backend.focused()
    system.trusted = False
    backend.focused()
    backend.close()
    assert (system.lent_outside_a_pool, system.pools) == (0, 0)


def test_a_permission_given_later_is_noticed(
    make: Any, system: RecordedMac, caplog: pytest.LogCaptureFixture
) -> None:
    system.trusted = False
    backend = make()
    backend.focused()
    system.trusted = True
    with caplog.at_level(logging.INFO):
        assert backend.focused().title == "main.py"
    assert "now" in caplog.records[-1].getMessage()
    system.happens("AXTitleChanged")
    told(backend)


def test_a_permission_taken_away_is_said(
    make: Any, system: RecordedMac, caplog: pytest.LogCaptureFixture
) -> None:
    backend = make()
    backend.focused()
    system.trusted = False
    assert backend.focused().title == ""
    assert "Accessibility" in caplog.text


def test_notifications_are_taken_before_the_application_in_front_is_asked_for(
    make: Any, system: RecordedMac
) -> None:
    system.trusted = False
    system.handled = [4, 4]
    make().focused()
    assert system.handled == []


def test_the_page_of_a_browser_is_recorded_and_asked_for_once_a_title(make: Any, system: RecordedMac) -> None:
    system.front = CHROME
    backend = make()
    assert shown(backend.focused()) == {"app": "Google Chrome", "title": "News", "url": PAGE}
    backend.focused()
    assert len(system.scripts) == 1
    assert 'application id "com.google.Chrome"' in system.scripts[0]
    assert "incognito" in system.scripts[0]
    system.windows[CHROME].attributes["AXTitle"] = "More news"
    backend.focused()
    assert len(system.scripts) == 2


def test_a_private_window_has_no_page(make: Any, system: RecordedMac) -> None:
    system.front, system.script_answer = CHROME, ""
    assert shown(make().focused()) == {"app": "Google Chrome", "title": "News"}


def test_a_browser_that_does_not_say_what_is_private_is_not_asked(make: Any, system: RecordedMac) -> None:
    system.front = SAFARI
    assert shown(make().focused()) == {"app": "Safari", "title": "Weather"}
    assert system.scripts == []


def test_a_browser_the_user_does_not_want_asked_is_asked_once(
    make: Any, system: RecordedMac, caplog: pytest.LogCaptureFixture
) -> None:
    system.front, system.script_answer = CHROME, -1743
    backend = make()
    assert "url" not in backend.focused().data
    system.windows[CHROME].attributes["AXTitle"] = "More news"
    assert "url" not in backend.focused().data
    assert len(system.scripts) == 1
    assert "Automation" in caplog.text


def test_a_browser_that_is_busy_is_asked_again_at_the_next_title(make: Any, system: RecordedMac) -> None:
    system.front, system.script_answer = CHROME, -1712
    backend = make()
    assert "url" not in backend.focused().data
    system.script_answer = PAGE
    system.windows[CHROME].attributes["AXTitle"] = "More news"
    assert backend.focused().url == PAGE


def test_a_page_that_keeps_its_title_is_asked_for_again_after_a_while(make: Any) -> None:
    make()  # the modules of macOS are there from here on
    urls = importlib.import_module("aw_watcher_window.backends.mac_urls")
    answers, now = iter([PAGE, "https://example.org/next"]), 100.0
    tabs = urls.TabUrls(SimpleNamespace(run_script=lambda _: next(answers)), clock=lambda: now)
    assert tabs.of("com.google.Chrome", "1", "News") == PAGE
    now += 4
    assert tabs.of("com.google.Chrome", "1", "News") == PAGE
    now += 2
    assert tabs.of("com.google.Chrome", "1", "News") == "https://example.org/next"


def test_a_browser_that_has_just_ended_is_not_started_to_be_asked(make: Any, system: RecordedMac) -> None:
    system.front = CHROME
    make().focused()
    (script,) = system.scripts
    asked, told = (script.index(f"{verb}application id") for verb in ("if ", "tell "))
    assert "is running then" in script[asked:told]


def test_closing_twice_is_fine(make: Any) -> None:
    backend = make()
    backend.close()
    backend.close()


def test_macos_itself_answers_and_elsewhere_it_refuses() -> None:
    if sys.platform == "darwin":
        backend = BY_PLATFORM["darwin"]["macos"]({})
        assert isinstance(backend.focused(), Focus)
        backend.close()
    else:
        with pytest.raises(WatcherUnavailableError, match="AppKit is not installed"):
            BY_PLATFORM["darwin"]["macos"]({})
