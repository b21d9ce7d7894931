"""Stand-ins for what a desktop has on its message buses: logind, a screen saver, a media player. The buses are real."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeAlias

from jeepney import DBusAddress, Message, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
from jeepney.low_level import HeaderFields

Answer: TypeAlias = Callable[..., tuple[str, tuple[Any, ...]]]
"""What a method answers: a signature, and values."""

PROPERTIES = "org.freedesktop.DBus.Properties"


class OnBus:
    """Has names on a bus, answers calls and sends signals, until closed.

    Args:
        address: of the bus.
        names: to be had.
        answers: what to answer, by the method's name; a call of any other is an error.
    """

    def __init__(self, address: str, names: list[str], answers: Mapping[str, Answer]) -> None:
        self._connection = open_dbus_connection(address)
        self.answers = dict(answers)
        self._sending = threading.Lock()
        self._hangs = False
        for name in names:
            self._connection.send_and_get_reply(message_bus.RequestName(name))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def signal(
        self, path: str, interface: str, name: str, signature: str, *values: Any, to: str = ""
    ) -> None:
        """Send a signal, to everybody who wants it or to one alone."""
        message = new_signal(DBusAddress(path, interface=interface), name, signature, values)
        if to:
            message.header.fields[HeaderFields.destination] = to
        self._send(message)

    def change(self, path: str, interface: str, **properties: tuple[str, Any]) -> None:
        """Tell that properties have changed."""
        self.signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", interface, properties, [])

    def hang(self, hangs: bool) -> None:
        """Leave whoever calls without an answer, or give answers again."""
        self._hangs = hangs

    def close(self) -> None:
        """Leave the bus, as a program that ends."""
        with suppress(OSError):
            self._connection.sock.shutdown(socket.SHUT_RDWR)  # which ends the thread's waiting
        self._thread.join(10)
        assert not self._thread.is_alive()
        self._connection.close()

    def _serve(self) -> None:
        with suppress(OSError):  # it is closed
            while True:
                message = self._connection.receive()
                if message.header.message_type is MessageType.method_call:
                    self._answer(message)

    def _answer(self, call: Message) -> None:
        if self._hangs:
            return
        answer = self.answers.get(call.header.fields[HeaderFields.member])
        if answer is None:
            self._send(new_error(call, "org.freedesktop.DBus.Error.UnknownMethod", "s", ("no such method",)))
            return
        signature, values = answer(*call.body)
        self._send(new_method_return(call, signature, values))

    def _send(self, message: Message) -> None:
        with self._sending:
            self._connection.send(message)


class HungOnBus(OnBus):
    """Has names on a bus, and leaves whoever calls without an answer."""

    calls = 0

    def _answer(self, call: Message) -> None:  # noqa: ARG002 - it is not answered
        self.calls += 1


class Logind(OnBus):
    """The login manager, with one session."""

    NAME, PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
    SESSION, USER = "/org/freedesktop/login1/session/_32", "/org/freedesktop/login1/user/_0"

    def __init__(self, address: str, *, knows_processes: bool = True) -> None:
        self.locked = self.asleep = False
        answers: dict[str, Answer] = {
            "GetUser": lambda _user: ("o", (self.USER,)),
            "GetSession": lambda _name: ("o", (self.SESSION,)),
            "GetSessionByPID": lambda _pid: ("o", (self.SESSION,)),
            "Get": lambda _interface, name: ("v", (self._property(name),)),
        }
        if not knows_processes:  # as those of a service of the user, which belongs to no session
            del answers["GetSessionByPID"]
        super().__init__(address, [self.NAME], answers)

    def _property(self, name: str) -> tuple[str, Any]:
        values = {
            "LockedHint": ("b", self.locked),
            "PreparingForSleep": ("b", self.asleep),
            "Display": ("(so)", ("2", self.SESSION)),
        }
        return values[name]

    def lock(self, locked: bool) -> None:
        """Have the session locked or unlocked."""
        self.locked = locked
        self.change(self.SESSION, f"{self.NAME}.Session", LockedHint=("b", locked))

    def sleep(self, asleep: bool) -> None:
        """Send the machine to sleep, as far as anybody is told; or wake it up."""
        self.asleep = asleep
        self.signal(self.PATH, f"{self.NAME}.Manager", "PrepareForSleep", "b", asleep)


class Saver(OnBus):
    """A screen saver."""

    def __init__(
        self, address: str, name: str = "org.gnome.ScreenSaver", path: str = "/org/gnome/ScreenSaver"
    ) -> None:
        self.active = False
        self._name, self._path = name, path
        super().__init__(address, [name], {"GetActive": lambda: ("b", (self.active,))})

    def activate(self, active: bool) -> None:
        """Darken the screen, or light it up."""
        self.active = active
        self.signal(self._path, self._name, "ActiveChanged", "b", active)


class Player(OnBus):
    """A media player of an application."""

    PATH, INTERFACE = "/org/mpris/MediaPlayer2", "org.mpris.MediaPlayer2.Player"

    def __init__(self, address: str, name: str, entry: str = "") -> None:
        self.status = "Stopped"
        values = {
            "PlaybackStatus": lambda: self.status,
            "Identity": name.title,
            "DesktopEntry": lambda: entry,
        }
        answers: dict[str, Answer] = {"Get": lambda _interface, wanted: ("v", (("s", values[wanted]()),))}
        super().__init__(address, [f"org.mpris.MediaPlayer2.{name}"], answers)

    def play(self, playing: bool) -> None:
        """Play, or pause."""
        self.status = "Playing" if playing else "Paused"
        self.change(self.PATH, self.INTERFACE, PlaybackStatus=("s", self.status))
