"""What others on the session bus send to the window watcher is not believed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from jeepney import DBusAddress, Message, new_method_call, new_signal
from jeepney.low_level import HeaderFields
from sessions import Session

from aw_client.desktop.bus import BUS, Bus
from aw_watcher_window.backends.kwin import KWin as Backend
from aw_watcher_window.focus import NOTHING

pytestmark = [pytest.mark.wayland, pytest.mark.parametrize("started", ["kwin"], indirect=True)]


@pytest.fixture
def backend(desktop: Session) -> Iterator[Backend]:
    """The backend of KWin, whose script calls us: the one that takes calls from others at all."""
    with closing(Backend(desktop.environ)) as backend:
        backend.focused()
        yield backend


def test_calls_and_signals_of_strangers_change_nothing(desktop: Session, backend: Backend) -> None:
    name = backend._bus.unique_name
    with closing(Bus(desktop.environ)) as stranger:
        for message in (lie_about_the_window(name), lie_about_kwin(name)):
            stranger._connection.send(message)
        stranger.owner(name)
        backend._bus.owner(name)  # both answered, so what was sent before has been handed over
        assert backend.focused() == NOTHING
    desktop.open("editor", "main.py")
    while backend.focused().title != "main.py":
        pass


def lie_about_the_window(name: str) -> Message:
    address = DBusAddress("/", bus_name=name, interface="net.activitywatch.Window")
    return new_method_call(address, "Active", "sss", ("1", "stranger", "a lie"))


def lie_about_kwin(name: str) -> Message:
    message = new_signal(
        DBusAddress("/org/freedesktop/DBus", interface=BUS),
        "NameOwnerChanged",
        "sss",
        ("org.kde.KWin", ":1.1", ""),
    )
    message.header.fields[HeaderFields.destination] = name
    return message
