"""Prints the table: for eyes, or as Markdown for the documentation."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.rows import Row

__all__ = ["print_markdown", "print_table"]

_STYLES = {True: "green", False: "red", None: ""}
_HEADINGS = ["what", "target", "measured: median (range)"]
_PEER_HEADINGS = ["the other server", "ratio"]


def print_table(rows: Sequence[Row], *, title: str, with_peer: bool) -> None:
    """Print a table with what misses its target in red."""
    table = Table(*_headings(with_peer), title=title, pad_edge=False)
    for row in rows:
        cells = _cells(row, with_peer=with_peer)
        cells[2] = f"[{style}]{cells[2]}[/]" if (style := _STYLES[row.is_reached]) else cells[2]
        table.add_row(*cells)
    Console().print(table)


def print_markdown(rows: Sequence[Row], *, title: str, with_peer: bool) -> None:
    """Print a table in Markdown, after its title."""
    headings = _headings(with_peer)
    print(f"{title}\n")
    lines = [headings, ["---"] * len(headings), *(_cells(row, with_peer=with_peer) for row in rows)]
    print("\n".join(f"| {' | '.join(line)} |" for line in lines))


def _headings(with_peer: bool) -> list[str]:
    return _HEADINGS + (_PEER_HEADINGS if with_peer else [])


def _cells(row: Row, *, with_peer: bool) -> list[str]:
    cells = [row.what, row.target_text(), row.figures_text(row.ours)]
    return [*cells, row.figures_text(row.peer), row.ratio_text()] if with_peer else cells
