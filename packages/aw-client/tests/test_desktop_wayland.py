from __future__ import annotations

import os
import socket
import struct
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from select import select
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_client.desktop import wire
from aw_client.desktop.wayland import Interface, Wayland
from aw_client.errors import DesktopError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Wayland is spoken over Unix sockets")

THING = Interface("thing", version=3, requests={"poke": (4, "us")}, events=[("poked", "us"), ("gone", "")])
ARGUMENTS = {
    "u": st.integers(0, 2**32 - 1),
    "o": st.integers(0, 2**32 - 1),
    "i": st.integers(-(2**31), 2**31 - 1),
    "s": st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    "a": st.binary(),
}


@given(
    st.lists(st.sampled_from("uoisa")).flatmap(
        lambda kinds: st.tuples(st.just("".join(kinds)), st.tuples(*(ARGUMENTS[kind] for kind in kinds)))
    ),
    st.integers(0, 40),
)
def test_what_is_encoded_is_decoded_and_comes_whole(
    message: tuple[str, tuple[wire.Argument, ...]], cut: int
) -> None:
    signature, arguments = message
    sent = wire.encode(7, 3, signature, arguments)
    assert len(sent) % 4 == 0
    data = bytearray(sent + sent)
    data, later = data[:cut], data[cut:]
    bodies = list(wire.take(data))
    data += later
    bodies += list(wire.take(data))
    assert [(number, opcode) for number, opcode, _ in bodies] == [(7, 3), (7, 3)]
    assert [tuple(wire.decode(signature, body)) for _, _, body in bodies] == [arguments, arguments]
    assert not data


@given(st.binary(), st.text("uoinsa"))
def test_no_bytes_break_the_decoder(body: bytes, signature: str) -> None:
    try:
        assert len(wire.decode(signature, body)) == len(signature)
    except DesktopError:
        assert signature


@given(st.binary())
def test_no_bytes_break_the_division_into_messages(data: bytes) -> None:
    rest = bytearray(data)
    sizes = []
    with suppress(DesktopError):
        sizes += [len(body) + wire.HEAD_SIZE for _, _, body in wire.take(rest)]
        assert sum(sizes) + len(rest) == len(data)


def test_text_that_is_no_utf8_is_replaced_and_no_text_is_empty() -> None:
    assert wire.decode("ss", struct.pack("=I4sI", 3, b"a\xff\0\0", 0)) == ["a\ufffd", ""]


