from __future__ import annotations

import subprocess
import sys

import pytest

from aw_client.errors import AlreadyRunningError
from aw_client.singleinstance import SingleInstance, file_name

HOLD = """
import sys
from aw_client.singleinstance import SingleInstance
with SingleInstance(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(name: str) -> subprocess.Popen[str]:
    """Another process that holds the name."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_name_held_by_another_process_ends_this_one(caplog: pytest.LogCaptureFixture) -> None:
    with hold("name") as other:
        with pytest.raises(SystemExit, match="name is already running") as caught:
            SingleInstance("name")
        other.kill()
    assert isinstance(caught.value, AlreadyRunningError)
    assert caught.value.code == -1
    assert "already running" in caplog.text


def test_the_name_of_a_killed_process_is_free() -> None:
    with hold("name") as other:
        other.kill()
    SingleInstance("name").release()


def test_one_process_may_hold_a_name_twice_until_it_gave_it_back_twice() -> None:
    first, second = SingleInstance("name"), SingleInstance("name")
    first.release()
    assert subprocess.run(
        [sys.executable, "-c", HOLD, "name"], stdin=subprocess.DEVNULL, check=False
    ).returncode
    second.release()
    with hold("name") as other:
        other.kill()


def test_giving_a_name_back_again_takes_it_from_nobody() -> None:
    first, second = SingleInstance("name"), SingleInstance("name")
    first.release()
    first.release()
    assert subprocess.run(
        [sys.executable, "-c", HOLD, "name"], stdin=subprocess.DEVNULL, check=False
    ).returncode
    second.release()


def test_different_names_are_different_files_on_every_system() -> None:
    names = ["a b", "a_b", "a/b", "::1", "a-at-::1-on-5600", "ä"]
    files = [file_name(name) for name in names]
    assert len(set(files)) == len(names)
    assert all(not set(file) & set('<>:"/\\|?* ') for file in files)
