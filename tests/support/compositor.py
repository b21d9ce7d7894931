"""A Wayland compositor of our own, for what no compositor at hand does: it offers what a test says, and sends its events."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from waiting import wait_until

from aw_client.desktop.wire import Argument, decode, encode, take

DISPLAY, SYNC, GET_REGISTRY, BIND = 1, 0, 1, 0


class Compositor:
    """Serves one client; `bound` has its objects by interface, `requests` what it asked of them."""

    def __init__(self, offers: Mapping[str, int], connection: socket.socket) -> None:
        self._offers = list(offers.items())
        self._connection = connection
        self._registry = 0
        self.bound: dict[str, int] = {}
        self.requests: list[tuple[int, int, bytes]] = []

    def send(self, object_id: int, opcode: int, signature: str = "", *arguments: Argument) -> None:
        """Send an event."""
        self._connection.sendall(encode(object_id, opcode, signature, arguments))

    def serve(self) -> None:
        """Answer the client until it is gone."""
        received = bytearray()
        while data := self._connection.recv(65536):
            received += data
            for object_id, opcode, body in take(received):
                self._answer(object_id, opcode, body)

    def hang_up(self) -> None:
        """End, as a compositor that crashes."""
        self._connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, object_id: int, opcode: int, body: bytes) -> None:
        if object_id == DISPLAY and opcode == GET_REGISTRY:
            self._registry = self._number(body)
            for name, (interface, version) in enumerate(self._offers):
                self.send(self._registry, 0, "usu", name, interface, version)
        elif object_id == DISPLAY and opcode == SYNC:
            self.send(self._number(body), 0, "u", 0)
        elif object_id == self._registry and opcode == BIND:
            _, interface, _, bound = decode("usun", body)
            assert isinstance(interface, str)
            assert isinstance(bound, int)
            self.bound[interface] = bound
        else:
            self.requests.append((object_id, opcode, body))

    @staticmethod
    def _number(body: bytes) -> int:
        (number,) = decode("n", body)
        assert isinstance(number, int)
        return number


@contextmanager
def compositor(offers: Mapping[str, int]) -> Iterator[tuple[dict[str, str], Callable[[], Compositor]]]:
    """The environment of a session whose compositor offers these interfaces; and it, once it has a client."""
    with tempfile.TemporaryDirectory(prefix="aw-") as folder, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(Path(folder, "wayland-7")))
        listener.listen()
        there: list[Compositor] = []

        def run() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):  # the client may hang up first
                there.append(Compositor(offers, connection))
                there[0].serve()

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield (
                {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": folder},
                lambda: wait_until(lambda: there and there[0], "the client has come"),
            )
        finally:
            thread.join(10)
            assert not thread.is_alive()
