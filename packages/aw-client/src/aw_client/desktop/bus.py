"""A connection to the D-Bus of the session or system: calls to others, and what comes in from them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, MatchRule, Message, new_method_call, new_method_return
from jeepney.bus import get_bus
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, prep_socket
from jeepney.low_level import HeaderFields, MessageFlag, MessageType
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

from aw_client.errors import DesktopError, NoAnswerError

__all__ = ["BUS", "PROPERTIES", "Bus", "Incoming", "Peer"]

BUS = "org.freedesktop.DBus"
"""The sender of what the bus itself says."""

PROPERTIES = "org.freedesktop.DBus.Properties"
"""The interface of properties; it also tells of their changes."""

ANSWER_TIMEOUT = 5.0
"""Seconds somebody on the bus has to answer before it counts as stuck."""

_MOST_WAITING = 1000
"""Messages kept that nobody has asked for yet; everybody on the bus can send us some."""

_VARIABLE = "DBUS_SESSION_BUS_ADDRESS"
_SYSTEM_VARIABLE = "DBUS_SYSTEM_BUS_ADDRESS"
_SYSTEM_ADDRESS = "unix:path=/run/dbus/system_bus_socket"


@dataclass(frozen=True)
class Peer:
    """An interface of an object of somebody on the bus."""

    name: str
    path: str
    interface: str


@dataclass(frozen=True)
class Incoming:
    """A signal, or a call of ours; `sender` is the unique name of who sent it."""

    sender: str
    path: str
    interface: str
    member: str
    arguments: tuple[Any, ...]


class Bus:
    """A connection to the session's bus.

    Args:
        environ: the environment variables; `DBUS_SESSION_BUS_ADDRESS` says where it is, else it is looked for in
            `XDG_RUNTIME_DIR`, where systemd puts it.
        system: whether to connect to the bus of the system, which is where `DBUS_SYSTEM_BUS_ADDRESS` says, or in
            its usual place.
        timeout: seconds somebody has to answer before it counts as stuck.

    Raises:
        DesktopError: (also by every method that reads or writes) there is no bus, or it is gone.
        NoAnswerError: (one of them, by every method that asks) who was asked did not answer in time.
    """

    def __init__(
        self, environ: Mapping[str, str], *, system: bool = False, timeout: float = ANSWER_TIMEOUT
    ) -> None:
        self.timeout = timeout
        """Seconds somebody has to answer; may be set between two questions."""

        self._came: deque[Message] = deque(maxlen=_MOST_WAITING)
        self._connection = _connect_to_system(environ) if system else _connect(environ)
        # Lest a call drops what comes before its answer.
        self._connection.filter(MatchRule(), queue=self._came)
        self.unique_name = str(self._connection.unique_name)

    def call(self, peer: Peer, method: str, signature: str = "", *arguments: Any) -> tuple[Any, ...]:
        """What a method answers.

        Raises:
            DesktopError: there is nobody of that name, or the answer is an error; it is in the message.
        """
        address = DBusAddress(peer.path, bus_name=peer.name, interface=peer.interface)
        return self._ask(new_method_call(address, method, signature or None, arguments))

    def property(self, peer: Peer, name: str) -> Any:
        """What a property holds.

        Raises:
            DesktopError: there is nobody of that name, no such property, or the answer is none.
        """
        of_properties = Peer(peer.name, peer.path, PROPERTIES)
        match self.call(of_properties, "Get", "ss", peer.interface, name):
            case ((_, value),):
                return value
        raise DesktopError(f"{peer.name} does not say what {name} is")

    def owner(self, name: str) -> str:
        """The unique name of who has a name on the bus, empty if nobody has."""
        if not self._ask(message_bus.NameHasOwner(name))[0]:
            return ""
        return str(self._ask(message_bus.GetNameOwner(name))[0])

    def names(self, prefix: str) -> list[str]:
        """The names on the bus that begin so."""
        return [name for name in self._ask(message_bus.ListNames())[0] if name.startswith(prefix)]

    def process(self, name: str) -> int:
        """The id of the process that has a name on the bus."""
        return int(self._ask(message_bus.GetConnectionUnixProcessID(name))[0])

    def subscribe(self, peer: Peer, signal: str) -> None:
        """Have a signal come in; from anybody if the peer's name is empty, of any object if its path is."""
        rule = MatchRule(
            type="signal",
            sender=peer.name or None,
            path=peer.path or None,
            interface=peer.interface,
            member=signal,
        )
        self._ask(message_bus.AddMatch(rule))

    def watch_name(self, name: str, *, and_below: bool = False) -> None:
        """Have it come in when the owner of a name changes: `NameOwnerChanged` with name, old and new owner.

        With `and_below` of all names that begin with it and a dot, too.
        """
        rule = MatchRule(
            type="signal",
            sender=BUS,
            member="NameOwnerChanged",
            path="/org/freedesktop/DBus",
        )
        rule.add_arg_condition(0, name, kind="namespace" if and_below else "string")
        self._ask(message_bus.AddMatch(rule))

    def incoming(self) -> list[Incoming]:
        """What came in since the last time, without waiting for any. Calls are answered, with nothing.

        Returns with nothing waiting inside the library, where the descriptor would not show it.
        """
        while self._receive():
            pass
        messages = [self._came.popleft() for _ in range(len(self._came))]
        return [self._take(message) for message in messages if _is_incoming(message)]

    def fileno(self) -> int:
        """The connection: readable when something came in."""
        return int(self._connection.sock.fileno())

    def close(self) -> None:
        """Close the connection; may be called again."""
        self._connection.close()

    def _receive(self) -> bool:
        """Take up one message; whether there was one."""
        with _errors():
            try:
                self._connection.recv_messages(timeout=0)
            except TimeoutError:
                return False
        return True

    def _ask(self, message: Message) -> tuple[Any, ...]:
        with _errors():
            try:
                answer = self._connection.send_and_get_reply(message, timeout=self.timeout)
            except TimeoutError as error:
                asked = message.header.fields[HeaderFields.destination]
                raise NoAnswerError(f"{asked} has not answered on the bus for {self.timeout:g} s") from error
            return tuple(unwrap_msg(answer))

    def _take(self, message: Message) -> Incoming:
        if _wants_answer(message):
            with _errors():
                self._connection.send(new_method_return(message))
        fields = message.header.fields
        return Incoming(
            sender=fields.get(HeaderFields.sender, ""),
            path=fields.get(HeaderFields.path, ""),
            interface=fields.get(HeaderFields.interface, ""),
            member=fields.get(HeaderFields.member, ""),
            arguments=tuple(message.body),
        )


