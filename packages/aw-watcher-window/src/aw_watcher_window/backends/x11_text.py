"""Text of X11 properties: UTF-8, Latin-1, and COMPOUND_TEXT, the ISO 2022 form of older programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["decode_compound_text", "decode_string", "decode_utf8"]

_LEFT = {b"(B": "ascii", b"(J": "ascii", b"$(A": "gb2312", b"$(B": "euc_jp", b"$(C": "euc_kr"}
"""Codecs by the escape sequence that puts their characters into the left half, the bytes below 128."""

_RIGHT = {
    b"-A": "iso8859_1",
    b"-B": "iso8859_2",
    b"-C": "iso8859_3",
    b"-D": "iso8859_4",
    b"-F": "iso8859_7",
    b"-G": "iso8859_6",
    b"-H": "iso8859_8",
    b"-L": "iso8859_5",
    b"-M": "iso8859_9",
    b"-b": "iso8859_15",
    b")I": "shift_jis",
    b"$)A": "gb2312",
    b"$)B": "euc_jp",
    b"$)C": "euc_kr",
}
"""The same for the right half, the bytes from 128."""

_TOKEN = re.compile(
    rb"\x1b%G(?P<utf8>.*?)(?:\x1b%@|\Z)"
    rb"|\x1b%/[0-4](?P<length>[\x80-\xff]{2})"  # an extended segment: its encoding's name, STX, its bytes
    rb"|\x1b(?P<escape>[ -/]+[0-~])"
    rb"|\x9b[0-?]*\x5d"  # direction of writing
    rb"|(?P<plain>[\x00-\x1a\x1c-\x20\x7f]+)|(?P<left>[!-~]+)|(?P<right>[\x80-\x9a\x9c-\xff]+)",
    re.DOTALL,
)


def decode_utf8(value: bytes) -> str:
    """UTF-8, each byte that is none replaced."""
    return value.decode("utf-8", "replace")


def decode_string(value: bytes) -> str:
    """A property of type STRING: Latin-1 by the rules, but UTF-8 where a program wrote that regardless."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def decode_compound_text(value: bytes) -> str:
    """A property of type COMPOUND_TEXT; what cannot be decoded is replaced or, between tokens, left out."""
    return "".join(_runs(value))


def _runs(value: bytes) -> Iterator[str]:
    left, right = "ascii", "iso8859_1"
    position = 0
    while match := _TOKEN.search(value, position):
        position = match.end()
        if match["length"] is not None:
            high, low = match["length"]
            segment = value[position : position + (high - 128) * 128 + low - 128]
            position += len(segment)
            yield _extended(segment)
        elif match["escape"] is not None:
            left, right = _LEFT.get(match["escape"], left), _RIGHT.get(match["escape"], right)
        elif match["utf8"] is not None:
            yield decode_utf8(match["utf8"])
        elif match["left"] is not None:
            yield _left(match["left"], left)
        elif match["right"] is not None:
            yield match["right"].decode(right, "replace")
        elif match["plain"] is not None:
            yield match["plain"].decode("ascii")


def _left(run: bytes, codec: str) -> str:
    """A run of the left half: the multibyte codecs expect its bytes with the high bit set."""
    return (
        run.decode("ascii")
        if codec == "ascii"
        else bytes(byte | 128 for byte in run).decode(codec, "replace")
    )


def _extended(segment: bytes) -> str:
    name, _, text = segment.partition(b"\x02")
    try:
        return text.decode(name.decode("ascii"), "replace")
    except (LookupError, UnicodeDecodeError):
        return "\ufffd" * bool(text)
