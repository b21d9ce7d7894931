"""The first events of a list."""

from __future__ import annotations

from collections.abc import Sequence

from aw_core.models import Event
from aw_transform._copies import copies

__all__ = ["limit_events"]


def limit_events(events: Sequence[Event], count: int) -> list[Event]:
    """The first `count` events, all if there are fewer, none if `count` is not positive."""
    return copies(events[: max(count, 0)])
