"""The bytes of Wayland messages: the arguments of requests encoded, those of events decoded.

A message is a head of two words, the object's id and size and opcode in one, then its arguments, each padded to
a word of four bytes in the machine's own order. What the arguments are, a signature says, one letter each:

- `u` unsigned number, `i` signed number, `o` and `n` the id of an object that is there or new: an `int`;
- `s` text: a `str`, in which bytes that are no UTF-8 are replaced; none at all is empty;
- `a` array: `bytes`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from aw_client.errors import DesktopError

__all__ = ["HEAD_SIZE", "Argument", "decode", "encode", "take"]

Argument: TypeAlias = int | str | bytes
"""What a signature's letter stands for."""

HEAD_SIZE = 8
"""Bytes of a message before its arguments."""

_WORD = 4
_NUMBERS = {"u": "=I", "o": "=I", "n": "=I", "i": "=i"}


def encode(object_id: int, opcode: int, signature: str, arguments: Sequence[Argument]) -> bytes:
    """The message that asks an object for something."""
    body = b"".join(_encode_one(kind, argument) for kind, argument in zip(signature, arguments, strict=True))
    return struct.pack("=II", object_id, (HEAD_SIZE + len(body)) << 16 | opcode) + body


def take(data: bytearray) -> Iterator[tuple[int, int, bytes]]:
    """Remove the whole messages from the beginning: the object's id, the opcode and the arguments' bytes of each.

    Raises:
        DesktopError: these are no messages.
    """
    while len(data) >= HEAD_SIZE:
        object_id, rest = struct.unpack_from("=II", data)
        size, opcode = rest >> 16, rest & 0xFFFF
        if size < HEAD_SIZE:
            raise DesktopError(f"the compositor sent a message of {size} bytes; it speaks no Wayland")
        if len(data) < size:
            return
        body = bytes(data[HEAD_SIZE:size])
        del data[:size]
        yield object_id, opcode, body


def decode(signature: str, body: bytes) -> list[Argument]:
    """The arguments of an event.

    Raises:
        DesktopError: the bytes end before the arguments do.
    """
    arguments: list[Argument] = []
    offset = 0
    try:
        for kind in signature:
            argument, offset = _decode_one(kind, body, offset)
            arguments.append(argument)
    except struct.error as error:
        raise DesktopError(f"the compositor sent an event cut short: expected {signature!r}") from error
    return arguments


def _encode_one(kind: str, argument: Argument) -> bytes:
    match kind, argument:
        case "s", str():
            return _encode_block(argument.encode() + b"\0")
        case "a", bytes():
            return _encode_block(argument)
        case _:
            return struct.pack(_NUMBERS[kind], argument)


def _encode_block(block: bytes) -> bytes:
    return struct.pack("=I", len(block)) + block + bytes(-len(block) % _WORD)


def _decode_one(kind: str, body: bytes, offset: int) -> tuple[Argument, int]:
    """One argument and where the next begins."""
    if kind in _NUMBERS:
        return struct.unpack_from(_NUMBERS[kind], body, offset)[0], offset + _WORD
    (size,) = struct.unpack_from("=I", body, offset)
    (block,) = struct.unpack_from(f"={size}s", body, offset + _WORD)
    after = offset + _WORD + size + -size % _WORD
    if kind == "a":
        return block, after
    return block.removesuffix(b"\0").decode(errors="replace"), after
