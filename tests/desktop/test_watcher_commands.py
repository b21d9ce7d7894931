"""The watchers as processes on a real display, without a server: how they begin and end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Desktop

pytestmark = [
    pytest.mark.desktop,
    pytest.mark.parametrize(
        ("watcher", "greeting"),
        [("aw-watcher-window", "windows are seen through"), ("aw-watcher-afk", "input is noticed through")],
    ),
]

Start = Callable[[str, str, str], subprocess.Popen[str]]


@pytest.fixture
def start(line_of: Callable[..., str], free_port: int) -> Iterator[Start]:
    """Start a watcher on a display; returns it when it has greeted."""
    with ExitStack() as stack:

        def start(watcher: str, greeting: str, display: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [Path(sys.executable).with_name(watcher), "--port", str(free_port)],
                env=os.environ | {"DISPLAY": display},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            while greeting not in line_of(process):
                pass
            return process

        yield start


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_watcher_in_order(
    desktop: Desktop, start: Start, watcher: str, greeting: str, number: signal.Signals
) -> None:
    process = start(watcher, greeting, desktop.display)
    process.send_signal(number)
    rest, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in rest


def test_a_display_that_dies_ends_a_watcher_with_an_error_in_one_line(
    dying_display: tuple[str, subprocess.Popen[str]], start: Start, watcher: str, greeting: str
) -> None:
    name, server = dying_display
    process = start(watcher, greeting, name)
    server.kill()
    rest, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "the X display is gone" in rest.splitlines()[-1]
    assert "Traceback" not in rest
