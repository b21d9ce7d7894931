"""Reads an export of any length into the store: checked from end to end first, then stored.

So a bad event in the last line of it leaves the store as it was. What was checked waits in a temporary file,
in the form that is stored. Should storing be cut short (by a full disk, by losing power), importing the same
file again completes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple, Self

from aw_core.errors import InvalidEventError
from aw_core.models import Bucket
from aw_datastore import check_bucket
from aw_datastore.errors import DatastoreError
from aw_datastore.payload import PayloadEncoder
from aw_datastore.rows import Collector, Rows
from aw_server.batchfile import BatchFile
from aw_server.bodies import read_bucket, read_columns, read_text
from aw_server.errors import BadBodyError, BadParameterError
from aw_server.intake import Intake
from aw_server.jsonstream import JsonStream
from aw_server.params import check_bucket_id

__all__ = ["CheckedExport", "check_export"]


class _CheckedBucket(NamedTuple):
    """A bucket of an export, and how many batches of events it has."""

    bucket: Bucket
    batches: int


class CheckedExport:
    """An export whose every event can be stored, to be stored once and closed."""

    def __init__(self) -> None:
        self._batches = BatchFile()
        self._buckets: list[_CheckedBucket] = []
        self.events = 0
        """How many events it has."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, file: BinaryIO) -> None:
        """Check an export and keep what is in it; raises what `check_export` raises."""
        for stream, key in _buckets(file):
            with _within(f"bucket '{key}'"):
                self._buckets.append(self._read_bucket(stream, key))

    def store(
        self, intake: Intake, advance: Callable[[int], None] = lambda _: None, *, sensed: bool = False
    ) -> dict[str, int]:
        """Store it; how many events each bucket did not have yet.

        Args:
            intake: lets it in.
            advance: told how many more events are stored.
            sensed: see `Intake.import_batches`.
        """
        added: Counter[str] = Counter()
        self._batches.rewind()
        for bucket, batches in self._buckets:
            added[bucket.id] += intake.import_batches(bucket, self._told(batches, advance), sensed=sensed)
        return dict(added)

    def close(self) -> None:
        """Let go of the temporary file; calling it again does nothing."""
        self._batches.close()

    def _told(self, batches: int, advance: Callable[[int], None]) -> Iterator[Rows]:
        for _ in range(batches):
            rows = self._batches.read()
            yield rows
            advance(len(rows.start))

    def _read_bucket(self, stream: JsonStream, key: str) -> _CheckedBucket:
        fields: dict[str, Any] = {"id": key}
        batches = 0
        for name in stream.members():
            if name == "events":
                batches += self._read_events(stream)
            else:
                fields[name] = stream.value()
        bucket = read_bucket(fields, check_bucket_id(read_text(fields, "id")))
        return _CheckedBucket(check_bucket(bucket), batches)

    def _read_events(self, stream: JsonStream) -> int:
        """Check a list of events and keep them; answers in how many batches."""
        batches = 0
        for rows in _batches(stream):
            self._batches.write(rows)
            self.events += len(rows.start)
            batches += 1
        return batches


def check_export(file: BinaryIO) -> CheckedExport:
    """Read an export from end to end; the caller closes what it is kept in.

    Raises:
        BadBodyError: something in it cannot be stored; names bucket, event and field.
    """
    export = CheckedExport()
    try:
        export.read(file)
    except BaseException:
        export.close()
        raise
    return export


def _buckets(file: BinaryIO) -> Iterator[tuple[JsonStream, str]]:
    """Walk through the buckets of an export: the stream, standing before each, and the bucket's key."""
    stream, found = JsonStream(file), False
    for name in stream.members():
        if name == "buckets":
            found = True
            # Early exports have a list.
            keys = map(str, stream.items()) if stream.next_is("[") else stream.members()
            for key in keys:
                yield stream, key
        else:
            stream.value()
    stream.end()
    if not found:
        raise BadBodyError("buckets: expected an object, got nothing")


def _batches(stream: JsonStream) -> Iterator[Rows]:
    """The events of a bucket, without their ids: those count in the database they come from alone."""
    if stream.next_is("n"):
        stream.value()  # null: older servers write it for an empty bucket
        return
    collector, encoder = Collector(), PayloadEncoder()
    for index, value in enumerate(stream.values()):
        try:
            start, end, data = read_columns(value)
            is_full = collector.add(start, end, encoder.encode(data))
        except (BadBodyError, InvalidEventError) as error:
            raise BadBodyError(f"event {index}, {error}") from error
        if is_full:
            yield collector.take()
    yield collector.take()


@contextmanager
def _within(where: str) -> Iterator[None]:
    """Say in an error where it was found."""
    try:
        yield
    except (BadBodyError, BadParameterError, DatastoreError, InvalidEventError) as error:
        raise BadBodyError(f"{where}, {error}") from error
