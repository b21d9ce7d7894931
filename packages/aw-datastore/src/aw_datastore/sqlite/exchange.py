"""Putting another file in the place of a database, so that a kill at any moment leaves one or the other.

The other file gets a name that says what is meant: `events.db.next-damaged-<time>` is to become `events.db`,
and what is there now is to become `events.db.damaged-<time>`. Once the file has this name the exchange is
decided, and whoever comes next finishes it.
"""

from __future__ import annotations

from pathlib import Path

from aw_datastore.disk import sync_folder

__all__ = ["awaits_exchange", "beside", "exchange", "finish_exchange"]

_NEXT = ".next-"


def beside(path: Path, ending: str) -> Path:
    """The file of that ending beside a database: `events.db` and `-wal` make `events.db-wal`."""
    return path.with_name(f"{path.name}{ending}")


def exchange(path: Path, successor: Path, aside: str) -> Path:
    """Put the successor in the place of the database, which is kept; answers what it is called now.

    Args:
        path: the database; nobody may have it open, and the caller holds its lock.
        successor: a whole database in the same folder, synced to the disk.
        aside: what the name of the database ends in from now on, such as `damaged-2026-11-22T09-30-00Z`.
    """
    successor.replace(beside(path, f"{_NEXT}{aside}"))
    sync_folder(path.parent)
    finish_exchange(path)
    return beside(path, f".{aside}")


def awaits_exchange(path: Path) -> bool:
    """Whether an exchange was decided that is not finished: until it is, there may be no file at the path itself."""
    return bool(_successors(path))


def finish_exchange(path: Path) -> bool:
    """Do what is left of an exchange that was decided; whether there was one. The caller holds the lock."""
    for successor in _successors(path):
        aside = successor.name.removeprefix(f"{path.name}{_NEXT}")
        _set_aside(path, beside(path, f".{aside}"))
        successor.replace(path)
        sync_folder(path.parent)
        return True
    return False


def _successors(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{_literal(path.name)}{_NEXT}*"))


def _set_aside(path: Path, target: Path) -> None:
    # The write-ahead log first: SQLite would apply it to the successor.
    for ending in ("-wal", ""):
        old = beside(path, ending)
        if old.exists():
            old.replace(beside(target, ending))
    beside(path, "-shm").unlink(missing_ok=True)
    sync_folder(path.parent)


def _literal(name: str) -> str:
    """The name as a pattern that matches it alone."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)
