"""A connection to a Wayland compositor: what it offers, requests to it, and its events.

It speaks the little of the protocol that watchers need, who draw nothing: no file descriptors are passed, and an
interface is described by the names and signatures of those of its requests and events that are used.
"""

from __future__ import annotations

import select
import socket
import stat
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from aw_client.desktop.session import is_wayland
from aw_client.desktop.wire import Argument, decode, encode, take
from aw_client.errors import DesktopError

__all__ = ["Handlers", "Interface", "Wayland"]

Handlers: TypeAlias = Mapping[str, Callable[..., None]]
"""What to call with the arguments of an event, by the event's name; events that are not here are passed over."""

ANSWER_TIMEOUT = 5.0
"""Seconds a compositor has to answer before it counts as stuck."""

_CHUNK = 65536
_MOST_READS = 64
"""So that a compositor that never ends to tell does not keep a watcher from all else."""


@dataclass(frozen=True)
class Interface:
    """A kind of object, as far as it is used.

    `version` is the highest that is understood. `requests` are opcode and signature by name, `events` name and
    signature in the order of their opcodes; `aw_client.desktop.wire` has the letters.
    """

    name: str
    version: int = 1
    requests: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    events: Sequence[tuple[str, str]] = ()


DISPLAY = Interface(
    "wl_display",
    requests={"sync": (0, "n"), "get_registry": (1, "n")},
    events=[("error", "ous"), ("delete_id", "u")],
)
REGISTRY = Interface(
    "wl_registry", requests={"bind": (0, "usun")}, events=[("global", "usu"), ("global_remove", "u")]
)
CALLBACK = Interface("wl_callback", events=[("done", "u")])

_DISPLAY_ID = 1


