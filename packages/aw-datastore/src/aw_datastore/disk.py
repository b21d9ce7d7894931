"""What the care for a database needs of the file system: room, safe renames, private files."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from aw_datastore.errors import DatabaseFullError

__all__ = ["make_private", "need_room", "remove_database", "sync_file", "sync_folder"]

_MARGIN = 32 * 1024**2
"""Bytes that stay free after whatever is written here: the tracker itself goes on writing."""


def need_room(folder: Path, size: int, purpose: str) -> None:
    """Refuse to begin what would fill the disk.

    Args:
        folder: on the disk that is to be written to.
        size: bytes that will be written.
        purpose: what they are for, as the message begins.

    Raises:
        DatabaseFullError: fewer bytes are free than that and a margin.
    """
    free = shutil.disk_usage(folder).free
    if free < size + _MARGIN:
        raise DatabaseFullError(
            f"{purpose}: expected {_megabytes(size + _MARGIN)} free in {folder}, found {_megabytes(free)}"
        )


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:.0f} MB"


def make_private(path: Path) -> None:
    """Make an empty file that its owner alone can read; one that is there is emptied."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))


def remove_database(path: Path) -> None:
    """Delete a database that nobody needs, with the files beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Return when what was written to the file is on the disk."""
    # Windows syncs only what is open for writing.
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Return when the names in the folder are on the disk; Windows sees to that by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
