"""Rewriting copies of a database, such as backups, as the database itself was rewritten."""

from __future__ import annotations

import os
import shutil
from glob import escape
from pathlib import Path

from filelock import FileLock

from aw_datastore.care.backups import verify
from aw_datastore.care.reading import check_there
from aw_datastore.care.recovery import MAKING
from aw_datastore.datastore import Datastore
from aw_datastore.disk import make_private, need_room, remove_database, sync_file, sync_folder
from aw_datastore.errors import DatabaseError
from aw_datastore.rewriting import Changes, Decide, Scope
from aw_datastore.sqlite.storage import SqliteStorage

__all__ = ["remove_unfinished", "rewrite_copy", "set_aside"]

_PARTIAL = ".partial"
"""Ends the name of what is being made, as that of a backup that is being made."""


def rewrite_copy(path: Path, decide: Decide, scope: Scope | None = None) -> Changes:
    """Rewrite a whole database that no program has open, so that no byte of what was there is left in the file.

    It is done in a copy that then takes its place: a kill at any moment leaves one or the other. When it was last
    modified stays as it was, so that it can be told from another file that gets its name later.

    Args:
        path: the file.
        decide: see `Datastore.rewrite`.
        scope: see there.

    Returns:
        What was changed; the file is as it was where that is nothing.

    Raises:
        DatabaseFullError: there is too little room; nothing was begun.
        DatabaseError: it is damaged, or no database of ours, or cannot be written; it is as it was.
    """
    check_there(path)
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise DatabaseError(f"{path}: expected a database that is whole in one file, found a log beside it")
    need_room(path.parent, 3 * path.stat().st_size, f"to rewrite {path.name} needs room")
    partial = path.with_name(f"{path.name}{_PARTIAL}")
    try:
        with FileLock(path.parent / ".lock"):
            return _rewrite(path, partial, decide, scope)
    except OSError as error:
        raise DatabaseError(f"{path}: could not be rewritten: {error.strerror or error}") from error
    finally:
        remove_database(partial)
        Path(f"{partial}.lock").unlink(missing_ok=True)


def _rewrite(path: Path, partial: Path, decide: Decide, scope: Scope | None) -> Changes:
    remove_database(partial)
    make_private(partial)
    shutil.copyfile(path, partial)
    verify(partial)
    with Datastore(SqliteStorage, filepath=partial) as datastore:
        changes = datastore.rewrite(decide, scope)
        if changes:
            datastore.scrub()
    if changes:
        verify(partial)
        _keep_times(path, partial)
        sync_file(partial)
        os.replace(partial, path)  # noqa: PTH105 - as the next line, it is about names on the disk
        sync_folder(path.parent)
    return changes


def _keep_times(path: Path, partial: Path) -> None:
    stat = path.stat()
    os.utime(partial, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def set_aside(database: Path) -> list[Path]:
    """The files that a database once was: those that were damaged and recovered, or replaced by a backup."""
    try:
        return sorted(
            path
            for path in database.parent.iterdir()
            if path.name.startswith((f"{database.name}.damaged-", f"{database.name}.replaced-"))
            and not path.name.endswith(("-wal", "-shm", "-journal", ".lock", _PARTIAL))
        )
    except OSError:
        return []


def remove_unfinished(database: Path) -> None:
    """Delete what programs left beside a database that were killed while they made another file of it.

    The database must be open, so that none of them is at work.

    Raises:
        OSError: one cannot be deleted.
    """
    name = escape(database.name)
    for pattern in (f"{MAKING}*", f".damaged-*{_PARTIAL}*", f".replaced-*{_PARTIAL}*"):
        for path in database.parent.glob(f"{name}{pattern}"):
            path.unlink(missing_ok=True)
