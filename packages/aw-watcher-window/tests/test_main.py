from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aw_core.supervision import EXIT_MISCONFIGURED, EXIT_UNAVAILABLE
from aw_watcher_window.select import BACKENDS

COMMAND = Path(sys.executable).with_name("aw-watcher-window")


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
    named = [line.partition(": ") for line in ended.stdout.splitlines()]
    assert [name for name, _, _ in named] == list(BACKENDS)
    assert all(reason for _, _, reason in named)


@pytest.mark.skipif(
    sys.platform == "win32", reason="GNOME is looked for on the PATH, which Windows searches otherwise"
)
def test_installing_the_gnome_extension_elsewhere_is_one_line_of_error(tmp_path: Path) -> None:
    ended = run("install-gnome-extension", PATH=str(tmp_path))
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert "`gnome-shell` is not installed" in line


@pytest.mark.skipif(sys.platform == "win32", reason="as above")
def test_an_extension_that_gnome_does_not_keep_switched_on_is_installed_and_an_error(tmp_path: Path) -> None:
    for name, said in (("gnome-shell", "GNOME Shell 43.9"), ("gsettings", "[]")):
        (tmp_path / name).write_text(f"#!{sys.executable}\nprint({said!r})\n")
        (tmp_path / name).chmod(0o755)
    ended = run("install-gnome-extension", PATH=str(tmp_path))
    assert ended.returncode == 1
    assert ended.stdout.startswith("Installed the extension for GNOME Shell 43 in ")
    (line,) = ended.stderr.splitlines()
    assert "not switched on" in line
