"""Window titles without what changes while the user stays with one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aw_core.models import Event
from aw_transform._copies import copies

__all__ = ["simplify_string"]

_UNREAD_COUNT = re.compile(r"^\(\d+\)\s*")
_FRAME_RATE = re.compile(r"FPS:\s+[\d.]+")
_UNSAVED_MARK = re.compile(r"^[●*]\s*")


def simplify_string(events: Iterable[Event], key: str = "title") -> list[Event]:
    """The events with the text under `key` simplified, so that equal things read equally.

    - a count in parentheses at the start is removed: `(2) Inbox` becomes `Inbox`;
    - in the `title` of an event that also has an `app`, a frame rate becomes `FPS: ...`, and one `●` or `*`
      at the start, by which editors mark unsaved files, is removed.

    Events without the key, or with something other than text under it, are left as they are.
    """
    simplified = copies(events)
    for event in simplified:
        text = event.data.get(key)
        if isinstance(text, str):
            event.data[key] = _simplify(text, is_window_title=key == "title" and "app" in event.data)
    return simplified


def _simplify(text: str, *, is_window_title: bool) -> str:
    text = _UNREAD_COUNT.sub("", text)
    if is_window_title:
        text = _FRAME_RATE.sub("FPS: ...", text)
        text = _UNSAVED_MARK.sub("", text)
    return text
