"""What the commands print: tables that fit the terminal, and whole lines when piped."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import click
from rich.cells import cell_len, set_cell_size

from aw_client.cli.humanize import data_text, duration_text, moment_text, printable
from aw_core import Event

__all__ = ["Column", "Output", "fit"]

_UNLIMITED = 100_000
"""Columns of a pipe or file: nothing is cut there."""

_GAP = 2
_NARROWEST = 8


@dataclass(frozen=True)
class Column:
    """A column of a table; one that `gives` is cut with an ellipsis where the terminal is too narrow."""

    title: str
    right: bool = False
    gives: bool = False


class Output:
    """Prints for a person, or with `--json` for a program."""

    def __init__(self) -> None:
        self._width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _UNLIMITED

    def json(self, value: Any) -> None:
        """One JSON document."""
        click.echo(json.dumps(value, indent=2, ensure_ascii=False))

    def line(self, text: str = "", *, bold: bool = False) -> None:
        """One line, cut at the terminal's width."""
        shown = _cut(printable(text), self._width)
        click.echo(click.style(shown, bold=True) if bold else shown)

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
        """Rows under headings; a narrow terminal shortens the columns that give, and only those."""
        cells = [[column.title for column in columns], *([printable(cell) for cell in row] for row in rows)]
        widest = [max(map(cell_len, texts)) for texts in zip(*cells, strict=True)]
        widths = fit(widest, [column.gives for column in columns], self._width)
        for number, row in enumerate(cells):
            padded = [
                _pad(text, width, right=column.right)
                for text, width, column in zip(row, widths, columns, strict=True)
            ]
            shown = (" " * _GAP).join(padded).rstrip()
            click.echo(click.style(shown, bold=True) if number == 0 else shown)

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


def fit(widest: Sequence[int], gives: Sequence[bool], width: int) -> list[int]:
    """The widths of columns, side by side in `width`: as wide as their contents, the widest that gives cut first.

    Columns that do not give stay whole, so the sum may exceed the width where these alone do.
    """
    widths = list(widest)
    excess = sum(widths) + _GAP * (len(widths) - 1) - width
    while excess > 0:
        yielding = [number for number, given in enumerate(gives) if given and widths[number] > _NARROWEST]
        if not yielding:
            break
        largest = max(yielding, key=lambda number: widths[number])
        others = [widths[number] for number in yielding if number != largest]
        cut = min(excess, widths[largest] - max([_NARROWEST, *others]) or 1)
        widths[largest] -= cut
        excess -= cut
    return widths


def _pad(text: str, width: int, *, right: bool) -> str:
    """The text in exactly so many columns of a terminal."""
    cut = _cut(text, width)
    space = " " * (width - cell_len(cut))
    return space + cut if right else cut + space


def _cut(text: str, width: int) -> str:
    """The text in at most so many columns of a terminal, with an ellipsis for what was cut."""
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"
