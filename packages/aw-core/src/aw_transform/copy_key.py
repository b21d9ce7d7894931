"""Values kept under another name, before something replaces them."""

from __future__ import annotations

from collections.abc import Iterable

from aw_core.models import Event
from aw_transform._copies import copies

__all__ = ["copy_key"]


def copy_key(events: Iterable[Event], key: str, to: str) -> list[Event]:
    """The events; those with `key` in their data have its value under `to` as well, whatever was there before."""
    copied = copies(events)
    for event in copied:
        if key in event.data:
            event.data[to] = event.data[key]
    return copied
