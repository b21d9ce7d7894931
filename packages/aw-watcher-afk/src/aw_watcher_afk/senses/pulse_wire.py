"""The bytes of PulseAudio's protocol, as far as it is needed to ask who plays and who records.

A packet is a head of five numbers, of which the first is the length of what follows, then values, each a letter that
says what it is and its bytes, all in network order. A command's first two values are its number and a tag by which
the answer is known.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from aw_client.errors import DesktopError

__all__ = ["Value", "encode", "take", "values"]

Value: TypeAlias = int | str | bytes | bool | Mapping[str, bytes] | None
"""A value of a packet; descriptions of formats and volumes, which are not needed, are their bytes."""

_HEAD = struct.Struct(">IIIII")
_CONTROL = 0xFFFFFFFF
_LARGEST = 16 << 20

_FIXED = {b"L": ">I", b"B": ">B", b"U": ">Q", b"R": ">Q", b"r": ">q", b"V": ">I"}
_BYTES = {b"a": 6, b"T": 8}
_CONSTANTS: Mapping[bytes, Value] = {b"1": True, b"0": False, b"N": None}


def encode(*arguments: Value) -> bytes:
    """The packet of a command."""
    body = b"".join(map(_encode_one, arguments))
    return _HEAD.pack(len(body), _CONTROL, 0, 0, 0) + body


def take(data: bytearray) -> Iterator[bytes]:
    """Remove the whole packets from the beginning: the body of each.

    Raises:
        DesktopError: these are no packets.
    """
    while len(data) >= _HEAD.size:
        length, channel, *_ = _HEAD.unpack_from(data)
        if channel != _CONTROL or length > _LARGEST:
            raise DesktopError("the sound server sent what is no message of PulseAudio's protocol")
        if len(data) < _HEAD.size + length:
            return
        body = bytes(data[_HEAD.size : _HEAD.size + length])
        del data[: _HEAD.size + length]
        yield body


def values(body: bytes) -> list[Value]:
    """The values of a packet.

    Raises:
        DesktopError: the bytes end before the values do, or one is of a kind that is not known.
    """
    found: list[Value] = []
    offset = 0
    try:
        while offset < len(body):
            value, offset = _decode_one(body, offset)
            found.append(value)
    except (struct.error, ValueError, IndexError) as error:
        raise DesktopError("the sound server sent a message that is cut short") from error
    return found


def _encode_one(value: Value) -> bytes:
    match value:
        case bool():
            return b"1" if value else b"0"
        case int():
            return b"L" + struct.pack(">I", value)
        case str():
            return b"t" + value.encode() + b"\0"
        case bytes():
            return b"x" + struct.pack(">I", len(value)) + value
        case Mapping():
            listed = (
                _encode_one(key) + _encode_one(len(item)) + _encode_one(item) for key, item in value.items()
            )
            return b"P" + b"".join(listed) + b"N"
    return b"N"


def _decode_one(body: bytes, at: int) -> tuple[Value, int]:
    """One value and where the next begins."""
    kind, at = body[at : at + 1], at + 1
    if kind in _FIXED:
        form = _FIXED[kind]
        return struct.unpack_from(form, body, at)[0], at + struct.calcsize(form)
    if kind in _BYTES:
        return _bytes(body, at, _BYTES[kind])
    if kind in _CONSTANTS:
        return _CONSTANTS[kind], at
    if kind not in _VARIABLE:
        raise DesktopError(f"the sound server sent a value of a kind that is not known: {kind!r}")
    return _VARIABLE[kind](body, at)


def _bytes(body: bytes, at: int, length: int) -> tuple[bytes, int]:
    if at + length > len(body):
        raise ValueError("cut short")
    return body[at : at + length], at + length


def _decode_text(body: bytes, at: int) -> tuple[str, int]:
    end = body.index(b"\0", at)
    return body[at:end].decode(errors="replace"), end + 1


def _decode_format(body: bytes, at: int) -> tuple[Value, int]:
    """A number, and properties."""
    _, at = _decode_one(body, at)
    return _decode_one(body, at)


def _decode_properties(body: bytes, at: int) -> tuple[dict[str, bytes], int]:
    found: dict[str, bytes] = {}
    while True:
        key, at = _decode_one(body, at)
        if key is None:
            return found, at
        _, at = _decode_one(body, at)  # the length, which the value itself has too
        value, at = _decode_one(body, at)
        if isinstance(key, str) and isinstance(value, bytes):
            found[key] = value


_VARIABLE: Mapping[bytes, Callable[[bytes, int], tuple[Value, int]]] = {
    b"t": _decode_text,
    b"x": lambda body, at: _bytes(body, at + 4, struct.unpack_from(">I", body, at)[0]),
    b"m": lambda body, at: _bytes(body, at + 1, body[at]),  # which channel is where
    b"v": lambda body, at: _bytes(body, at + 1, body[at] * 4),  # a volume for each channel
    b"P": _decode_properties,
    b"f": _decode_format,
}
