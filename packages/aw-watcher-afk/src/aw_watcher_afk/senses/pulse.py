"""Whether anything plays, and whether anything records, by the sound server of a Linux desktop.

PulseAudio's own protocol is spoken, which PipeWire's pipewire-pulse understands as well: it tells when streams come
and go, and needs neither a library nor another program. Players' MPRIS would not do: calls are not on it.
"""

from __future__ import annotations

import select
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from aw_client.errors import DesktopError, WatcherUnavailableError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.base import ANSWER_TIMEOUT
from aw_watcher_afk.senses.pulse_wire import Value, encode, take, values

__all__ = ["Pulse"]

_ERROR, _REPLY, _AUTH, _SET_NAME = 0, 2, 8, 9
_SOURCE, _PLAYING, _RECORDING, _SUBSCRIBE, _EVENT = 23, 30, 32, 35, 66

_VERSION = 20
"""Of the protocol. It fixes how many values describe a stream; those of this one tell whether it is paused."""

_PLAYING_STREAMS, _RECORDING_STREAMS = 0x4, 0x8
_COOKIE_SIZE = 256
_NONE = 0xFFFFFFFF
_METER = b"Peak detect\0"
"""What programs call a stream by which they show how loud it is."""

_LIST_PAUSE = 0.5
"""Seconds between two lists at least; a volume that is turned tells of each step."""

_LIST_AGAIN = 30.0
"""Seconds after which streams are listed though nothing was told of them; not every server tells of each pause."""


class _RefusedError(DesktopError):
    """The sound server does not do what it was asked."""


class Pulse:
    """The sound server's streams: who plays, and who records what a microphone hears.

    Paused and muted streams do not count, nor do those that record what is played or only measure how loud it is.

    Raises:
        WatcherUnavailableError: there is no sound server that speaks this protocol.
    """

    name = "the sound server"

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._received = bytearray()
        self._tag = 0
        self._changed = True
        self._listed = float("-inf")
        self._facts: frozenset[Fact] = frozenset()
        self._socket = _connect(_address(environ))
        self.files = (self._socket,)
        try:
            self._introduce(_cookie(environ))
            self.look()
        except DesktopError as error:
            self.close()
            raise WatcherUnavailableError(str(error)) from error

    def look(self) -> frozenset[Fact]:
        """Whether anything sounds, and whether a microphone is in use."""
        self._receive(0.0)
        passed = time.monotonic() - self._listed
        if (self._changed and passed > _LIST_PAUSE) or passed > _LIST_AGAIN:
            self._changed = False
            self._listed = time.monotonic()
            self._facts = frozenset(self._look())
        return self._facts

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _introduce(self, cookie: bytes) -> None:
        (version,) = self._ask(_AUTH, _VERSION, cookie)
        if not isinstance(version, int) or version & 0xFFFF < _VERSION:
            raise DesktopError(f"the sound server is too old: its protocol is {version}, not {_VERSION}")
        self._ask(_SET_NAME, {"application.name": b"aw-watcher-afk\0"})
        self._ask(_SUBSCRIBE, _PLAYING_STREAMS | _RECORDING_STREAMS)

    def _look(self) -> Iterator[Fact]:
        if any(_is_heard(stream) for stream in _split(self._ask(_PLAYING), 17)):
            yield Fact.SOUND
        if any(self._hears(stream) for stream in _split(self._ask(_RECORDING), 13)):
            yield Fact.MICROPHONE

    def _hears(self, stream: Sequence[Any]) -> bool:
        """Whether somebody records what a microphone hears."""
        source, properties, is_paused = stream[4], stream[11], stream[12]
        only_measures = isinstance(properties, Mapping) and properties.get("media.name") == _METER
        if is_paused or source == _NONE or only_measures:
            return False
        try:
            described = self._ask(_SOURCE, source, None)
        except _RefusedError:  # it is gone
            return False
        sink_it_listens_to = described[8:9]
        return sink_it_listens_to == [_NONE]

    def _ask(self, command: int, *arguments: Value) -> list[Any]:
        """What the server answers."""
        self._tag += 1
        try:
            self._socket.sendall(encode(command, self._tag, *arguments))
        except OSError as error:
            raise _gone(error) from error
        end = time.monotonic() + ANSWER_TIMEOUT
        while (left := end - time.monotonic()) > 0:
            for answer in self._receive(left):
                if answer[1] == self._tag:
                    if answer[0] == _ERROR:
                        raise _RefusedError(f"the sound server refuses {command}: error {answer[2:]}")
                    return answer[2:]
        raise DesktopError(f"the sound server did not answer for {ANSWER_TIMEOUT:g} s")

    def _receive(self, timeout: float) -> list[list[Any]]:
        """The answers that have come, waiting for them so many seconds; notes what is told besides."""
        try:
            if not select.select([self._socket], [], [], timeout)[0]:
                return []
            data = self._socket.recv(1 << 16)
        except (OSError, ValueError) as error:  # a closed socket has no descriptor to wait for
            raise _gone(error) from error
        if not data:
            raise DesktopError("the sound server is gone: it closed the connection")
        self._received += data
        messages = [values(body) for body in take(self._received)]
        self._changed |= any(message[:1] == [_EVENT] for message in messages)
        return [message for message in messages if message[:1] in ([_REPLY], [_ERROR]) and len(message) > 1]


def _is_heard(stream: Sequence[Any]) -> bool:
    is_muted, is_paused = stream[12], stream[14]
    return not is_muted and not is_paused


def _split(listed: list[Any], length: int) -> Iterator[list[Any]]:
    """The streams of a list, each described by so many values."""
    if len(listed) % length:
        raise DesktopError(f"the sound server describes streams by {len(listed)} values, not {length} each")
    return (listed[start : start + length] for start in range(0, len(listed), length))


def _address(environ: Mapping[str, str]) -> str:
    """Where the server's socket is."""
    given = environ.get("PULSE_SERVER", "")
    if given:
        if not given.startswith(("unix:", "/")):
            raise WatcherUnavailableError(f"PULSE_SERVER is {given!r}, a sound server on another machine")
        return given.removeprefix("unix:")
    folder = environ.get("PULSE_RUNTIME_PATH") or (
        environ.get("XDG_RUNTIME_DIR", "") and f"{environ['XDG_RUNTIME_DIR']}/pulse"
    )
    if not folder:
        raise WatcherUnavailableError("no sound server: XDG_RUNTIME_DIR is not set")
    return f"{folder}/native"


def _connect(path: str) -> socket.socket:
    connection = _unix_socket()
    connection.settimeout(ANSWER_TIMEOUT)
    try:
        connection.connect(path)
    except OSError as error:
        connection.close()
        raise WatcherUnavailableError(f"no sound server answers at {path!r}: {error.strerror}") from error
    return connection


def _unix_socket() -> socket.socket:
    if sys.platform != "win32":
        return socket.socket(socket.AF_UNIX)
    raise WatcherUnavailableError("there is no PulseAudio on Windows")


def _cookie(environ: Mapping[str, str]) -> bytes:
    """What proves who we are to a server that asks for more than whose process this is."""
    home = environ.get("HOME", "")
    config = environ.get("XDG_CONFIG_HOME") or f"{home}/.config"
    for path in (environ.get("PULSE_COOKIE", ""), f"{config}/pulse/cookie", f"{home}/.pulse-cookie"):
        with suppress(OSError):
            cookie = Path(path).read_bytes()
            if len(cookie) == _COOKIE_SIZE:
                return cookie
    return bytes(_COOKIE_SIZE)


def _gone(error: Exception) -> DesktopError:
    return DesktopError(f"the sound server is gone: {error}")
