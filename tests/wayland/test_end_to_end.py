"""The whole way: real windows and input under Wayland, both watchers as processes, and what the server holds."""

from __future__ import annotations

import pytest
from commands import LiveServer
from sessions import Session
from story import UNKNOWN, Story, watching

pytestmark = pytest.mark.wayland


def test_what_was_done_is_what_the_server_holds(desktop: Session, server: LiveServer) -> None:
    story = Story(server)
    with watching(desktop.environ, server) as stop:
        story.change(lambda: None, *UNKNOWN)
        editor = story.change(lambda: desktop.open("editor", "main.py"), "editor", "main.py")
        browser = story.change(lambda: desktop.open("browser", "News"), "browser", "News")
        story.change(lambda: desktop.focus(editor), "editor", "main.py")
        story.change(lambda: editor.title("naïve — 日本.py"), "editor", "naïve — 日本.py")
        story.absence(desktop.move_the_pointer)
        story.change(editor.close, "browser", "News")
        story.change(browser.close, *UNKNOWN)
        stop()
    story.is_what_the_server_holds()
