"""Logging as every program of the tracker does it: to stderr, to a file, never with a secret.

A log file belongs to one start of one program: `<log dir>/<name>/<name>_2024-05-01T09-30-00.log`, with
`_testing_` after the name in testing mode.
"""

from __future__ import annotations

import glob
import logging
import os
import re
import sys
from datetime import datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from aw_core.decorators import deprecated
from aw_core.dirs import get_log_dir
from aw_core.files import open_private

__all__ = ["PrivateLogFile", "get_latest_log_file", "get_log_file_path", "redact", "setup_logging"]

logger = logging.getLogger(__name__)

_LEVEL_VARIABLE = "LOG_LEVEL"
_MAX_BYTES = 10 * 1024 * 1024
_ROTATED_FILES = 3
_KEPT_FILES = 20
_SECRET = re.compile(
    r"""(
        (?-i:\bBearer\s+)
        | (?:api[_-]?key|authorization|password|secret|token) ["']? \s* [=:] \s* ["']? (?:\w+[ ])?
    )
    [^\s"'&,;}\]]+""",
    re.IGNORECASE | re.VERBOSE,
)
"""A key in a header, a setting or an address: its name, kept, and its value, not kept."""


def setup_logging(
    name: str,
    testing: bool = False,
    verbose: bool = False,
    log_stderr: bool = True,
    log_file: bool = False,
) -> None:
    """Send what this process logs to stderr, to a file or both, in place of where it went before.

    Uncaught exceptions are logged too. The files of the last 20 starts are kept.

    Args:
        name: the program, `aw-watcher-afk`; names its folder and files.
        testing: whether it runs in testing mode; marks its files.
        verbose: log from DEBUG on instead of INFO; the environment variable LOG_LEVEL overrides it.
        log_stderr: whether to write to stderr.
        log_file: whether to write to a file, 10 MB long at most, of which three full ones are kept.
    """
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    if log_stderr:
        _add_handler(logging.StreamHandler())
    if log_file:
        _add_handler(_file_handler(name, testing=testing))
    _set_level_from_environment(root)
    sys.excepthook = _log_uncaught


def get_latest_log_file(name: str, testing: bool = False) -> str | None:
    """The log file of a program's latest start, or None if there is none."""
    files = _log_files(name, testing=testing)
    return str(files[-1]) if files else None


@deprecated
def get_log_file_path() -> str | None:
    """The file this process logs to, or None; `get_latest_log_file` knows that of any program."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, RotatingFileHandler):
            return handler.baseFilename
    return None


def redact(text: str) -> str:
    """The text with the secrets in it blotted out: keys, passwords and tokens next to their names."""
    return _SECRET.sub(r"\1***", text)


class PrivateLogFile(RotatingFileHandler):
    """A log file that rotates, and that only its owner can read (mode 0600 on POSIX)."""

    def _open(self) -> TextIOWrapper:
        return open_private(self.baseFilename, self.mode, encoding=self.encoding, errors=self.errors)


class _Formatter(logging.Formatter):
    """One line a message, the secrets in it and in its traceback blotted out."""

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s [%(levelname)s]: %(message)s  (%(name)s:%(lineno)s)", datefmt="%Y-%m-%d %H:%M:%S"
        )

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def _add_handler(handler: logging.Handler) -> None:
    handler.setFormatter(_Formatter())
    logging.getLogger().addHandler(handler)


def _file_handler(name: str, *, testing: bool) -> logging.Handler:
    for outdated in _log_files(name, testing=testing)[: 1 - _KEPT_FILES]:
        _remove(outdated)
    moment = datetime.now().astimezone().strftime("%Y-%m-%dT%H-%M-%S")
    path = Path(get_log_dir(name)) / f"{_prefix(name, testing=testing)}{moment}.log"
    return PrivateLogFile(path, maxBytes=_MAX_BYTES, backupCount=_ROTATED_FILES, encoding="utf-8")


def _log_files(name: str, *, testing: bool) -> list[Path]:
    """The log files of a program's starts, the oldest first."""
    # A digit, the first of the year, keeps the files of testing mode apart from the others.
    return sorted(Path(get_log_dir(name)).glob(f"{glob.escape(_prefix(name, testing=testing))}[0-9]*.log"))


def _prefix(name: str, *, testing: bool) -> str:
    return f"{name}_testing_" if testing else f"{name}_"


def _remove(log_file: Path) -> None:
    """Remove the log of one start with the files it was rotated into."""
    for path in [
        log_file,
        *(log_file.with_name(f"{log_file.name}.{n}") for n in range(1, _ROTATED_FILES + 1)),
    ]:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:  # Windows: another process still has it open
            logger.debug("cannot remove the old log file %s: %s", path, error)


def _set_level_from_environment(root: logging.Logger) -> None:
    level = os.environ.get(_LEVEL_VARIABLE)
    if not level:
        return
    try:
        root.setLevel(level.upper())
    except ValueError:
        logger.warning(
            "environment variable %s: expected a level such as DEBUG, got %r", _LEVEL_VARIABLE, level
        )


def _log_uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)  # the user stopped it: no failure to record
    else:
        logging.getLogger().critical("uncaught exception", exc_info=(kind, error, traceback))
