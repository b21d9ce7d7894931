"""Runs of events with the same value, each run one event that keeps its parts."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from aw_core.models import Event
from aw_core.values import equal_values
from aw_transform._copies import copied

__all__ = ["chunk_events_by_key"]


def chunk_events_by_key(
    events: Iterable[Event],
    key: str,
    pulsetime: float = 5.0,  # noqa: ARG001 - callers pass it; see the docstring
) -> list[Event]:
    """One event per run of neighbours in the list with the same value under `key`.

    It starts where the first event of the run starts, lasts as long as the run's events do together (gaps
    do not count), has no id, and its data is `{key: value, "subevents": [the events of the run]}`.

    The first event that lacks the key ends the list: it and all after it are left out. A gap, however long,
    does not end a run; `pulsetime` is accepted because existing scripts and queries give it, and has never
    had an effect on events in order of time.
    """
    chunks: list[Event] = []
    for event in takewhile(lambda event: key in event.data, events):
        if chunks and equal_values(chunks[-1].data[key], event.data[key]):
            chunks[-1].duration += event.duration
            chunks[-1].data["subevents"].append(copied(event))
        else:
            data = {key: event.data[key], "subevents": [copied(event)]}
            chunks.append(Event(None, event.timestamp, event.duration, data))
    return chunks
