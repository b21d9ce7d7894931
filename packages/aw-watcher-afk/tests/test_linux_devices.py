"""Cameras and gamepads of Linux: real files and processes in the places of the devices."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from aw_client.errors import WatcherUnavailableError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.camera import Camera
from aw_watcher_afk.senses.gamepad import LARGE, Gamepad, Sticks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="about Linux")

HOLD = "import sys; file = open(sys.argv[1]); print('open', flush=True); sys.stdin.read()"


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


def looking_through(camera: Path) -> subprocess.Popen[str]:
    """A program that has a camera open."""
    command = [sys.executable, "-c", HOLD, str(camera)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def test_a_camera_is_in_use_from_when_a_program_opens_it_until_it_ends(tmp_path: Path) -> None:
    device = tmp_path / "video0"
    device.touch()
    with closing(Camera({}, tmp_path)) as camera:
        assert not camera.look()
        with looking_through(device) as program:
            until(lambda: camera.look() == {Fact.CAMERA})
            program.communicate()
        until(lambda: not camera.look())


def test_a_camera_that_was_in_use_before_and_one_plugged_in_later_are_noticed(tmp_path: Path) -> None:
    first, second = tmp_path / "video0", tmp_path / "video1"
    first.touch()
    with looking_through(first) as program, closing(Camera({}, tmp_path)) as camera:
        assert camera.look() == {Fact.CAMERA}
        program.communicate()
        until(lambda: not camera.look())
        second.touch()
        camera.look()
        with looking_through(second) as other:
            until(lambda: camera.look() == {Fact.CAMERA})
            other.communicate()


def test_the_watcher_is_woken_when_a_camera_is_opened_and_not_otherwise(tmp_path: Path) -> None:
    import select  # noqa: PLC0415 - only here

    device = tmp_path / "video0"
    device.touch()
    with closing(Camera({}, tmp_path)) as camera:
        assert not select.select(camera.files, [], [], 0)[0]
        with device.open():
            assert select.select(camera.files, [], [], 20)[0]
        camera.look()
        assert not select.select(camera.files, [], [], 0)[0]


Pad = Callable[..., None]


@pytest.fixture
def pad(tmp_path: Path) -> Iterator[Pad]:
    """Writes what a gamepad says, into a pipe in the place of its device."""
    path = tmp_path / "js0"
    os.mkfifo(path)
    writer = os.open(path, os.O_RDWR)

    def say(*events: tuple[int, int, int, int]) -> None:
        os.write(writer, b"".join(struct.pack("=IhBB", *event) for event in events))

    yield say
    os.close(writer)


BUTTON, AXIS, INITIAL = 0x01, 0x02, 0x80


def test_a_button_pressed_is_use_and_one_let_go_is_not(tmp_path: Path, pad: Pad) -> None:
    with closing(Gamepad({}, tmp_path)) as gamepad:
        assert not gamepad.look()
        pad((1000, 1, BUTTON, 3))
        assert gamepad.look() == {Fact.GAMEPAD}
        assert not gamepad.look()
        pad((1100, 0, BUTTON, 3))
        assert not gamepad.look()


def test_a_stick_that_drifts_trembles_or_tells_where_it_is_does_not_count(tmp_path: Path, pad: Pad) -> None:
    with closing(Gamepad({}, tmp_path)) as gamepad:
        pad((0, 1, BUTTON | INITIAL, 0), (0, -32767, AXIS | INITIAL, 2))
        assert not gamepad.look()
        for number in range(0, 60_000, 100):
            pad((number, (number * 7919) % 6000 - 3000, AXIS, 0))  # a worn stick trembles around the middle
            pad((number, min(32767, number // 2), AXIS, 1))  # one creeps to its end in a minute
            assert not gamepad.look()


def test_a_stick_that_is_moved_counts(tmp_path: Path, pad: Pad) -> None:
    with closing(Gamepad({}, tmp_path)) as gamepad:
        gamepad.look()
        pad(*((5000 + 20 * n, 3000 * n, AXIS, 0) for n in range(10)))
        assert gamepad.look() == {Fact.GAMEPAD}


def test_a_gamepad_plugged_in_later_is_found_and_one_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    with closing(Gamepad({}, tmp_path)) as gamepad:
        assert not gamepad.look()
        (tmp_path / "js1").write_bytes(struct.pack("=IhBB", 10, 1, BUTTON, 0))
        assert gamepad.look() == {Fact.GAMEPAD}
        (tmp_path / "js1").unlink()
        assert not gamepad.look()


def test_without_devices_a_gamepad_cannot_be_noticed(tmp_path: Path) -> None:
    with pytest.raises(WatcherUnavailableError, match="nowhere"):
        Gamepad({}, tmp_path / "nowhere")


@pytest.mark.parametrize(("step", "counts"), [(LARGE - 1, False), (LARGE, True)])
def test_how_far_is_far(step: int, counts: bool) -> None:
    sticks = Sticks()
    assert not sticks.moved("x", 0, 1.0)
    assert sticks.moved("x", step, 1.5) is counts
