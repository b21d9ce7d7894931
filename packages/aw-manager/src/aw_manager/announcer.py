"""Tells the user what happens: one clear line each, on the terminal and in the manager's log file."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from enum import Enum
from pathlib import Path

import click

from aw_manager.settings import PROGRAM

__all__ = ["Announcer", "Level"]


class Level(Enum):
    """How much a line matters: the level in the log and the colour on a terminal."""

    DETAIL = (logging.DEBUG, None)
    """For those who asked for everything."""

    NEWS = (logging.INFO, None)
    """Something began or ended as it should."""

    GOOD = (logging.INFO, "green")
    """Something works."""

    WARNING = (logging.WARNING, "yellow")
    """Something is not as it should be, and is being dealt with."""

    ERROR = (logging.ERROR, "red")
    """Something needs the user."""


class Announcer:
    """Writes lines of the form `name: text`; may be called from any thread."""

    def __init__(self, *, verbose: bool = False) -> None:
        self._verbose = verbose
        self._logger = logging.getLogger(PROGRAM)

    def say(self, name: str, text: str, level: Level = Level.NEWS) -> None:
        """Log a line, and show it unless it is a detail nobody asked for."""
        number, colour = level.value
        self._logger.log(number, "%s: %s", name, text)
        if level is not Level.DETAIL or self._verbose:
            self._show(f"{click.style(name, bold=True)}: {click.style(text, fg=colour)}")

    def _show(self, line: str) -> None:
        try:
            click.echo(line)
        except OSError:  # the terminal was closed or the reader of a pipe has gone: the log has the line
            _write_to_nobody()


def _write_to_nobody() -> None:
    """Point stdout at nothing: what is left in its buffer would fail the exit of a manager that did its work."""
    with suppress(OSError, AttributeError), Path(os.devnull).open("wb") as nobody:  # stdout may be no file
        os.dup2(nobody.fileno(), sys.stdout.fileno())
