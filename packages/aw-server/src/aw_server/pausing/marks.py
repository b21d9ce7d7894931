"""The events that mark pauses: one for each, in a bucket of this machine, from its beginning to its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

from aw_core.models import Event
from aw_core.timestamps import from_micros, to_micros
from aw_datastore import Bucket, Datastore
from aw_datastore.errors import BucketExistsError, NoSuchBucketError
from aw_server.pausing.state import Period
from aw_server.settings import PROGRAM

__all__ = ["BUCKET_TYPE", "Marks"]

BUCKET_TYPE = "pause"

_FIRST = to_micros(datetime.min.replace(tzinfo=UTC))
_LAST = to_micros(datetime.max.replace(tzinfo=UTC))


class Marks:
    """The marks of past pauses; they are also what is remembered of those.

    Every method raises `DatastoreError` where the database cannot be read or written.
    """

    def __init__(self, datastore: Datastore, hostname: str) -> None:
        self._datastore = datastore
        self._hostname = hostname
        self.bucket_id = f"aw-pause_{hostname}"

    def write(self, period: Period) -> None:
        """Mark a pause; the mark of one that began at the same moment is made that long."""
        bucket, start = self._bucket(), from_micros(period.start)
        there = (
            number for number, mark in _whole(bucket, bucket.get(-1, start, start)) if mark.timestamp == start
        )
        length = from_micros(int(period.end)) - start
        bucket.insert(Event(next(there, None), start, length, {"by": period.by}))

    def between(self, start: int, end: int) -> list[Period]:
        """The pauses that reach into a time, borders included; what of them lies farther away may be left out."""
        with suppress(NoSuchBucketError):
            # One microsecond more on either side, so that each tells on which side of a border it is.
            found = self._datastore.table(self.bucket_id, _moment(start - 1), _moment(end + 1))
            times = zip(found.start.tolist(), found.end.tolist(), strict=True)
            return [Period(first, last, "") for first, last in times if first < last]
        return []

    def end_by(self, now: int) -> None:
        """Cut marks that reach beyond now, and delete those that lie in time to come."""
        moment = from_micros(now)
        with suppress(NoSuchBucketError):
            bucket = self._datastore[self.bucket_id]
            for number, mark in _whole(bucket, bucket.get(-1, moment)):
                if mark.timestamp >= moment:
                    bucket.delete(number)
                elif mark.end > moment:
                    mark.duration = moment - mark.timestamp
                    bucket.insert(mark)

    def end_at(self, moment: int) -> None:
        """Cut the mark that reaches over a moment, and delete the one that begins then."""
        at = from_micros(moment)
        with suppress(NoSuchBucketError):
            bucket = self._datastore[self.bucket_id]
            for number, mark in _whole(bucket, bucket.get(-1, at, at)):
                if mark.timestamp == at:
                    bucket.delete(number)
                elif mark.timestamp < at < mark.end:
                    mark.duration = at - mark.timestamp
                    bucket.insert(mark)

    def _bucket(self) -> Bucket:
        with suppress(BucketExistsError):
            return self._datastore.create_bucket(
                self.bucket_id, type=BUCKET_TYPE, client=PROGRAM, hostname=self._hostname
            )
        return self._datastore[self.bucket_id]


def _whole(bucket: Bucket, cut: list[Event]) -> Iterator[tuple[int, Event]]:
    """Events as they are stored, with their ids: a range is answered with its events cut to it."""
    for number in (event.id for event in cut if isinstance(event.id, int)):
        whole = bucket.get_by_id(number)
        if whole is not None:
            yield number, whole


def _moment(micros: int) -> datetime:
    """The instant, or the first or last there is."""
    return from_micros(min(max(micros, _FIRST), _LAST))
