"""Becoming a module."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aw_manager import trampoline

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")


def run(manager: int, *command: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-I", "-S", str(Path(trampoline.__file__)), str(manager), *command]
    return subprocess.run(line, capture_output=True, text=True, timeout=20, check=False)


def test_it_becomes_the_command_with_its_arguments() -> None:
    done = run(os.getpid(), sys.executable, "-c", "import sys; print(sys.argv[1:])", "a b", "--c")
    assert done.stdout == "['a b', '--c']\n"


def test_nothing_is_started_when_the_manager_has_ended_already() -> None:
    done = run(1, sys.executable, "-c", "print('started')")
    assert (done.returncode, done.stdout) == (1, "")
    assert "the manager ended" in done.stderr


def test_command_that_cannot_be_run_is_one_line(tmp_path: Path) -> None:
    done = run(os.getpid(), str(tmp_path / "missing"))
    assert done.returncode == 1
    assert done.stderr == f"{tmp_path / 'missing'}: cannot be run: No such file or directory\n"
