"""A database of this program itself, such as a backup."""

from __future__ import annotations

from collections.abc import Iterator

from aw_core.models import Bucket
from aw_core.timestamps import parse_timestamp
from aw_datastore.datastore import Datastore
from aw_datastore.legacy.database import OlderBucket, OlderDatabase
from aw_datastore.legacy.problems import Problems
from aw_datastore.row import Row, row_of

__all__ = ["OwnDatabase"]

_FIELDS = ("id", "type", "client", "hostname", "name", "data")


class OwnDatabase(OlderDatabase):
    """A copy of an `events.db`; nothing in it can be wrong, as nothing wrong is ever stored."""

    kind = "this program"

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    def buckets(self, problems: Problems) -> list[OlderBucket]:  # noqa: ARG002, D102 - as the base says; there are none
        return [
            OlderBucket(
                Bucket(
                    **{name: fields[name] for name in _FIELDS}, created=parse_timestamp(fields["created"])
                ),
                bucket_id,
                self._datastore.eventcount(bucket_id),
            )
            for bucket_id, fields in self._datastore.buckets().items()
        ]

    def rows(self, bucket: OlderBucket, problems: Problems) -> Iterator[Row]:  # noqa: ARG002, D102 - as above
        return map(row_of, self._datastore[bucket.bucket.id].iter_events())
