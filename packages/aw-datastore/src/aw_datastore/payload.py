"""Event data as JSON text with an identity, so that equal data is stored once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from aw_core.errors import InvalidDataError

__all__ = [
    "MAX_DEPTH",
    "EncodedPayload",
    "PayloadEncoder",
    "decode_payload",
    "decode_payloads",
    "depth",
    "encode_payload",
]

MAX_DEPTH = 100
"""How deep objects and lists may nest: what can be written must be readable from any depth of the stack."""

_REMEMBERED = 4096
"""Of how many texts the identity is remembered: a watcher sends the same data again and again."""

_REMEMBERED_CHARACTERS = 16 * 1024 * 1024
"""How much text a `PayloadEncoder` remembers before it begins anew."""

_write = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_write_ascii = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode
_write_sorted = json.JSONEncoder(allow_nan=False, separators=(",", ":"), sort_keys=True).encode


class EncodedPayload(NamedTuple):
    """One JSON object: 16 bytes that identify it whatever the order of its keys, and its text."""

    digest: bytes
    text: str


def encode_payload(data: dict[str, Any]) -> EncodedPayload:
    """The JSON object as text, keys in the order given, and its identity.

    `{"x": 1}` and `{"x": 1.0}` are two payloads, though equal values.

    Raises:
        InvalidDataError: it is no dict, or holds what JSON cannot: NaN, infinities, foreign objects, itself,
            or more than 100 levels.
    """
    if not isinstance(data, dict):
        raise InvalidDataError(f"data: expected an object, got {data!r}")
    try:
        text = _storable(data)
        return EncodedPayload(_identity(text), text)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidDataError(f"data: expected JSON values only: {error}") from error


class PayloadEncoder:
    """Does what `encode_payload` does, for many objects of which most come again and again.

    They must be what `json.loads` makes of a text: of those, two that look the same are the same.
    """

    def __init__(self) -> None:
        self._known: dict[str, EncodedPayload] = {}
        self._characters = 0

    def encode(self, data: dict[str, Any]) -> EncodedPayload:
        """The JSON object as text, and its identity.

        Raises:
            InvalidDataError: it cannot be stored; see `encode_payload`.
        """
        look = repr(data)
        payload = self._known.get(look)
        if payload is None:
            payload = encode_payload(data)
            self._remember(look, payload)
        return payload

    def _remember(self, look: str, payload: EncodedPayload) -> None:
        if self._characters >= _REMEMBERED_CHARACTERS:
            self._known.clear()
            self._characters = 0
        self._known[look] = payload
        self._characters += len(look) + len(payload.text)


def decode_payload(text: str) -> dict[str, Any]:
    """The JSON object of a stored text."""
    data: dict[str, Any] = json.loads(text)
    return data


def decode_payloads(texts: Iterable[str]) -> list[dict[str, Any]]:
    """The JSON objects of stored texts; read as one list, which is faster and lets them share their keys."""
    payloads: list[dict[str, Any]] = json.loads(f"[{','.join(texts)}]")
    return payloads


def _storable(data: dict[str, Any]) -> str:
    """JSON text that can be encoded as UTF-8: half a surrogate pair (a title cut short) is escaped."""
    text = _write(data)
    try:
        text.encode()
    except UnicodeEncodeError:
        return _write_ascii(data)
    return text


@lru_cache(_REMEMBERED)
def _identity(text: str) -> bytes:
    # Written again from the text, as that is what will be read: keys are texts now, whatever they were.
    value = json.loads(text)
    if text.count("{") + text.count("[") > MAX_DEPTH and depth(value) > MAX_DEPTH:
        raise ValueError(f"more than {MAX_DEPTH} levels of objects and lists")
    return blake2b(_write_sorted(value).encode("ascii"), digest_size=16).digest()


def depth(value: Any) -> int:
    """How many objects and lists are in each other: 0 for a text or a number, 1 for `{}`."""
    level, levels = [value], 0
    while level := [item for item in level if isinstance(item, dict | list)]:
        levels += 1
        level = [child for item in level for child in (item.values() if isinstance(item, dict) else item)]
    return levels
