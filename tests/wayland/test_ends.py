"""How watchers end when their Wayland session does, and when there is none for them."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest
from commands import command, free_port
from sessions import Session
from waiting import wait_until

pytestmark = pytest.mark.wayland

GREETINGS = {"aw-watcher-window": "windows are seen through", "aw-watcher-afk": "input is noticed through"}


def test_a_compositor_that_dies_ends_both_watchers_with_an_error_in_one_line(
    dying: Session, tmp_path: Path
) -> None:
    """One test, because starting a session takes seconds."""
    with ExitStack() as stack:
        watchers = []
        for name, greeting in GREETINGS.items():
            output = tmp_path / name
            written = stack.enter_context(output.open("wb"))
            process = subprocess.Popen(
                [command(name), "--port", str(free_port()), "--poll-time", "0.2"],
                env=dying.environ,
                stdout=written,
                stderr=subprocess.STDOUT,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            wait_until(
                lambda said=output.read_text, ready=greeting, watcher=process: (
                    ready in said() or watcher.poll()
                ),
                f"{name} watches",
            )
            assert process.poll() is None, output.read_text()
            watchers.append((process, output))
        dying.compositor.kill()
        for process, output in watchers:
            assert process.wait(20) == 1, output.read_text()
            assert "[ERROR]" in output.read_text().splitlines()[-1]
            assert "Traceback" not in output.read_text()


def test_the_list_of_backends_says_which_one_works_and_why_the_others_do_not(desktop: Session) -> None:
    for name in GREETINGS:
        done = subprocess.run(
            [command(name), "--list-backends"],
            env=desktop.environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        first, _, _besides = done.stdout.partition("\n\n")
        lines = [line.partition(": ") for line in first.splitlines()]
        assert [reason for _, _, reason in lines].count("works here") == 1
        assert all(reason for _, _, reason in lines)
        assert lines[-1][0] == ("x11" if name == "aw-watcher-window" else "pynput")
