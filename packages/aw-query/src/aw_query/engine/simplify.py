"""Window titles without what changes all the time."""

from __future__ import annotations

import re

from aw_datastore import EventTable
from aw_datastore.table import Payload
from aw_query.engine.payloads import NOTHING_ADDED, changed

__all__ = ["simplify_window_titles"]

_COUNT_OF_UNREAD = re.compile(r"^\(\d+\)\s*")
_FRAME_RATE = re.compile(r"FPS:\s+[\d.]+")
_MARK_OF_CHANGE = re.compile(r"^[●*]\s*")


def simplify_window_titles(table: EventTable, key: str) -> EventTable:
    """The events with the text under `key` simplified; those without such a text stay as they are.

    Takes out a leading count of unread messages such as `(3) `. If the key is `title` and the data has
    `app`, also takes out the number after `FPS:` and a leading mark of unsaved changes, `●` or `*`.
    """

    def addition(payload: Payload) -> Payload:
        text = payload.get(key)
        if not isinstance(text, str):
            return NOTHING_ADDED
        simplified = _simplify(text, is_window=key == "title" and "app" in payload)
        return NOTHING_ADDED if simplified == text else {key: simplified}

    return changed(table, ("simplify", key), lambda payloads: map(addition, payloads))


def _simplify(text: str, *, is_window: bool) -> str:
    text = _COUNT_OF_UNREAD.sub("", text)
    if is_window:
        text = _FRAME_RATE.sub("FPS: ...", text)
        text = _MARK_OF_CHANGE.sub("", text)
    return text
