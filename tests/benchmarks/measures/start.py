"""How soon a server with the history answers after its start, and what memory it takes at rest."""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.memory import resident
from benchmarks.rows import Row, Unit

__all__ = ["measure_start"]

_TO_REST = 3.0


def measure_start(bench: Bench) -> Iterator[Row]:
    """Start it several times, and leave it alone for a moment each time."""
    bench.say("start")
    seconds, sizes = [], []
    for _ in range(bench.options.runs):
        seconds.append(bench.ours.restart())
        time.sleep(_TO_REST)
        sizes.append(resident(bench.ours.process_id))
    yield Row(what="start to the first answer", unit=Unit.SECONDS, ours=seconds, target=0.6)
    yield Row(what="memory at rest", unit=Unit.BYTES, ours=sizes, target=60e6)
