"""What the commands show: tables and progress on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from aw_datastore.care import Progress
from aw_server.database import DatabaseFile
from aw_server.errors import BadFileError

__all__ = ["count", "day", "file_of", "hours", "micros_day", "progress", "show_table", "size"]

_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_THOUSAND = 1000
_MICROS = 1_000_000


def file_of(database: DatabaseFile) -> Path:
    """The file to look after.

    Raises:
        BadFileError: events are kept in memory.
    """
    if database.path is None:
        raise BadFileError("storage: expected a database on disk, got `memory`")
    return database.path.resolve()


@contextmanager
def progress(title: str) -> Iterator[Progress]:
    """Within, what is told of steps moves a bar on a terminal; elsewhere nothing is shown."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def show_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[int] = ()
) -> None:
    """Show rows on stdout: as a table on a terminal, else as lines with a tab between the values.

    Args:
        headings: of the columns.
        rows: of texts.
        numbers: the columns that are aligned to the right.
    """
    console = Console()
    if not console.is_terminal:
        for row in (headings, *rows):
            click.echo("\t".join(row))
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for at, heading in enumerate(headings):
        table.add_column(heading, justify="right" if at in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def size(number: int) -> str:
    """A number of bytes for people: `61.4 MB`."""
    value, unit = float(number), 0
    while value >= _THOUSAND and unit < len(_UNITS) - 1:
        value, unit = value / _THOUSAND, unit + 1
    return f"{value:.1f} {_UNITS[unit]}" if unit else f"{number} bytes"


def count(number: int) -> str:
    """A number for people: `706,154`."""
    return f"{number:,}"


def hours(micros: int) -> str:
    """Microseconds as hours."""
    return f"{micros / _MICROS / 3600:,.1f}"


def day(moment: datetime) -> str:
    """A moment as people here read it."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def micros_day(micros: int | None) -> str:
    """A day, of microseconds since 1970-01-01 UTC; a dash for none."""
    return "-" if micros is None else datetime.fromtimestamp(micros // _MICROS, UTC).date().isoformat()
