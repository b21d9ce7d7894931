from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing

import pytest

from aw_client.errors import DesktopError, NoAnswerError

if sys.platform != "linux":
    pytest.skip("there is no session bus", allow_module_level=True)

from aw_client.desktop.bus import Bus, Peer

DAEMON = shutil.which("dbus-daemon")
NEEDS_A_BUS = pytest.mark.skipif(DAEMON is None, reason="dbus-daemon is not installed")
DBUS = Peer("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")


@pytest.fixture
def environ() -> Iterator[dict[str, str]]:
    """Where a bus of this test's own listens."""
    with tempfile.TemporaryDirectory(prefix="aw-") as folder:
        address = f"unix:path={folder}/bus"
        command = [
            str(DAEMON),
            "--session",
            "--nofork",
            "--nopidfile",
            "--print-address=1",
            f"--address={address}",
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as daemon:
            assert daemon.stdout is not None
            daemon.stdout.readline()
            yield {"XDG_RUNTIME_DIR": folder}
            daemon.kill()


@NEEDS_A_BUS
def test_a_call_is_answered(environ: dict[str, str]) -> None:
    with closing(Bus(environ)) as bus:
        assert bus.call(DBUS, "GetNameOwner", "s", bus.unique_name) == (bus.unique_name,)
        assert bus.owner(bus.unique_name) == bus.unique_name
        assert bus.owner("org.example.Nobody") == ""


@NEEDS_A_BUS
def test_an_error_says_what_the_other_end_said(environ: dict[str, str]) -> None:
    with closing(Bus(environ)) as bus, pytest.raises(DesktopError, match="UnknownMethod"):
        bus.call(DBUS, "NoSuchMethod")


@NEEDS_A_BUS
def test_who_says_nothing_is_waited_for_as_long_as_was_said(environ: dict[str, str]) -> None:
    with closing(Bus(environ)) as silent, closing(Bus(environ, timeout=0.1)) as bus:
        with pytest.raises(NoAnswerError, match=rf"{silent.unique_name} has not .* 0\.1 s"):
            bus.call(Peer(silent.unique_name, "/", "org.example.Nobody"), "Ping")
        assert bus.owner(silent.unique_name) == silent.unique_name


@NEEDS_A_BUS
def test_a_signal_can_be_asked_for_whatever_object_sends_it(environ: dict[str, str]) -> None:
    with closing(Bus(environ)) as bus, closing(Bus(environ)) as other:
        bus.incoming()
        bus.subscribe(Peer(DBUS.name, "", DBUS.interface), "NameOwnerChanged")
        other.call(DBUS, "RequestName", "su", "org.example.Name", 0)
        bus.owner("org.example.Name")
        assert [message.member for message in bus.incoming()] == ["NameOwnerChanged"]


@NEEDS_A_BUS
def test_what_comes_while_an_answer_is_waited_for_is_not_lost(environ: dict[str, str]) -> None:
    with closing(Bus(environ)) as bus, closing(Bus(environ)) as other:
        bus.watch_name("org.example.Name")
        other.call(DBUS, "RequestName", "su", "org.example.Name", 0)
        bus.owner("org.example.Name")
        changes = [message for message in bus.incoming() if message.member == "NameOwnerChanged"]
        assert [change.arguments for change in changes] == [("org.example.Name", "", other.unique_name)]
        assert bus.incoming() == []


@NEEDS_A_BUS
def test_only_the_signals_asked_for_come(environ: dict[str, str]) -> None:
    with closing(Bus(environ)) as bus, closing(Bus(environ)) as other:
        bus.incoming()
        bus.subscribe(DBUS, "NameOwnerChanged")
        other.call(DBUS, "RequestName", "su", "org.example.Name", 0)
        bus.owner("org.example.Name")  # answered, so what came before has been handed over
        (change,) = bus.incoming()
        assert (change.sender, change.path, change.interface) == (DBUS.name, DBUS.path, DBUS.interface)


@NEEDS_A_BUS
def test_a_closed_bus_is_an_error(environ: dict[str, str]) -> None:
    bus = Bus(environ)
    bus.close()
    with pytest.raises(DesktopError):
        bus.incoming()
    with pytest.raises(DesktopError):
        bus.owner("org.example.Nobody")
    bus.close()


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "XDG_RUNTIME_DIR are not set"),
        ({"XDG_RUNTIME_DIR": "/nowhere"}, "/nowhere/bus"),
        ({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere/bus"}, "/nowhere/bus"),
        ({"DBUS_SESSION_BUS_ADDRESS": "tcp:host=localhost,port=1"}, "tcp"),
        ({"DBUS_SESSION_BUS_ADDRESS": "nonsense"}, "nonsense"),
    ],
)
def test_without_a_bus_it_says_where_none_was_found(environ: dict[str, str], said: str) -> None:
    with pytest.raises(DesktopError, match=said):
        Bus(environ)


@NEEDS_A_BUS
def test_the_bus_of_the_system_is_where_its_variable_says(environ: dict[str, str]) -> None:
    system = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={environ['XDG_RUNTIME_DIR']}/bus"}
    with closing(Bus(system, system=True)) as bus:
        assert bus.owner(bus.unique_name) == bus.unique_name
    with pytest.raises(DesktopError, match="no system bus answers at 'unix:path=/nowhere'"):
        Bus({"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere"}, system=True)


@NEEDS_A_BUS
def test_names_are_listed_by_how_they_begin_and_their_processes_are_known(environ: dict[str, str]) -> None:
    with closing(Bus(environ)) as bus, closing(Bus(environ)) as other:
        other.call(DBUS, "RequestName", "su", "org.example.Player.one", 0)
        assert bus.names("org.example.") == ["org.example.Player.one"]
        assert bus.process("org.example.Player.one") == os.getpid()


@NEEDS_A_BUS
def test_names_below_one_can_be_watched_without_knowing_them(environ: dict[str, str]) -> None:
    with closing(Bus(environ)) as bus, closing(Bus(environ)) as other:
        bus.watch_name("org.example.Player", and_below=True)
        for name in ("org.example.Player.one", "org.example.Other"):
            other.call(DBUS, "RequestName", "su", name, 0)
        bus.owner("org.example.Other")  # whose answer comes after all that was told before
        told = [message.arguments[0] for message in bus.incoming() if message.member == "NameOwnerChanged"]
        assert told == ["org.example.Player.one"]


@NEEDS_A_BUS
def test_a_property_is_its_value_and_one_that_is_not_there_an_error(environ: dict[str, str]) -> None:
    with closing(Bus(environ)) as bus:
        assert isinstance(bus.property(DBUS, "Features"), list)
        with pytest.raises(DesktopError, match="UnknownProperty"):
            bus.property(DBUS, "Weather")
