"""Backups of a database: copied while it is in use, verified by opening them, kept by a policy."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock

from aw_core.files import write_private_text
from aw_datastore.care.checking import Progress, no_progress, quick_check
from aw_datastore.care.keeping import WEEKS, backup_is_due, moments_to_keep
from aw_datastore.care.reading import check_there
from aw_datastore.disk import make_private, need_room, remove_database, sync_file, sync_folder
from aw_datastore.errors import BackupError, DamagedDatabaseError, DatabaseError
from aw_datastore.sqlite.connections import read_only
from aw_datastore.sqlite.failures import database_errors

__all__ = ["Backup", "BackupFolder", "Counts", "back_up_to", "copy_database", "verify"]

_PAGES = 128
"""Pages copied at a time, half a megabyte: a step is short enough for heartbeats to come in between."""

_PAUSE = 0.002
"""Seconds between two steps: a backup takes twice as long and a heartbeat hardly notices."""

_STEPS_PER_SYNC = 8
"""So that no sync has much to write: one of everything would hold up the heartbeats that wait for theirs."""

_TIME = "%Y-%m-%dT%H-%M-%SZ"
_PARTIAL = ".partial"
_KEPT = "-kept"
"""In the name of a backup that a person asked for: it pushes out no other, and stays its time whatever is made later."""

_KEPT_FOR = timedelta(weeks=WEEKS)


class Backup(NamedTuple):
    """One backup: its file, when it was made (UTC), its size in bytes."""

    path: Path
    made: datetime
    size: int

    @property
    def name(self) -> str:
        """What it is called in its folder."""
        return self.path.name


class Counts(NamedTuple):
    """How many rows a database has."""

    buckets: int
    payloads: int
    events: int


class BackupFolder:
    """The backups of one database.

    Args:
        folder: where they are; made with the first.
        database: the file they are of. Its name begins theirs: `events.db` has `events-2026-11-22T09-30-00Z.db`.
    """

    def __init__(self, folder: Path, database: Path) -> None:
        self.folder = folder
        self.database = database
        self._name = re.compile(
            rf"{re.escape(database.stem)}-(\d{{4}}-\d\d-\d\dT\d\d-\d\d-\d\dZ)({_KEPT})?\.db"
        )

    def backups(self) -> list[Backup]:
        """Those that are whole, the newest first; one that is being made is not among them."""
        try:
            paths = list(self.folder.iterdir())
        except OSError:
            return []
        found = [backup for path in paths if (backup := self._backup(path)) is not None]
        return sorted(found, key=lambda backup: backup.made, reverse=True)

    def _backup(self, path: Path) -> Backup | None:
        match = self._name.fullmatch(path.name)
        if match is None:
            return None
        with suppress(ValueError, OSError):
            return Backup(path, datetime.strptime(match[1], _TIME).replace(tzinfo=UTC), path.stat().st_size)
        return None

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """While no program makes a backup; what one left behind that was killed is deleted.

        Raises:
            OSError: the folder cannot be written to.
        """
        if not self.folder.is_dir():
            yield
            return
        with FileLock(self.folder / ".lock"):
            self._tidy()
            yield

    def is_due(self, now: datetime) -> bool:
        """Whether the newest is older than a day."""
        return backup_is_due((backup.made for backup in self.backups()), now)

    def make(self, now: datetime, progress: Progress = no_progress, *, asked_for: bool = False) -> Backup:
        """Make a backup, and delete those the policy does not keep; one that was asked for stays four weeks.

        The database may be in use. A backup gets its name when it is whole, on the disk and verified.

        Raises:
            DatabaseFullError: there is too little room; nothing was begun.
            DamagedDatabaseError: the database is damaged, so that the copy is.
            DatabaseError: it cannot be read, or the folder not written to.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self.folder / ".lock"):
                check_there(self.database)
                need_room(self.folder, self.database.stat().st_size, "a backup needs room")
                self._claim()
                self._tidy()
                target = self._free_name(now, _KEPT if asked_for else "")
                made = back_up_to(self.database, target, progress)
                self._rotate(now)
        except OSError as error:
            raise DatabaseError(
                f"{self.folder}: no backup could be made: {error.strerror or error}"
            ) from error
        return Backup(target, self._moment(target), made)

    def find(self, text: str) -> Backup:
        """The backup of that name or day (`2026-11-22`; its last), or at that path.

        Raises:
            BackupError: there is none.
        """
        for backup in self.backups():
            if text in {backup.name, backup.path.stem} or backup.made.date().isoformat() == text:
                return backup
        path = Path(text).expanduser()
        if path.is_file():
            stat = path.stat()
            return Backup(path.resolve(), datetime.fromtimestamp(stat.st_mtime, UTC), stat.st_size)
        raise BackupError(
            f"{text}: expected the name or day of a backup in {self.folder}, or the path of one; found none"
        )

    def newest_whole(self) -> Backup | None:
        """The newest backup that can be read from end to end."""
        for backup in self.backups():
            with suppress(DatabaseError):
                verify(backup.path)
                return backup
        return None

    def _tidy(self) -> None:
        """Delete what a backup left behind that was killed; who calls holds the lock, so none is under way."""
        for path in list(self.folder.iterdir()):
            name, partial, _ = path.name.partition(_PARTIAL)
            if partial and self._name.fullmatch(name):
                path.unlink(missing_ok=True)

    def _claim(self) -> None:
        """Make sure that the backups of this name here are of this database, and say so to others.

        What is written down is the way from the folder to the database, so both may move together.
        """
        note = self.folder / f".{self.database.stem}.of"
        own = os.path.relpath(self.database, self.folder)
        if not note.exists():
            write_private_text(note, own)
        other = note.read_text(encoding="utf-8")
        if other != own:
            raise BackupError(
                f"{self.folder}: the backups {self.database.stem}-* there are of another database ({other}); "
                f"choose another folder, or delete {note} if it is the same one"
            )

    def _free_name(self, now: datetime, kind: str) -> Path:
        moment = now.astimezone(UTC)
        while (path := self.folder / f"{self.database.stem}-{moment.strftime(_TIME)}{kind}.db").exists():
            moment += timedelta(seconds=1)
        return path

    def _moment(self, path: Path) -> datetime:
        backup = self._backup(path)
        if backup is None:
            raise BackupError(f"{path}: expected a backup that was just made, found none")
        return backup.made

    def _rotate(self, now: datetime) -> None:
        backups = self.backups()
        routine = [backup for backup in backups if not (_is_kept(backup) and now - backup.made < _KEPT_FOR)]
        kept = moments_to_keep([backup.made for backup in routine], now)
        for backup in routine:
            if backup.made not in kept:
                backup.path.unlink(missing_ok=True)


