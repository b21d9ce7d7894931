"""A folder for copies of databases: they hold what a person did all day, so none may be left behind."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

__all__ = ["COPIES", "DRY_RUN", "remove_left", "scratch_folder"]

COPIES, DRY_RUN = "copies-", "dry-run-"
"""What the names of these folders begin with."""

_LOCK = "in-use.lock"


@contextmanager
def scratch_folder(beside: Path, prefix: str = COPIES) -> Iterator[Path]:
    """A new folder in another one, for its owner alone; gone when the block ends, and what was left there too."""
    remove_left(beside)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=beside, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with FileLock(folder / _LOCK):
            yield folder


def remove_left(beside: Path) -> None:
    """Delete the folders that killed processes left, and none that a living one holds."""
    for prefix in (COPIES, DRY_RUN):
        for folder in beside.glob(f"{prefix}*"):
            if folder.is_dir() and not _is_held(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_held(folder: Path) -> bool:
    try:
        with FileLock(folder / _LOCK, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:  # it went meanwhile, or is not ours
        return True
