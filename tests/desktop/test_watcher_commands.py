"""The watchers as processes on a real display, without a server: how they begin and end."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from commands import command, free_port
from waiting import wait_until

if TYPE_CHECKING:
    from x11 import Desktop

pytestmark = [
    pytest.mark.desktop,
    pytest.mark.parametrize(
        ("watcher", "greeting"),
        [
            ("aw-watcher-window", "windows are seen through"),
            ("aw-watcher-afk", "input is noticed through"),
            ("aw-watcher-input", "input is counted through"),
        ],
    ),
]


class Start(Protocol):
    """Starts a watcher on a display; returns it, and where its output is, when it watches."""

    def __call__(self, watcher: str, greeting: str, display: str) -> tuple[subprocess.Popen[bytes], Path]: ...


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:
        output = tmp_path / "output"
        written = stack.enter_context(output.open("wb"))

        def start(watcher: str, greeting: str, display: str) -> tuple[subprocess.Popen[bytes], Path]:
            process = subprocess.Popen(
                [command(watcher), "--port", str(free_port())],
                env=os.environ | {"DISPLAY": display},
                stdout=written,
                stderr=subprocess.STDOUT,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            wait_until(lambda: greeting in output.read_text() or process.poll(), f"{watcher} watches")
            return process, output

        yield start


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_watcher_in_order(
    desktop: Desktop, start: Start, watcher: str, greeting: str, number: signal.Signals
) -> None:
    process, output = start(watcher, greeting, desktop.display)
    process.send_signal(number)
    assert process.wait(20) == 0
    assert "Traceback" not in output.read_text()


def test_a_display_that_dies_ends_a_watcher_with_an_error_in_one_line(
    dying_display: tuple[str, subprocess.Popen[str]], start: Start, watcher: str, greeting: str
) -> None:
    name, server = dying_display
    process, output = start(watcher, greeting, name)
    server.kill()
    assert process.wait(20) == 1
    assert "the X display is gone" in output.read_text().splitlines()[-1]
    assert "Traceback" not in output.read_text()
