"""Files a person wants imported: exports in JSON, and databases, told apart by what they hold."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from aw_datastore.legacy import OlderBucket, OlderDatabase, Problems, is_sqlite, open_older
from aw_server.errors import BadBodyError, BadFileError
from aw_server.importing import CheckedExport, check_export
from aw_server.intake import Intake
from aw_server.jsonstream import JsonStream
from aw_server.moving_in.taking import Advance, take_bucket

__all__ = ["ImportFile", "Outcome", "open_file"]

_BUCKET_FIELDS = {"id", "type", "client", "hostname", "created", "events"}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass
class Outcome:
    """What an import added: events by bucket, names of settings; and in words what it could not."""

    added: dict[str, int] = field(default_factory=dict)
    settings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class ImportFile(ABC):
    """A file to import: first checked from end to end, then stored."""

    kind: str
    """What it is, in words."""

    to_check: int
    """How much `check` will tell of, in all."""

    to_store: int = 0
    """How much `store` will tell of, in all; known after `check`."""

    @abstractmethod
    def check(self, advance: Advance) -> None:
        """Read it whole.

        Raises:
            BadFileError: something in it cannot be stored; names bucket, event and field.
            DatabaseError: it is a database that cannot be read.
        """

    @abstractmethod
    def store(self, intake: Intake, advance: Advance) -> Outcome:
        """Add what is not there yet, after `check`."""

    def settings(self) -> dict[str, Any]:
        """Settings of clients in it."""
        return {}


def open_file(path: Path, name: str, scratch: Path, opened: ExitStack) -> ImportFile:
    """The file as what it is.

    Args:
        path: where it is.
        name: what the person called it, for messages.
        scratch: a folder for copies.
        opened: closes it.

    Raises:
        OSError: it cannot be read.
        ForeignDatabaseError: it is a database of something else.
    """
    if is_sqlite(path):
        return _DatabaseFile(opened.enter_context(open_older(path, scratch)))
    return _ExportFile(opened.enter_context(path.open("rb")), path.stat().st_size, name, opened)


class _DatabaseFile(ImportFile):
    """A database of an older server, or of this one. Bad events are skipped, as nobody can mend them there."""

    def __init__(self, older: OlderDatabase) -> None:
        self._older = older
        self._problems = Problems()
        self._buckets: list[OlderBucket] = older.buckets(self._problems)
        self.kind = f"a database of {older.kind}"
        self.to_check = self.to_store = sum(bucket.events for bucket in self._buckets)

    def check(self, advance: Advance) -> None:
        for bucket in self._buckets:
            for _ in self._older.rows(bucket, Problems()):
                advance(1)

    def store(self, intake: Intake, advance: Advance) -> Outcome:
        outcome = Outcome(problems=self._problems.lines())
        for bucket in self._buckets:
            taken = take_bucket(self._older, bucket, intake, advance)
            outcome.added[taken.bucket_id] = taken.added
            outcome.problems += taken.problems.lines()
        return outcome

    def settings(self) -> dict[str, Any]:
        return self._older.settings()


class _ExportFile(ImportFile):
    """JSON as `export` writes it, or the buckets of one as a list, or one bucket alone."""

    kind = "an export"

    def __init__(self, file: BinaryIO, size: int, name: str, opened: ExitStack) -> None:
        self._file = file
        self._name = name
        self._opened = opened
        self._checked: CheckedExport
        self.to_check = size

    def check(self, advance: Advance) -> None:
        try:
            before, after = _missing_frame(self._file)
            document = cast("BinaryIO", _Framed(before, self._file, after, advance))
            self._checked = self._opened.enter_context(check_export(document))
        except BadBodyError as error:
            raise BadFileError(f"{self._name}: {error}; nothing was imported") from error
        self.to_store = self._checked.events

    def store(self, intake: Intake, advance: Advance) -> Outcome:
        return Outcome(self._checked.store(intake, advance))


def _missing_frame(file: BinaryIO) -> tuple[bytes, bytes]:
    """What must stand before and after the text of a file to make it a whole export.

    The file is left where the text begins: behind a byte order mark, if something is to stand before it.
    """
    frame = b"", b""
    stream = JsonStream(file)
    if stream.next_is("["):
        frame = b'{"buckets":', b"}"
    elif stream.next_is("{") and _first_known_member(stream) in _BUCKET_FIELDS:
        frame = b'{"buckets":[', b"]}"
    file.seek(0)
    if frame[0] and file.read(len(_BYTE_ORDER_MARK)) != _BYTE_ORDER_MARK:
        file.seek(0)
    return frame


def _first_known_member(stream: JsonStream) -> str:
    for name in stream.members():
        if name == "buckets" or name in _BUCKET_FIELDS:
            return name
        stream.value()
    return ""


class _Framed(io.RawIOBase):
    """A file with something before and after it, that tells how many bytes of it were read."""

    def __init__(self, before: bytes, file: BinaryIO, after: bytes, advance: Advance) -> None:
        super().__init__()
        self._rest = [io.BytesIO(before), file, io.BytesIO(after)]
        self._advance = advance

    def read(self, size: int = -1, /) -> bytes:
        while self._rest:
            piece = self._rest[0].read(size)
            if piece:
                self._advance(len(piece))
                return piece
            self._rest.pop(0)
        return b""
