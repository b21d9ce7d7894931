"""The whole way: real windows and input, both watchers, the server, and the report a person reads."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from commands import LiveServer, command
from story import ROUNDING, UNKNOWN, Story, end, start, stored, watching
from waiting import wait_until

if TYPE_CHECKING:
    from x11 import Desktop

pytestmark = pytest.mark.desktop

EDITOR, OTHER, BROWSER = ("Editor", "main.py"), ("Editor", "naïve — 日本.py"), ("Browser", "News")


def test_what_was_done_is_what_the_server_holds_and_the_report_says(
    desktop: Desktop, server: LiveServer
) -> None:
    story = Story(server)
    with watching(desktop.environ, server) as stop:
        story.change(lambda: None, *UNKNOWN)
        editor = story.change(lambda: desktop.open(*EDITOR), *EDITOR)
        browser = story.change(lambda: desktop.open(*BROWSER), *BROWSER)
        story.change(editor.activate, *EDITOR)
        story.change(lambda: editor.title(OTHER[1]), *OTHER)
        story.change(browser.activate, *BROWSER)
        story.absence(desktop.press_a_key)
        story.change(editor.activate, *OTHER)
        wait_until(lambda: works(desktop, server), "a second of work in the last window is recorded")
        stop()
    story.is_what_the_server_holds()

    report = json.loads(run_report(server, "--json"))
    assert report["duration"] == pytest.approx(active(server), abs=ROUNDING)
    printed = run_report(server)
    assert all(word in printed for word in OTHER)


def works(desktop: Desktop, server: LiveServer) -> bool:
    """Press a key; whether the server knows of a second of that in the window that has the focus."""
    desktop.press_a_key()
    presence, windows = stored(server, "afkstatus")[-1], stored(server, "currentwindow")
    status = presence["data"]["status"]
    return status == "not-afk" and (end(presence) - start(windows[-1])).total_seconds() >= 1


def active(server: LiveServer) -> float:
    """Seconds in which somebody was there and windows were watched."""
    windows = stored(server, "currentwindow")
    first, last = start(windows[0]), end(windows[-1])
    present = [event for event in stored(server, "afkstatus") if event["data"]["status"] == "not-afk"]
    return sum(
        max(0.0, (min(end(event), last) - max(start(event), first)).total_seconds()) for event in present
    )


def run_report(server: LiveServer, *options: str) -> str:
    """What `aw-client report` prints."""
    done = subprocess.run(
        [command("aw-client"), "--port", str(server.port), "report", "--start", "yesterday", *options],
        env=os.environ | {"COLUMNS": "200"},
        check=True,
        timeout=30,
        capture_output=True,
        text=True,
    )
    return done.stdout
