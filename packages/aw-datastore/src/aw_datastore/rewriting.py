"""Giving events of the past other data: what is asked for, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

__all__ = ["Change", "Changes", "Confirm", "Decide", "Scope"]

Decide: TypeAlias = Callable[[str, dict[str, Any]], dict[str, Any] | None]
"""Given a bucket's id and an event's data, what the data is to be: the same object to leave it, None to delete."""


@dataclass(frozen=True)
class Scope:
    """Which events are meant: those that reach into [start, end], of the buckets that are named; None for all.

    Of these, those with ids up to `last_id`: ids only grow, so what is recorded from some moment on can be left out.
    """

    start: datetime | None = None
    end: datetime | None = None
    bucket_ids: Sequence[str] | None = None
    last_id: int | None = None


class Change(NamedTuple):
    """What becomes of all events of one bucket that have the same data.

    `before` and `after` identify the data (`EncodedPayload.digest`); `after` is None where the events are deleted.
    """

    before: bytes
    after: bytes | None
    events: int


Changes: TypeAlias = Mapping[str, Sequence[Change]]
"""By bucket id; of buckets in which nothing changes there is none."""

Confirm: TypeAlias = Callable[[Changes, int], None]
"""Told what is about to be changed, and the highest id there is; what it raises ends it before anything is changed."""