def _connect(environ: Mapping[str, str]) -> DBusConnection:
    return _connection("session", environ.get(_VARIABLE) or _systemd_address(environ))


def _connect_to_system(environ: Mapping[str, str]) -> DBusConnection:
    return _connection("system", environ.get(_SYSTEM_VARIABLE) or _SYSTEM_ADDRESS)


def _connection(kind: str, address: str) -> DBusConnection:
    try:
        return DBusConnection(prep_socket(get_bus(address), timeout=ANSWER_TIMEOUT))
    except (OSError, RuntimeError, ValueError) as error:  # the latter two: an address that makes no sense
        raise DesktopError(f"no {kind} bus answers at {address!r}: {error}") from error


def _systemd_address(environ: Mapping[str, str]) -> str:
    folder = environ.get("XDG_RUNTIME_DIR")
    if not folder:
        raise DesktopError(f"no session bus: {_VARIABLE} and XDG_RUNTIME_DIR are not set")
    return f"unix:path={folder}/bus"


def _is_incoming(message: Message) -> bool:
    return message.header.message_type in {MessageType.signal, MessageType.method_call}


def _wants_answer(message: Message) -> bool:
    header = message.header
    return header.message_type is MessageType.method_call and not (
        header.flags & MessageFlag.no_reply_expected
    )


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except DBusErrorResponse as error:
        detail = error.data[0] if error.data else ""
        raise DesktopError(f"{error.name}: {detail}") from error
    except (OSError, ValueError) as error:  # a closed socket has no descriptor to wait for
        raise DesktopError(f"the bus is gone: {error}") from error