class Compositor:
    """The other end: it offers `thing` and does with requests what the test says."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.requests: list[tuple[int, int, bytes]] = []

    def send(self, object_id: int, opcode: int, signature: str = "", *arguments: wire.Argument) -> None:
        self._connection.sendall(wire.encode(object_id, opcode, signature, arguments))

    def serve(self, answer: Callable[[Compositor, int, int, bytes], None]) -> None:
        received = bytearray()
        while data := self._connection.recv(65536):
            received += data
            for object_id, opcode, body in wire.take(received):
                self.requests.append((object_id, opcode, body))
                if (object_id, opcode) == (1, 1):
                    (registry,) = wire.decode("n", body)
                    assert isinstance(registry, int)
                    self.send(registry, 0, "usu", 17, "thing", 5)
                elif (object_id, opcode) == (1, 0):
                    (callback,) = wire.decode("n", body)
                    assert isinstance(callback, int)
                    self.send(callback, 0, "u", 0)
                    self.send(1, 1, "u", callback)
                else:
                    answer(self, object_id, opcode, body)


@contextmanager
def compositor(
    answer: Callable[[Compositor, int, int, bytes], None],
) -> Iterator[tuple[dict[str, str], list[Compositor]]]:
    """Where a compositor listens for one client, and it, once the client is there."""
    with tempfile.TemporaryDirectory(prefix="aw-") as folder, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(Path(folder, "wayland-7")))
        listener.listen()
        there: list[Compositor] = []

        def run() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):  # the client may hang up first
                there.append(Compositor(connection))
                there[0].serve(answer)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": folder}, there
        finally:
            thread.join(10)
            assert not thread.is_alive()


def poked_back(compositor: Compositor, object_id: int, opcode: int, body: bytes) -> None:
    """Answers `poke` with `poked`, and with an event of a version nobody has asked for."""
    if opcode == 4:
        number, text = wire.decode("us", body)
        compositor.send(object_id, 0, "us", number, text)
        compositor.send(object_id, 9, "us", number, text)
        compositor.send(4711, 0, "us", number, text)


def test_a_request_goes_out_and_its_event_comes_in() -> None:
    got: list[tuple[int, str]] = []
    with compositor(poked_back) as (environ, there):
        wayland = Wayland(environ)
        assert wayland.offers(THING) == 5
        assert wayland.offers(Interface("nothing")) == 0
        thing = wayland.bind(THING, {"poked": lambda number, text: got.append((number, text))})
        wayland.request(thing, "poke", 5, "日本")
        wayland.roundtrip()
        wayland.forget(thing)
        wayland.close()
        wayland.close()
    assert got == [(5, "日本")]
    bound = next(wire.decode("usun", body) for object_id, _, body in there[0].requests if object_id == 2)
    assert bound == [17, "thing", 3, thing]  # the highest version that both know


def test_numbers_of_objects_that_are_gone_are_used_again() -> None:
    with compositor(poked_back) as (environ, there):
        wayland = Wayland(environ)
        for _ in range(5):
            wayland.roundtrip()
        wayland.close()
    asked = [body for object_id, opcode, body in there[0].requests if (object_id, opcode) == (1, 0)]
    # That one is gone may be told after the next one was asked for.
    assert {wire.decode("n", body)[0] for body in asked} <= {3, 4}
    assert len(asked) == 6


def test_a_number_the_compositor_gives_back_twice_is_used_once() -> None:
    def forgetful(compositor: Compositor, object_id: int, opcode: int, _: bytes) -> None:
        if opcode == 4:
            for _ in range(2):
                compositor.send(1, 1, "u", object_id)

    with compositor(forgetful) as (environ, _):
        wayland = Wayland(environ)
        thing = wayland.bind(THING)
        wayland.request(thing, "poke", 1, "")
        wayland.roundtrip()
        assert len({wayland.new(THING) for _ in range(4)}) == 4
        wayland.close()


def test_what_the_compositor_finds_fault_with_is_said() -> None:
    def refuse(compositor: Compositor, object_id: int, opcode: int, _: bytes) -> None:
        if opcode == 4:
            compositor.send(1, 0, "ous", object_id, 3, "do not poke")

    with compositor(refuse) as (environ, _):
        wayland = Wayland(environ)
        wayland.request(wayland.bind(THING), "poke", 1, "")
        with pytest.raises(DesktopError, match="refused thing: do not poke"):
            wayland.roundtrip()
        wayland.close()


def test_a_compositor_that_ends_is_an_error() -> None:
    def end(compositor: Compositor, *_: object) -> None:
        compositor._connection.shutdown(socket.SHUT_RDWR)

    with compositor(end) as (environ, _):
        wayland = Wayland(environ)
        wayland.bind(THING)
        with pytest.raises(DesktopError, match="gone"):
            wayland.roundtrip()
        wayland.close()


def test_without_events_a_dispatch_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float | None] = []

    def noted(reading: Any, writing: Any, odd: Any, timeout: float | None = None) -> Any:
        waited.append(timeout)
        return select(reading, writing, odd, timeout)

    with compositor(poked_back) as (environ, _):
        wayland = Wayland(environ)
        monkeypatch.setattr("aw_client.desktop.wayland.select.select", noted)
        wayland.dispatch()
        wayland.close()
    assert waited
    assert set(waited) == {0.0}


def test_a_compositor_that_is_stuck_is_waited_for_as_long_as_is_said() -> None:
    with tempfile.TemporaryDirectory(prefix="aw-") as folder, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(Path(folder, "wayland-7")))
        listener.listen()
        with pytest.raises(DesktopError, match=r"did not answer for 0\.05 s"):
            Wayland({"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": folder}, timeout=0.05)


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "no Wayland session"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "XDG_RUNTIME_DIR is not set"),
        ({"WAYLAND_DISPLAY": "/nowhere/wayland-0"}, "/nowhere/wayland-0"),
        ({"XDG_SESSION_TYPE": "wayland", "XDG_RUNTIME_DIR": "/nowhere"}, "/nowhere/wayland-0"),
        ({"WAYLAND_DISPLAY": os.devnull}, os.devnull),
    ],
)
def test_without_a_compositor_it_says_where_none_was_found(environ: dict[str, str], said: str) -> None:
    with pytest.raises(DesktopError, match=said):
        Wayland(environ)


def test_a_socket_that_nobody_serves_is_named() -> None:
    with tempfile.TemporaryDirectory(prefix="aw-") as folder:
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(Path(folder, "wayland-0")))
        with pytest.raises(DesktopError, match="refused"):
            Wayland({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": folder})
