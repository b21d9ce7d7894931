"""What the commands print: tables that fit the terminal, and whole lines when piped."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from aw_client.cli.humanize import data_text, duration_text, moment_text, printable
from aw_core import Event

__all__ = ["Column", "Output"]

_UNLIMITED = 100_000
"""Columns of a pipe or file: nothing is cut there."""


@dataclass(frozen=True)
class Column:
    """A column of a table; one that `gives` is cut with an ellipsis where the terminal is too narrow."""

    title: str
    right: bool = False
    gives: bool = False


class Output:
    """Prints for a person, or with `--json` for a program."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, markup=False, emoji=False)
        self._is_terminal = sys.stdout.isatty()
        if not self._is_terminal:
            self._console.width = _UNLIMITED

    def json(self, value: Any) -> None:
        """One JSON document."""
        click.echo(json.dumps(value, indent=2, ensure_ascii=False))

    def line(self, text: str = "", *, style: str = "") -> None:
        """One line, cut at the terminal's width."""
        self._console.print(Text(printable(text), style=style), no_wrap=True, overflow="ellipsis")

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
        """Rows under headings; narrow terminals shorten the columns that give."""
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for column in columns:
            table.add_column(
                column.title,
                justify="right" if column.right else "left",
                no_wrap=True,
                overflow="ellipsis",
                ratio=1 if column.gives and self._is_terminal else None,
            )
        for row in rows:
            table.add_row(*(Text(printable(cell)) for cell in row))
        self._print_stripped(table)

    def events(self, events: Iterable[Event]) -> None:
        """Events: when each began, how long it lasted, what it says."""
        columns = (Column("Start"), Column("Duration", right=True), Column("Data", gives=True))
        self.table(
            columns,
            [
                (moment_text(event.timestamp), duration_text(event.duration), data_text(event.data))
                for event in events
            ],
        )

    def _print_stripped(self, table: Table) -> None:
        """Without the spaces that fill the last column, which only matter to whoever pipes."""
        with self._console.capture() as capture:
            self._console.print(table)
        for line in capture.get().splitlines():
            click.echo(line.rstrip(), color=self._is_terminal)
