"""What every measurement works with: the servers, the history, how often and how long."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks.history import History
from benchmarks.servers import OurServer, Peer

__all__ = ["Bench", "Options", "interleaved"]

_PATIENCE = 30.0
"""Seconds after which something slow is not measured once more."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How much is measured: `runs` times, heartbeats for `seconds` a round, and a history of so many `years`."""

    runs: int = 3
    seconds: float = 5.0
    years: int = 1
    days: int = 365
    seed: int = 1


@dataclass(frozen=True, kw_only=True)
class Bench:
    """The bench on which one table is made; `folder` is for files and gone afterwards."""

    folder: Path
    history: History
    ours: OurServer
    peer: Peer | None
    options: Options
    progress: Console

    def say(self, text: str) -> None:
        """Tell who waits what is measured."""
        self.progress.print(f"… {text}", style="dim", highlight=False)


def interleaved(
    times: int, ours: Callable[[], float], peer: Callable[[], float] | None
) -> tuple[list[float], list[float]]:
    """What is measured here and there in turn, so many times; less often where that takes very long."""
    figures: tuple[list[float], list[float]] = ([], [])
    begin = time.monotonic()
    for _ in range(times):
        figures[0].append(ours())
        if peer is not None:
            figures[1].append(peer())
        if time.monotonic() - begin > _PATIENCE:
            break
    return figures
