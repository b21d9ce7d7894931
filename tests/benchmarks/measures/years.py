"""Many years in one database: whether a day's dashboard notices, and what a year's takes."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from benchmarks.bench import Bench, interleaved
from benchmarks.checks import check_equal, without_ids
from benchmarks.dashboard import dashboard, period
from benchmarks.history import make_history
from benchmarks.measures.dashboards import Asked
from benchmarks.memory import PeakMemory
from benchmarks.rows import Row, Unit
from benchmarks.servers import OurServer, our_server
from benchmarks.web import bucket_path

__all__ = ["measure_years"]

_FIRST_RUNS = 2
_AGAIN_RUNS = 10


def measure_years(bench: Bench) -> Iterator[Row]:
    """Build a database that holds the measured history and made-up ones before it, and ask the same of both."""
    with our_server(bench.folder / "years") as long:
        _fill(bench, long)
        yield from _measure_day(bench, long)
        yield from _measure_year(bench, long)
        long.stop()
        yield Row(what=f"{_name(bench)}: database file", unit=Unit.BYTES, ours=[long.database_bytes()])


def _name(bench: Bench) -> str:
    return f"{bench.options.years} years"


def _fill(bench: Bench, long: OurServer) -> None:
    """Import one year after another; only one of them is on disk as an export at a time."""
    days = bench.history.days
    counts = dict(bench.history.counts)
    for back in range(bench.options.years - 1, 0, -1):
        bench.say(f"year {bench.options.years - back} of {bench.options.years}")
        last_day = (bench.history.start - timedelta(days=days * (back - 1) + 1)).date()
        earlier = make_history(
            bench.folder / "year.json",
            days,
            bench.options.seed,
            last_day=last_day,
            sources=bench.history.sources,
        )
        long.web.post_file("import", earlier.path)
        earlier.path.unlink()
        for bucket_id, count in earlier.counts.items():
            counts[bucket_id] += count
    bench.say(f"year {bench.options.years} of {bench.options.years}")
    long.web.post_file("import", bench.history.path)
    _check(long, counts)


def _check(long: OurServer, counts: dict[str, int]) -> None:
    for bucket_id, count in counts.items():
        got = int(long.web.get(bucket_path(bucket_id, "/events/count")).body)
        check_equal(f"events of all years in {bucket_id}", count, got)


def _measure_day(bench: Bench, long: OurServer) -> Iterator[Row]:
    """The same day's dashboard here and there in turn, each first in a server that was just started."""
    bench.say(f"dashboard of a day, of {_name(bench)}")
    request = dashboard(bench.history.sources, *period(bench.history, "day"))
    many, one = Asked(long, request), Asked(bench.ours, request)

    def ask_first(server: OurServer, asked: Asked) -> float:
        server.restart()
        return asked.ask()

    first = interleaved(
        bench.options.runs * _FIRST_RUNS, partial(ask_first, long, many), partial(ask_first, bench.ours, one)
    )
    again = interleaved(bench.options.runs * _AGAIN_RUNS, many.ask, one.ask)
    check_equal("a day of many years", without_ids(one.answer), without_ids(many.answer))
    yield from _rows(f"{_name(bench)}: a day's dashboard, first time", *first)
    yield from _rows(f"{_name(bench)}: a day's dashboard, again", *again)


def _rows(what: str, long: list[float], one: list[float]) -> Iterator[Row]:
    yield Row(what=what, unit=Unit.SECONDS, ours=long)
    ratio = statistics.median(long) / statistics.median(one)
    yield Row(what=f"{what}, to one year's", unit=Unit.RATIO, ours=[ratio], target=1.3)


def _measure_year(bench: Bench, long: OurServer) -> Iterator[Row]:
    bench.say(f"dashboard of a year, of {_name(bench)}")
    request = dashboard(bench.history.sources, *period(bench.history, "year"))
    seconds, peaks = [], []
    for _ in range(bench.options.runs):
        long.restart()
        with PeakMemory(long.process_id) as memory:
            seconds.append(long.web.post("query/", request).seconds)
        peaks.append(memory.bytes)
    yield Row(what=f"{_name(bench)}: a year's dashboard, first time", unit=Unit.SECONDS, ours=seconds)
    yield Row(what=f"{_name(bench)}: its peak memory", unit=Unit.BYTES, ours=peaks)
