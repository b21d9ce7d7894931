"""Tables as the commands show them."""

from __future__ import annotations

import sys

import click
from rich import box
from rich.console import Console
from rich.table import Table

__all__ = ["new_table", "show"]

_WIDE = 1000


def new_table(*columns: str) -> Table:
    """An empty table with these headings; only the last column wraps."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=column is not columns[-1], overflow="fold")
    return table


def show(table: Table) -> None:
    """Print a table: in colour and as wide as the terminal, or plain with one line a row when piped."""
    if sys.stdout.isatty():
        Console().print(table)
        return
    console = Console(width=_WIDE)
    with console.capture() as capture:
        console.print(table)
    for line in capture.get().splitlines():
        click.echo(line.rstrip())
