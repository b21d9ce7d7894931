"""Where the manager keeps its own log and what the modules write, and how to read the end of it."""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from aw_core.dirs import get_log_dir
from aw_manager.output import RotatingLog
from aw_manager.settings import PROGRAM

__all__ = ["keep_own_log", "log_file", "module_logs", "read_log"]

_POLL = 0.3
_TESTING = "_testing"


def log_file(module: str, *, testing: bool) -> Path:
    """The file for what a module writes; the manager's own is that of `aw-manager`."""
    return Path(get_log_dir(PROGRAM)) / f"{module}{_TESTING if testing else ''}.log"


def module_logs(*, testing: bool) -> list[str]:
    """The modules that have a log in this mode, by name."""
    names = (path.stem for path in Path(get_log_dir(PROGRAM)).glob("*.log"))
    return sorted(name.removesuffix(_TESTING) for name in names if name.endswith(_TESTING) is testing)


def keep_own_log(*, testing: bool) -> None:
    """Let everything that is logged in this process go to the manager's log file."""
    handler = RotatingLog(log_file(PROGRAM, testing=testing))
    handler.setFormatter(logging.Formatter("%(asctime)s [%(levelname)s]: %(message)s", "%Y-%m-%d %H:%M:%S"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def read_log(path: Path, last: int, *, following: bool) -> Iterator[str]:
    """The last lines of a log, then, for ever, those that are added to it, also after it was rotated."""
    file = path.open(encoding="utf-8", errors="replace")
    try:
        yield from (line.rstrip("\n") for line in deque(file, maxlen=last))
        while following:
            if line := file.readline():
                yield line.rstrip("\n")
            elif _was_rotated(path, file.fileno()):
                file.close()
                file = path.open(encoding="utf-8", errors="replace")
            else:
                time.sleep(_POLL)
    finally:
        file.close()


def _was_rotated(path: Path, opened: int) -> bool:
    """Whether there is another file at the path than the one opened."""
    return path.exists() and path.stat().st_ino != os.fstat(opened).st_ino
