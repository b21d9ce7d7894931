"""Event data as older databases have it: JSON text, mostly the same few texts again and again."""

from __future__ import annotations

import json
from typing import Any

from aw_datastore.payload import EncodedPayload, encode_payload

__all__ = ["PayloadReader", "read_object"]

_REMEMBERED = 50_000
_REMEMBERED_BYTES = 32 * 1024 * 1024


class PayloadReader:
    """Turns JSON texts into payloads, each distinct text once as long as it is remembered."""

    def __init__(self) -> None:
        self._known: dict[bytes, EncodedPayload] = {}
        self._bytes = 0

    def __call__(self, raw: bytes | None) -> EncodedPayload:
        """The payload of a text; NULL and an empty text stand for an empty object.

        Raises:
            ValueError: it is no JSON text.
            InvalidDataError: it is no object, or none that can be stored.
        """
        known = self._known.get(raw or b"")
        return known or self._remember(raw or b"")

    def _remember(self, raw: bytes) -> EncodedPayload:
        payload = encode_payload(read_object(raw))
        if len(self._known) >= _REMEMBERED or self._bytes + len(raw) > _REMEMBERED_BYTES:
            self._known.clear()
            self._bytes = 0
        self._known[raw] = payload
        self._bytes += len(raw)
        return payload


def read_object(raw: bytes | str | None) -> Any:
    """The value of a JSON text, an empty object where there is none.

    NaN and infinities, which older servers wrote though JSON has none, become null.

    Raises:
        ValueError: it is no JSON text.
    """
    if not raw:
        return {}
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except RecursionError as error:
        raise ValueError("too many levels of objects and lists") from error
