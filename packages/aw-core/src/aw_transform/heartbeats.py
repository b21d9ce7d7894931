"""A stream of heartbeats, merged into events as the server would merge them."""

from __future__ import annotations

from collections.abc import Iterable

from aw_core.heartbeat import heartbeat_merge
from aw_core.models import Event
from aw_transform._copies import copied

__all__ = ["heartbeat_merge", "heartbeat_reduce"]


def heartbeat_reduce(events: Iterable[Event], pulsetime: float) -> list[Event]:
    """The heartbeats in their order, each merged into the event before it where the merge rule allows.

    Args:
        events: heartbeats, the oldest first.
        pulsetime: how long after an event's end a heartbeat of equal data still belongs to it, seconds.
    """
    reduced: list[Event] = []
    for event in events:
        if not reduced or heartbeat_merge(reduced[-1], event, pulsetime) is None:
            reduced.append(copied(event))
    return reduced
