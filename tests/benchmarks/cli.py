"""The command line of the benchmark: what to measure, on which history, beside which server."""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from benchmarks.bench import Bench, Options
from benchmarks.errors import BenchmarkError
from benchmarks.history import History, Sources, make_history, read_history
from benchmarks.measures.dashboards import measure_dashboards
from benchmarks.measures.heartbeats import measure_busy_heartbeats, measure_heartbeats
from benchmarks.measures.reads import measure_reads
from benchmarks.measures.start import measure_start
from benchmarks.measures.transfer import measure_export, measure_file, measure_import
from benchmarks.measures.years import measure_years
from benchmarks.rows import Row
from benchmarks.servers import Peer, our_server
from benchmarks.table import print_markdown, print_table

__all__ = ["MEASURES", "main"]

MEASURES: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "import": measure_import,
    "dashboard": measure_dashboards,
    "export": measure_export,
    "file": measure_file,
    "reads": measure_reads,
    "heartbeats": measure_heartbeats,
    "busy": measure_busy_heartbeats,
    "start": measure_start,
    "years": measure_years,
}
"""What can be measured, in the order of the table; the import is always done, as the rest needs the events."""


def _names(_context: click.Context, _parameter: click.Parameter, text: str | None) -> list[str]:
    names = list(MEASURES) if text is None else text.split(",")
    if unknown := set(names) - set(MEASURES):
        raise click.BadParameter(f"expected some of {', '.join(MEASURES)}, got {', '.join(sorted(unknown))}")
    return names


@click.command(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.option("--days", type=click.IntRange(2), default=365, help="Days of the history that is made up.")
@click.option("--seed", type=int, default=1, help="What it is made up from; the same makes the same.")
@click.option(
    "--history",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An export to take in its place.",
)
@click.option(
    "--years", type=click.IntRange(1), default=1, help="Also measure a database of so many times the days."
)
@click.option(
    "--runs", type=click.IntRange(1), default=3, help="How often each thing is measured, at the least."
)
@click.option("--seconds", type=click.FloatRange(0.1), default=5.0, help="How long a round of heartbeats is.")
@click.option(
    "--only", callback=_names, metavar="NAME,...", help=f"Measure only some of {', '.join(MEASURES)}."
)
@click.option(
    "--peer",
    "peer_port",
    type=click.IntRange(1, 65535),
    metavar="PORT",
    help="Measure the server there as well.",
)
@click.option("--peer-pid", type=int, help="Its process, where the system does not tell who has the port.")
@click.option("--markdown", is_flag=True, help="Print the table in Markdown.")
def main(
    history: Path | None,
    only: list[str],
    peer_port: int | None,
    peer_pid: int | None,
    markdown: bool,
    **given: Any,
) -> None:
    """Measure the server on a year of events, and print a table; what takes long does not fail.

    The exit code is 1 only where an answer is wrong or a server fails.
    """
    # So that it ends as at Ctrl+C: with everything that it has started and written.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    progress = Console(stderr=True)
    peer = None if peer_port is None else Peer(peer_port, peer_pid)
    try:
        with _bench(Options(**given), history, peer, progress) as bench:
            rows = [row for name in _wanted(only, bench.options) for row in _measure(name, bench, only)]
            title = f"{bench.history.events:,} events of {bench.history.days} days"
    except BenchmarkError as error:
        progress.print(f"failed: {error}", style="red", markup=False, soft_wrap=True)
        sys.exit(1)
    show = print_markdown if markdown else print_table
    show(rows, title=title, with_peer=peer is not None)


def _wanted(only: list[str], options: Options) -> list[str]:
    """What is to be done, in order: the import whatever is wanted, years only where there are several."""
    return [
        name
        for name in MEASURES
        if name == "import" or (name in only and (name != "years" or options.years > 1))
    ]


def _measure(name: str, bench: Bench, only: list[str]) -> list[Row]:
    """The rows of a measure; each is told as soon as it is there, so that a run that is stopped was not in vain."""
    rows = []
    for row in MEASURES[name](bench):
        bench.say(f"{row.what}: {row.figures_text(row.ours)}")
        rows.append(row)
    return rows if name in only else []


@contextmanager
def _bench(options: Options, export: Path | None, peer: Peer | None, progress: Console) -> Iterator[Bench]:
    """A bench in a folder of its own; afterwards the folder is gone, and a peer has what it had before."""
    with tempfile.TemporaryDirectory(prefix="aw-benchmark-") as name:
        folder = Path(name)
        progress.print("… history", style="dim")
        history = (
            make_history(folder / "history.json", options.days, options.seed, sources=Sources())
            if export is None
            else read_history(export)
        )
        with our_server(folder / "ours") as ours, _as_before(peer, history):
            yield Bench(
                folder=folder, history=history, ours=ours, peer=peer, options=options, progress=progress
            )


@contextmanager
def _as_before(peer: Peer | None, history: History) -> Iterator[None]:
    """Delete from a peer what the block imported into it."""
    had = set() if peer is None else peer.bucket_ids()
    try:
        yield
    finally:
        if peer is not None:
            peer.delete_buckets(history.counts.keys() - had)
