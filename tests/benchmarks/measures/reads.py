"""The small reads that front ends do all the time."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.bench import Bench, interleaved
from benchmarks.checks import check_counts, check_equal
from benchmarks.rows import Row, Unit, percentile
from benchmarks.servers import Server
from benchmarks.web import bucket_path

__all__ = ["measure_reads"]

_NEWEST = 1000
_RUNS = 100


def measure_reads(bench: Bench) -> Iterator[Row]:
    """The newest events of the windows, their number, and the list of buckets."""
    bench.say("small reads")
    check_counts(bench.ours, bench.history)
    window = bench.history.sources.window
    newest = bucket_path(window, f"/events?limit={_NEWEST}")
    check_equal(
        "newest events", min(_NEWEST, bench.history.counts[window]), len(bench.ours.web.get(newest).json)
    )
    for what, path, target in (
        (f"newest {_NEWEST:,} events", newest, 0.008),
        ("count of events", bucket_path(window, "/events/count"), 0.002),
        ("list of buckets", "buckets/", 0.005),
    ):
        yield from _measure(bench, what, path, target)


def _measure(bench: Bench, what: str, path: str, target: float) -> Iterator[Row]:
    def get(server: Server) -> float:
        return server.web.get(path).seconds

    other = bench.peer
    runs = bench.options.runs * _RUNS
    ours, peer = interleaved(runs, lambda: get(bench.ours), None if other is None else lambda: get(other))
    yield Row(what=what, unit=Unit.SECONDS, ours=ours, peer=peer, target=target)
    slowest = [percentile(peer, 99)] if peer else []
    yield Row(what=f"{what}, p99", unit=Unit.SECONDS, ours=[percentile(ours, 99)], peer=slowest)
