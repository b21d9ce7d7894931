"""Setting a database aside and putting another in its place: what was recovered of it, or a backup."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aw_datastore.care.backups import Backup, BackupFolder, copy_database, verify
from aw_datastore.care.checking import Progress, no_progress
from aw_datastore.care.rebuild import rebuild
from aw_datastore.care.reports import Recovery, add_recovery
from aw_datastore.disk import need_room, remove_database, sync_file
from aw_datastore.errors import DamagedDatabaseError, DatabaseError
from aw_datastore.sqlite.connections import read_only
from aw_datastore.sqlite.database import check_file, lock_database, open_database
from aw_datastore.sqlite.exchange import beside, exchange, finish_exchange
from aw_datastore.sqlite.failures import database_errors

__all__ = ["MAKING", "recover", "restore"]

logger = logging.getLogger(__name__)

MAKING = ".making"
"""Ends the name of a file that is being made, which begins as that of the database; more may follow."""

_TIME = "%Y-%m-%dT%H-%M-%SZ"
_SPACE_FACTOR = 3
"""The new file, what was gathered, and a copy of the backup: each about as large as the damaged one."""


def recover(
    path: Path, reason: str, backups: BackupFolder | None = None, progress: Progress = no_progress
) -> Recovery | None:
    """Set a damaged database aside and put in its place all that can be read of it.

    Events that cannot be read come from the newest backup that is whole. The damaged file is kept beside, named
    in the report that is answered and written down. A kill at any moment leaves either file in place, and the
    next call goes on. None when an earlier recovery only had to be finished.

    Args:
        path: the database.
        reason: what was found wrong with it.
        backups: where to look for what is lost.
        progress: told how much of the damaged file was read, in pages.

    Raises:
        DatabaseLockedError: a program has it open.
        DatabaseFullError: there is too little room; nothing was begun.
        DatabaseError: a file cannot be read or written.
    """
    with _locked(path):
        if finish_exchange(path):
            return None
        need_room(
            path.parent, _SPACE_FACTOR * path.stat().st_size, f"{path} is damaged; its recovery needs room"
        )
        backup = None if backups is None else backups.newest_whole()
        return _recover(path, reason, backup, progress)


def _recover(path: Path, reason: str, backup: Backup | None, progress: Progress) -> Recovery:
    now = datetime.now(UTC)
    with _successor(path) as successor:
        buckets, complete = rebuild(path, None if backup is None else backup.path, successor, progress)
        verify(successor)
        aside = _free_ending(path, "damaged", now)
        recovery = Recovery(
            moment=now.isoformat(),
            reason=reason,
            set_aside=beside(path, f".{aside}").name,
            backup=None if backup is None else backup.name,
            complete=complete,
            buckets=buckets,
        )
        add_recovery(path, recovery)
        sync_file(successor)
        exchange(path, successor, aside)
        return recovery


def restore(path: Path, backup: Path, progress: Progress = no_progress) -> Path | None:
    """Put a backup in the place of the database; answers where what was there is kept, None if there was none.

    Raises:
        DatabaseLockedError: a program has the database open.
        DatabaseFullError: there is too little room; nothing was begun.
        ForeignDatabaseError: there is something else at `path`; it is left as it is.
        DatabaseError: the backup is damaged or none.
    """
    verify(backup)
    with suppress(DamagedDatabaseError):
        check_file(path)
    with _locked(path):
        finish_exchange(path)
        need_room(path.parent, backup.stat().st_size, "to restore a backup needs room")
        with _successor(path) as successor:
            copy_database(backup, successor, progress)
            open_database(successor).close()
            _go_on_counting(successor, path)
            verify(successor)
            sync_file(successor)
            there = path.exists()
            aside = exchange(path, successor, _free_ending(path, "replaced", datetime.now(UTC)))
            return aside if there else None


def _free_ending(path: Path, kind: str, now: datetime) -> str:
    """What the name of a file that is set aside ends in: no other file has it."""
    while beside(path, f".{kind}-{now.strftime(_TIME)}").exists():
        now += timedelta(seconds=1)
    return f"{kind}-{now.strftime(_TIME)}"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with lock_database(path):
        try:
            with database_errors(path):
                yield
        except OSError as error:
            raise DatabaseError(f"{error.filename or path}: {error.strerror or error}") from error


@contextmanager
def _successor(path: Path) -> Iterator[Path]:
    """A name for the file that is being made; what has it, from now or from an earlier try, is deleted."""
    successor = beside(path, MAKING)
    for leftover in path.parent.glob(f"{successor.name}*"):
        leftover.unlink()
    try:
        yield successor
    finally:
        remove_database(successor)


def _go_on_counting(successor: Path, path: Path) -> None:
    """Let no id name another event than it did in the database that is set aside, if that can be read."""
    if not path.exists() or not path.stat().st_size:
        return
    try:
        with closing(read_only(path)) as old:
            highest = old.execute("SELECT seq, name FROM sqlite_sequence").fetchall()
    except sqlite3.Error as error:
        logger.info("%s: the highest ids could not be read: %s", path, error)
        return
    with closing(sqlite3.connect(successor)) as connection, connection:
        connection.executemany("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", highest)
