"""A folder for copies of databases: they hold what a person did all day, so none may be left behind."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["scratch_folder"]

_PREFIX = "copies-"


@contextmanager
def scratch_folder(beside: Path) -> Iterator[Path]:
    """A new folder in another one, for its owner alone; gone when the block ends.

    What a killed process left there goes as well, so only one may be in use at a time.
    """
    for left in beside.glob(f"{_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=beside, ignore_cleanup_errors=True) as folder:
        yield Path(folder)
