from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aw_core.supervision import EXIT_MISCONFIGURED, EXIT_UNAVAILABLE
from aw_watcher_afk.select import BACKENDS
from aw_watcher_afk.sensing import SENSES

COMMAND = Path(sys.executable).with_name("aw-watcher-afk")


def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *arguments],
        env=os.environ | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="about X11")
def test_without_a_display_it_says_why_in_one_line_and_that_it_is_unavailable() -> None:
    ended = run()
    assert ended.returncode == EXIT_UNAVAILABLE
    (line,) = ended.stderr.splitlines()
    assert "DISPLAY is not set" in line


def test_with_a_senseless_setting_it_names_it_and_that_it_is_misconfigured() -> None:
    ended = run("--poll-time", "-3")
    assert ended.returncode == EXIT_MISCONFIGURED
    assert "poll_time" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_list_of_backends_has_a_line_for_each_of_this_platform() -> None:
    ended = run("--list-backends")
    assert ended.returncode == 0
    idle, _, more = ended.stdout.partition("\n\nbesides keyboard and mouse:\n")
    for lines, expected in ((idle, BACKENDS), (more, SENSES)):
        named = [line.partition(": ") for line in lines.splitlines()]
        assert [name for name, _, _ in named] == list(expected)
        assert all(reason for _, _, reason in named)
