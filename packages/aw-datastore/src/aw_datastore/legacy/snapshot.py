"""A copy of a database file that another program may be writing to, taken without leaving a mark.

SQLite itself would leave some: opening a file in write-ahead mode, even for reading alone, makes a `-wal` and
a `-shm` file beside it. So the bytes are copied: the database, then the journal beside it, as they lie on
disk. If they did not change meanwhile the copy is what a loss of power at that moment would have left, and
from that SQLite knows how to recover. A write-ahead log may grow: what came too late for the copy is cut off
there like a commit that was never finished.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from aw_datastore.disk import need_room
from aw_datastore.errors import DatabaseError
from aw_datastore.sqlite.connections import read_only
from aw_datastore.sqlite.failures import database_errors

__all__ = ["copy_database"]

ATTEMPTS = 8
PAUSE = 0.25
"""Seconds between two attempts: a server writes every few seconds, a copy takes less than one."""

_LOG, _JOURNAL = "-wal", "-journal"
_LOG_HEADER = 32
"""Bytes at the beginning of a write-ahead log; they change whenever it starts anew, and at no other time."""

_FORMAT_AT, _ROLLBACK = 18, b"\1\1"
"""Where in a database stands how it keeps its journal, and what stands there if it is a rollback journal."""


class _Seen(NamedTuple):
    """By what a change of a file shows."""

    inode: int
    size: int
    modified: int


def copy_database(source: Path, folder: Path) -> Path:
    """Copy a database, with its journal, into a folder; answers the copy.

    Raises:
        DatabaseFullError: there is no room for a copy.
        DatabaseError: it cannot be read or copied, or did not keep still for as long as a copy takes.
    """
    copy = folder / "copy.db"
    try:
        need_room(folder, _size(source), f"{source}: cannot be copied for reading")
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(PAUSE)
            if _copy_at_one_moment(source, copy):
                return copy
        if _has_rollback_journal(source):
            return _copy_under_lock(source, copy)
    except OSError as error:
        raise DatabaseError(f"{source}: cannot be copied for reading: {error.strerror or error}") from error
    raise DatabaseError(
        f"{source}: cannot be copied for reading: another program keeps changing it; stop that one, and try again"
    )


def _copy_at_one_moment(source: Path, copy: Path) -> bool:
    """Copy all files of a database; whether they belong together."""
    before = _state(source)
    shutil.copyfile(source, copy)
    for suffix in (_LOG, _JOURNAL):
        _copy_or_remove(_beside(source, suffix), _beside(copy, suffix))
    return _state(source) == before


def _copy_or_remove(source: Path, copy: Path) -> None:
    try:
        shutil.copyfile(source, copy)
    except FileNotFoundError:
        copy.unlink(missing_ok=True)


def _copy_under_lock(source: Path, copy: Path) -> Path:
    """A copy by SQLite itself, which holds up whoever writes; with a rollback journal it leaves no mark."""
    for suffix in ("", _LOG, _JOURNAL):
        _beside(copy, suffix).unlink(missing_ok=True)
    with (
        database_errors(source),
        closing(read_only(source.resolve())) as reader,
        closing(sqlite3.connect(copy)) as writer,
    ):
        reader.backup(writer)
    return copy


def _has_rollback_journal(source: Path) -> bool:
    with source.open("rb") as file:
        file.seek(_FORMAT_AT)
        return file.read(len(_ROLLBACK)) == _ROLLBACK


def _state(source: Path) -> tuple[_Seen | None, bytes | None, _Seen | None]:
    return _seen(source), _log_header(_beside(source, _LOG)), _seen(_beside(source, _JOURNAL))


def _seen(path: Path) -> _Seen | None:
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return _Seen(state.st_ino, state.st_size, state.st_mtime_ns)


def _log_header(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(_LOG_HEADER)
    except FileNotFoundError:
        return None


def _size(source: Path) -> int:
    files = (_seen(_beside(source, suffix)) for suffix in ("", _LOG, _JOURNAL))
    return sum(seen.size for seen in files if seen is not None)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
