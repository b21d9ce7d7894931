"""The merge rule of heartbeats, written once for watchers, client, store and transforms."""

from __future__ import annotations

from datetime import timedelta

from aw_core.models import Event
from aw_core.timestamps import seconds_to_micros, to_micros
from aw_core.values import equal_values

__all__ = ["heartbeat_merge", "merged_end"]


def merged_end(last: tuple[int, int], heartbeat: tuple[int, int], pulsetime: float) -> int | None:
    """Where the last event ends after a heartbeat of equal data, or None if it starts an event of its own.

    The heartbeat merges when it begins between the last event's start and `pulsetime` seconds after its
    end, both inclusive; an event is never shortened, and one of negative length takes nothing up.

    Args:
        last: start and end of the last event, microseconds.
        heartbeat: start and end of the heartbeat, microseconds.
        pulsetime: seconds; may be fractional, zero (must touch) or negative.
    """
    start, end = last
    if end < start or not start <= heartbeat[0] <= end + seconds_to_micros(pulsetime):
        return None
    return max(end, heartbeat[1])


def heartbeat_merge(last_event: Event, heartbeat: Event, pulsetime: float) -> Event | None:
    """The last event stretched by the heartbeat (the same object, changed), or None if they do not merge.

    Args:
        last_event: the newest event of the bucket; changed in place when the heartbeat merges.
        heartbeat: what the watcher reports now.
        pulsetime: how long after the last event's end a heartbeat still belongs to it, seconds.
    """
    if not equal_values(last_event.data, heartbeat.data):
        return None
    end = merged_end(_micros(last_event), _micros(heartbeat), pulsetime)
    if end is None:
        return None
    last_event.duration = timedelta(microseconds=end - to_micros(last_event.timestamp))
    return last_event


def _micros(event: Event) -> tuple[int, int]:
    return to_micros(event.timestamp), to_micros(event.end)
