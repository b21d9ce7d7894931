"""What a module writes: kept in log files that rotate, its last words remembered, its warnings passed on."""

from __future__ import annotations

import logging
import re
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from aw_core.log import PrivateLogFile

__all__ = ["ModuleOutput", "RotatingLog", "important"]

_MAX_BYTES = 5_000_000
_KEPT_FILES = 3
_LONGEST_LINE = 64 * 1024
_REMEMBERED_LINES = 10
_HELD_LINES = 1000

_MARKED = re.compile(r"\[(?:WARN|WARNING|ERROR|CRITICAL)\s*\]:?\s*(?P<text>.*?)(?:\s+\(\S+:\d+\))?\s*$")
"""A warning in the log format of the tracker's modules: `[LEVEL]: text  (logger:line)`, the end optional."""


class RotatingLog(PrivateLogFile):
    """A log file that starts anew at 5 MB and keeps the three before; created when first written to."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=_MAX_BYTES, backupCount=_KEPT_FILES, encoding="utf-8", errors="replace", delay=True
        )

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Drop the line: a full disk must not end the supervision."""


class ModuleOutput:
    """The output of one module over all of its runs; safe to write to from several threads.

    `on_line` gets each line as it comes, on the thread that read it.
    """

    def __init__(self, path: Path, on_line: Callable[[str], None]) -> None:
        self.path = path
        self._log = RotatingLog(path)
        self._on_line = on_line
        self._lines: deque[str] = deque(maxlen=_REMEMBERED_LINES)
        self._last_error = ""
        self._lock = threading.Lock()
        self._held: deque[str] | None = None

    def hold(self) -> None:
        """Keep what comes from now on out of the log file until `release` decides on it."""
        with self._lock:
            self._held = deque(maxlen=_HELD_LINES)

    def release(self, *, keep: bool = True) -> None:
        """Write what was held back, or forget it; from now on lines are written as they come."""
        with self._lock:
            held, self._held = self._held, None
            for line in held if held and keep else ():
                self._write(line)

    def begin(self, pid: int) -> None:
        """Mark the start of a run and forget what the one before said."""
        self._lines.clear()
        self._last_error = ""
        self._keep(f"---- started as process {pid} at {datetime.now(UTC).isoformat(timespec='seconds')}")

    def read(self, stream: IO[bytes], *, is_error: bool) -> None:
        """Take in a stream until it ends; a line without end is taken in pieces."""
        with stream:
            while raw := stream.readline(_LONGEST_LINE):
                self._take(raw.decode("utf-8", "replace").rstrip(), is_error=is_error)

    @property
    def last_lines(self) -> list[str]:
        """The last lines of the run, oldest first, at most ten."""
        return list(self._lines)

    @property
    def last_words(self) -> str:
        """The last line on standard error, or on standard output if there is none; may be empty.

        Of a line in the log format, what it says.
        """
        line = self._last_error or (self._lines[-1] if self._lines else "")
        return important(line) or line

    def close(self) -> None:
        """Close the file; what a full disk does not take is lost, as no log may end the supervision."""
        with suppress(OSError):
            self._log.close()

    def _take(self, line: str, *, is_error: bool) -> None:
        self._keep(line)
        if line:
            self._lines.append(line)
            self._last_error = line if is_error else self._last_error
            self._on_line(line)

    def _keep(self, line: str) -> None:
        with self._lock:
            if self._held is None:
                self._write(line)
            else:
                self._held.append(line)

    def _write(self, line: str) -> None:
        self._log.handle(logging.makeLogRecord({"msg": line}))


def important(line: str) -> str | None:
    """What a log line warns of, without its time stamp; None when it is no warning or error."""
    match = _MARKED.search(line)
    return match["text"] if match else None