class Wayland:
    """A connection to the compositor of the session.

    Args:
        environ: the environment variables; `WAYLAND_DISPLAY` and `XDG_RUNTIME_DIR` say where its socket is.
        timeout: seconds the compositor has to answer before it counts as stuck.

    Raises:
        DesktopError: (also by every method that reads or writes) there is no compositor, it is gone, or it
            found fault with what we sent.
    """

    def __init__(self, environ: Mapping[str, str], *, timeout: float = ANSWER_TIMEOUT) -> None:
        self._timeout = timeout
        self._objects: dict[int, tuple[Interface, Handlers]] = {}
        self._versions: dict[str, tuple[int, int]] = {}
        self._received = bytearray()
        self._last_id = _DISPLAY_ID
        self._free_ids: list[int] = []
        self._socket = _connect(environ, timeout)
        try:
            self._objects[_DISPLAY_ID] = (DISPLAY, {"error": self._on_error, "delete_id": self._on_delete_id})
            registry = self.new(REGISTRY, {"global": self._on_global})
            self.request(_DISPLAY_ID, "get_registry", registry)
            self._registry = registry
            self.roundtrip()
        except BaseException:
            self.close()
            raise

    def offers(self, interface: Interface) -> int:
        """The version of an interface that the compositor offers, 0 if it does not."""
        return self._versions.get(interface.name, (0, 0))[1]

    def bind(self, interface: Interface, handlers: Handlers | None = None) -> int:
        """The id of an object of an interface that the compositor offers."""
        name, offered = self._versions[interface.name]
        bound = self.new(interface, handlers)
        version = min(offered, interface.version)
        self.request(self._registry, "bind", name, interface.name, version, bound)
        return bound

    def new(self, interface: Interface, handlers: Handlers | None = None) -> int:
        """The id for the object that the next request makes.

        One that is free again, lest the compositor's table of objects grows for ever, or the next one: compositors
        want no id left out.
        """
        if self._free_ids:
            object_id = self._free_ids.pop()
        else:
            object_id = self._last_id = self._last_id + 1
        self.adopt(object_id, interface, handlers)
        return object_id

    def adopt(self, object_id: int, interface: Interface, handlers: Handlers | None = None) -> None:
        """Have events of an object that the compositor made handled."""
        self._objects[object_id] = (interface, handlers or {})

    def forget(self, object_id: int) -> None:
        """Have no events of an object handled any more: it is gone."""
        self._objects.pop(object_id, None)

    def request(self, object_id: int, name: str, *arguments: Argument) -> None:
        """Send a request to an object."""
        opcode, signature = self._objects[object_id][0].requests[name]
        try:
            self._socket.sendall(encode(object_id, opcode, signature, arguments))
        except OSError as error:
            self.dispatch()  # the compositor may have said why before it hung up
            raise _gone(error) from error

    def roundtrip(self) -> None:
        """Handle events until all that was sent so far has been answered."""
        answered: list[int] = []
        callback = self.new(CALLBACK, {"done": answered.append})
        self.request(_DISPLAY_ID, "sync", callback)
        end = time.monotonic() + self._timeout
        while not answered:
            if not self._receive(max(0.0, end - time.monotonic())):
                raise DesktopError(f"the Wayland compositor did not answer for {self._timeout:g} s")

    def dispatch(self) -> None:
        """Handle events that have come, without waiting for any; while there are more, the file is readable."""
        for _ in range(_MOST_READS):
            if not self._receive(0.0):
                return

    def fileno(self) -> int:
        """The connection: readable when events have come."""
        return self._socket.fileno()

    def close(self) -> None:
        """Close the connection; may be called again."""
        self._socket.close()

    def _receive(self, timeout: float) -> bool:
        """Handle the events of the next read, waiting for it so many seconds; whether anything came."""
        try:
            ready, _, _ = select.select([self._socket], [], [], timeout)
            if not ready:
                return False
            data = self._socket.recv(_CHUNK)
        except (OSError, ValueError) as error:  # a closed socket has no descriptor to wait for
            raise _gone(error) from error
        if not data:
            raise DesktopError("the Wayland compositor is gone: it closed the connection")
        self._received += data
        for object_id, opcode, body in take(self._received):
            self._handle(object_id, opcode, body)
        return True

    def _handle(self, object_id: int, opcode: int, body: bytes) -> None:
        interface, handlers = self._objects.get(object_id, (CALLBACK, {}))
        if opcode >= len(interface.events):
            return  # of a version above ours, or of an object we have forgotten
        name, signature = interface.events[opcode]
        if name in handlers:
            handlers[name](*decode(signature, body))

    def _on_global(self, name: int, interface: str, version: int) -> None:
        self._versions.setdefault(interface, (name, version))

    def _on_delete_id(self, object_id: int) -> None:
        """The compositor has forgotten the object, and sends nothing of it any more."""
        self.forget(object_id)
        if _DISPLAY_ID < object_id <= self._last_id and object_id not in self._free_ids:
            self._free_ids.append(object_id)

    def _on_error(self, object_id: int, code: int, message: str) -> None:
        interface = self._objects.get(object_id, (CALLBACK, {}))[0]
        raise DesktopError(f"the Wayland compositor refused {interface.name}: {message} (error {code})")


def _connect(environ: Mapping[str, str], timeout: float) -> socket.socket:
    path = _socket_path(environ)
    connection = _unix_socket()
    connection.settimeout(timeout)
    try:
        connection.connect(str(path))
    except OSError as error:
        connection.close()
        raise DesktopError(f"no Wayland compositor answers at {str(path)!r}: {error.strerror}") from error
    return connection


def _unix_socket() -> socket.socket:
    if sys.platform != "win32":
        return socket.socket(socket.AF_UNIX)
    raise DesktopError("there is no Wayland on Windows")


def _socket_path(environ: Mapping[str, str]) -> Path:
    """Where the compositor listens; a session without the variable that says so still has the usual name."""
    if not is_wayland(environ):
        raise DesktopError("this is no Wayland session: WAYLAND_DISPLAY is not set")
    name = environ.get("WAYLAND_DISPLAY") or "wayland-0"
    folder = environ.get("XDG_RUNTIME_DIR", "")
    if not folder and not name.startswith("/"):
        raise DesktopError(f"WAYLAND_DISPLAY is {name!r}, but XDG_RUNTIME_DIR is not set")
    path = Path(folder, name)
    if not _is_socket(path):
        raise DesktopError(f"no Wayland compositor listens at {str(path)!r}")
    return path


def _is_socket(path: Path) -> bool:
    try:
        return stat.S_ISSOCK(path.stat().st_mode)
    except OSError:
        return False


def _gone(error: Exception) -> DesktopError:
    return DesktopError(f"the Wayland compositor is gone: {error}")
