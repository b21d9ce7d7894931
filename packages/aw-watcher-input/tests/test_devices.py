from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aw_client.errors import WatcherUnavailableError
from aw_client.watcher import survey

if sys.platform != "linux":
    pytest.skip("about Linux", allow_module_level=True)

from aw_watcher_input.backends import devices
from aw_watcher_input.backends.devices import Devices
from aw_watcher_input.backends.evdev import EVENT

PRESS = EVENT.pack(0, 0, 1, 30, 1)


class Machine:
    """A folder with pipes in place of devices: whoever writes into one is its keyboard."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._plugged: dict[str, int] = {}

    def plug(self, name: str) -> None:
        path = self.folder / name
        os.mkfifo(path)
        self._plugged[name] = os.open(path, os.O_RDWR)  # a pipe with no other reader can be opened only so

    def unplug(self, name: str) -> None:
        (self.folder / name).unlink()
        os.close(self._plugged.pop(name))

    def press(self, name: str, times: int = 1) -> None:
        os.write(self._plugged[name], PRESS * times)

    def close(self) -> None:
        for name in list(self._plugged):
            self.unplug(name)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path)
    yield machine
    machine.close()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at each turn which devices there are."""
    monkeypatch.setattr(devices, "LOOK_EVERY", 0.0)


def presses(backend: Devices) -> int:
    backend.note()
    return backend.counter.take()["presses"]


def test_all_devices_are_counted_together(machine: Machine) -> None:
    machine.plug("event0")
    machine.plug("event1")
    (machine.folder / "mice").touch()  # all mice at once: to read it as well would count twice
    backend = Devices({}, machine.folder)
    assert len(backend.files) == 2
    machine.press("event0", 700)  # more than is read at once
    machine.press("event1")
    assert presses(backend) == 701
    assert presses(backend) == 0
    backend.close()
    backend.close()


@pytest.mark.usefixtures("quick")
def test_devices_may_come_and_go(machine: Machine) -> None:
    machine.plug("event0")
    backend = Devices({}, machine.folder)
    machine.plug("event7")
    backend.note()
    machine.press("event7")
    machine.press("event0")
    assert presses(backend) == 2
    machine.unplug("event0")
    machine.press("event7")
    assert presses(backend) == 1
    assert len(backend.files) == 1
    machine.plug("event0")
    backend.note()
    machine.press("event0")
    assert presses(backend) == 1
    backend.close()


def test_without_devices_it_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(WatcherUnavailableError, match="no input device in") as caught:
        Devices({}, tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_without_permission_it_says_what_to_do_and_what_that_means(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.plug("event0")
    machine.plug("event1")
    really_open = os.open

    def refuse_one(path: Path, flags: int) -> int:
        if path.name == "event1":
            raise PermissionError(13, "Permission denied", str(path))
        return really_open(path, flags)

    monkeypatch.setattr(os, "open", refuse_one)  # the tests may run as root, who is never refused
    with pytest.raises(WatcherUnavailableError) as caught:
        Devices({}, machine.folder)
    (line,) = str(caught.value).splitlines()
    assert "usermod -aG input" in line
    assert "log out and in" in line
    assert "can then read all that is typed" in line


@pytest.mark.usefixtures("quick")
def test_a_device_that_may_not_be_read_yet_is_tried_again(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.plug("event0")
    backend = Devices({}, machine.folder)
    machine.plug("event1")
    with monkeypatch.context() as patched:
        patched.setattr(devices, "_open", lambda path: (_ for _ in ()).throw(PermissionError(str(path))))
        backend.note()
    backend.note()
    machine.press("event1")
    assert presses(backend) == 1
    backend.close()


def test_the_devices_of_this_machine_are_read_or_it_says_why_not() -> None:
    ((_, refusal),) = survey({"devices": Devices}, {})
    assert not refusal or "input" in refusal
