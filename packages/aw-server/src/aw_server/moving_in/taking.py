"""Takes one bucket of an older database into the store, and compares the two."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from aw_datastore import Datastore
from aw_datastore.legacy import OlderBucket, OlderDatabase, Problems, Span, stored_span
from aw_datastore.row import Row
from aw_server.intake import Intake

__all__ = ["Advance", "Taken", "take_bucket"]

Advance = Callable[[int], None]
"""Told how many more events were read; what it raises ends the reading."""

_STEP = 500
"""Events between two reports of progress."""


@dataclass(frozen=True)
class Taken:
    """What became of one bucket.

    - `added`: how many of its events were not here yet;
    - `skipped`: how many could not be taken over, of those that could be counted;
    - `kept_out`: how many the gates of the intake left out;
    - `there`: the sum over the rest;
    - `here`: the sum over what is stored in the same borders;
    - `problems`: what could not be taken over as it was.
    """

    bucket_id: str
    added: int
    skipped: int
    kept_out: int
    there: Span
    here: Span
    problems: Problems

    @property
    def is_complete(self) -> bool:
        """Whether as many events, and as much time, is here as was there."""
        return self.here.events >= self.there.events and self.here.total >= self.there.total

    def report(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {
            "added": self.added,
            "skipped": self.skipped,
            "kept_out": self.kept_out,
            "there": self.there.report(),
            "here": self.here.report(),
            "complete": self.is_complete,
            "damaged": self.problems.has_damage,
            "problems": self.problems.report(),
        }


def take_bucket(older: OlderDatabase, bucket: OlderBucket, intake: Intake, advance: Advance) -> Taken:
    """Add the events of a bucket that are not here yet.

    Args:
        older: the database to read from.
        bucket: one of its buckets.
        intake: lets them in.
        advance: told of the progress.

    Raises:
        DatabaseError: one of the two cannot be read or written; what was stored stays, and taking the bucket
            again completes it.
    """
    read, there, problems = Span(), Span(), Problems()
    datastore, bucket_id = intake.datastore, bucket.bucket.id
    rows = _reported(read.over(older.rows(bucket, problems)), advance)
    added = datastore.import_bucket(bucket.bucket, there.over(intake.admitted(bucket_id, rows)))
    _complete_description(bucket, datastore)
    here = stored_span(datastore, bucket_id, there)
    skipped, kept_out = max(bucket.events - read.events, 0), read.events - there.events
    return Taken(bucket_id, added, skipped, kept_out, there, here, problems)


def _reported(rows: Iterable[Row], advance: Advance) -> Iterator[Row]:
    stream = iter(rows)
    while step := list(islice(stream, _STEP)):
        yield from step
        advance(len(step))


def _complete_description(bucket: OlderBucket, datastore: Datastore) -> None:
    """Give a bucket that a watcher made meanwhile the name and data it had there, where it has none."""
    older, now = bucket.bucket, datastore[bucket.bucket.id].metadata()
    data = {**older.data, **now["data"]}
    name = older.name if now["name"] is None else None
    if data != now["data"] or name is not None:
        datastore.update_bucket(older.id, data=data, name=name)
