"""Shows how far a long reading came: a bar on a terminal, lines in the log elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["bar", "log_lines"]

logger = logging.getLogger(__name__)

_LINES = 10


@contextmanager
def log_lines(title: str, total: int) -> Iterator[Callable[[int], None]]:
    """Within, what is told of progress is logged at every tenth of the total."""
    done, logged = 0, 0

    def advance(count: int) -> None:
        nonlocal done, logged
        done += count
        tenths = done * _LINES // total if total else 0
        if tenths > logged:
            logged = tenths
            logger.info("%s: %d of %d events", title, done, total)

    yield advance


@contextmanager
def bar(title: str, total: int) -> Iterator[Callable[[int], None]]:
    """Within, what is told of progress moves a bar on stderr; where that is no terminal, nothing is shown."""
    # A library for terminals, of no use to a server that runs without one.
    from rich.console import Console  # noqa: PLC0415 - see above
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - see above

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=total)
        yield lambda count: progress.advance(task, count)