def _is_kept(backup: Backup) -> bool:
    return backup.path.stem.endswith(_KEPT)


def back_up_to(database: Path, target: Path, progress: Progress = no_progress) -> int:
    """Make a verified copy of a database at `target`, which must not be there; answers its size in bytes.

    Raises:
        DatabaseFullError: there is too little room; nothing was begun.
        DamagedDatabaseError: the copy is damaged, so the database is.
        BackupError: there is something at `target`.
    """
    if target.exists():
        raise BackupError(f"{target}: expected a name that is free, found a file")
    check_there(database)
    need_room(target.parent, database.stat().st_size, "a backup needs room")
    partial = target.with_name(f"{target.name}{_PARTIAL}")
    try:
        counts = copy_database(database, partial, progress)
        sync_file(partial)
        _check_copy(partial, counts)
        os.replace(partial, target)  # noqa: PTH105 - as the next line, it is about names on the disk
    except BaseException:
        remove_database(partial)
        raise
    sync_folder(target.parent)
    return target.stat().st_size


def _check_copy(copy: Path, counts: Counts) -> None:
    found = verify(copy)
    if found != counts:
        raise DamagedDatabaseError(f"{copy}: expected {counts} in the copy, found {found}")


def copy_database(source: Path, target: Path, progress: Progress = no_progress) -> Counts:
    """Copy a database as it is at one moment, in small steps; answers how many rows it has.

    The copy is one file, readable by its owner alone.
    """

    def step(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)
        if remaining // _PAGES % _STEPS_PER_SYNC == 0:
            sync_file(target)
        time.sleep(_PAUSE)

    make_private(target)
    with database_errors(source), closing(read_only(source)) as reader:
        # A transaction that stays open makes it one moment; without, each heartbeat would start the copy anew.
        reader.execute("BEGIN")
        counts = _counts(reader)
        with database_errors(target), closing(sqlite3.connect(target)) as writer:
            writer.execute("PRAGMA synchronous = OFF")  # it counts only once it is whole and synced
            writer.execute("PRAGMA journal_mode = OFF")
            reader.backup(writer, pages=_PAGES, progress=step)
            writer.execute("PRAGMA journal_mode = DELETE")  # no further files beside it when it is read
        return counts


def verify(path: Path) -> Counts:
    """Read a backup from end to end; answers how many rows it has.

    Raises:
        DamagedDatabaseError: it is damaged.
        DatabaseError: it is no backup.
    """
    check_there(path)
    result = quick_check(path)
    if not result.is_fine:
        raise DamagedDatabaseError(f"{path}: {result.problems[0]}")
    with database_errors(path), closing(read_only(path)) as connection:
        return _counts(connection)


def _counts(connection: sqlite3.Connection) -> Counts:
    tables = ("bucket", "payload", "event")
    return Counts(*(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables))  # noqa: S608 - the names are above
