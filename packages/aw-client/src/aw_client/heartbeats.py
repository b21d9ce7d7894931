"""Heartbeats on their way to the server, and when one can take up the next before it is sent."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qs, quote, unquote, urlsplit

from aw_core import Event
from aw_core.heartbeat import heartbeat_merge

__all__ = ["Decide", "Heartbeat", "bucket_endpoint", "fold", "heartbeat_endpoint", "premerge"]

Decide: TypeAlias = Callable[[str, dict[str, Any]], dict[str, Any] | None]
"""Given a bucket's id and an event's data, what the data is to be; None to drop the event."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """An event for a bucket.

    `pulsetime` is how many seconds after the end of the bucket's last event it may begin and still belong to that.
    """

    bucket_id: str
    event: Event
    pulsetime: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.pulsetime):
            raise ValueError(f"expected pulsetime to be a finite number of seconds, got {self.pulsetime!r}")

    @classmethod
    def from_request(cls, endpoint: str, event: Event) -> Heartbeat:
        """The heartbeat that a request to `buckets/<id>/heartbeat?pulsetime=<seconds>` carries.

        Raises:
            ValueError: the endpoint is another one; only heartbeats can be queued.
        """
        url = urlsplit(endpoint)
        match url.path.split("/"), parse_qs(url.query).get("pulsetime"):
            case ["buckets", bucket_id, "heartbeat"], [pulsetime]:
                return cls(unquote(bucket_id), event, float(pulsetime))
        raise ValueError(f"expected `buckets/<id>/heartbeat?pulsetime=<seconds>`, got {endpoint!r}")

    def to_json_str(self) -> str:
        """The event as the server takes it: one line of JSON.

        Raises:
            TypeError, ValueError: the event's data is no JSON (another type, or a number that is not finite).
        """
        wire = self.event.to_json_dict()
        del wire["id"]  # a heartbeat stretches an event or makes one; it never names it
        return json.dumps(wire, allow_nan=False)

    def rewritten(self, decide: Decide) -> Heartbeat | None:
        """The same with the data that is decided, itself if that is no other; None if it is dropped."""
        data = decide(self.bucket_id, self.event.data)
        if data is None or data is self.event.data:
            return None if data is None else self
        event = Event(timestamp=self.event.timestamp, duration=self.event.duration, data=data)
        return Heartbeat(self.bucket_id, event, self.pulsetime)

    def merged(self, later: Heartbeat) -> Heartbeat | None:
        """One heartbeat that does to the server's bucket what this and then the later one would, or None.

        The server merges by the same rule, so it matters not who does it. The pulsetime stays this one's: it
        says whether the whole belongs to the event before.
        """
        event = heartbeat_merge(Event(**self.event), later.event, later.pulsetime)
        return None if event is None else Heartbeat(self.bucket_id, event, self.pulsetime)


def heartbeat_endpoint(bucket_id: str, pulsetime: float) -> str:
    """Where the server takes heartbeats of a bucket, below the API's root."""
    return f"{bucket_endpoint(bucket_id)}/heartbeat?pulsetime={pulsetime!r}"


def bucket_endpoint(bucket_id: str) -> str:
    """Where the server has a bucket, below the API's root."""
    return f"buckets/{quote(bucket_id, safe='')}"


def fold(heartbeats: Iterable[Heartbeat], last: Event | None = None) -> tuple[list[Event], int]:
    """The events a server makes of heartbeats that come after its `last` event, and how many of them it took.

    Each of these events begins later than the one before it. It stops short of a heartbeat that would make one
    that does not (the clock was set back, or stood still), and takes none when the first still belongs to
    `last`: what becomes of those is the server's to say.
    """
    events: list[Event] = []
    newest = last
    taken = 0
    for heartbeat in heartbeats:
        merged = (
            None
            if newest is None
            else heartbeat_merge(copy.copy(newest), heartbeat.event, heartbeat.pulsetime)
        )
        if merged is not None and events:
            events[-1] = newest = merged
        elif merged is None and (newest is None or heartbeat.event.timestamp > newest.timestamp):
            newest = heartbeat.event
            events.append(newest)
        else:
            break
        taken += 1
    return events, taken


def premerge(
    remembered: Heartbeat | None, new: Heartbeat, commit_interval: float
) -> tuple[Heartbeat | None, Heartbeat]:
    """What of a bucket to send now (or None) and what to remember, when a new heartbeat comes.

    A heartbeat is held back as long as the next ones stretch it, until it has lasted `commit_interval`
    seconds; so a window looked at for an hour costs a request every ten seconds, not one a second.
    """
    if remembered is None:
        return None, new
    merged = remembered.merged(new)
    if merged is None:
        return remembered, new
    if merged.event.duration.total_seconds() >= commit_interval:
        return merged, new
    return None, merged
