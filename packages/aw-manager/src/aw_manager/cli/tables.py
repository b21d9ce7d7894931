"""Tables as the commands show them."""

from __future__ import annotations

import sys

import click
from rich import box
from rich.console import Console
from rich.table import Table

__all__ = ["new_table", "show"]

_WIDE = 10_000
"""Columns for a table that does not go to a terminal: more than any line has, so that none wraps."""


def new_table(*columns: str) -> Table:
    """An empty table, with these headings if any; only the last column wraps."""
    table = Table(show_header=bool(columns), padding=(0, 2, 0, 0), pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=column is not columns[-1], overflow="fold")
    return table


def show(table: Table) -> None:
    """Print a table: in colour, ruled and as wide as the terminal, or plain with one line a row when piped."""
    if sys.stdout.isatty():
        table.box = box.SIMPLE_HEAD if table.show_header else None
        table.show_edge = False
        Console().print(table)
        return
    table.box = None
    console = Console(width=_WIDE)
    with console.capture() as capture:
        console.print(table)
    for line in capture.get().splitlines():
        click.echo(line.rstrip())
