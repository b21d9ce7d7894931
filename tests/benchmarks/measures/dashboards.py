"""The dashboard over a day, a week, a month and a year, for the first time and again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.bench import Bench, interleaved
from benchmarks.checks import check_day, check_equal
from benchmarks.dashboard import PERIODS, dashboard, period
from benchmarks.memory import PeakMemory
from benchmarks.rows import Row, Unit
from benchmarks.servers import Server

__all__ = ["Asked", "measure_dashboards"]

_FIRST_TARGETS = {"day": 0.05, "week": 0.1, "month": 0.25, "year": 1.0}
_AGAIN_TARGETS = {"day": 0.015, "week": 0.04, "month": 0.08, "year": 0.25}
_AGAIN_RUNS = 5


class Asked:
    """One query, asked of one server time and again; every answer must be like the first."""

    def __init__(self, server: Server, request: dict[str, Any]) -> None:
        self.answer: Any = None
        self._server = server
        self._request = request

    def ask(self) -> float:
        """Ask once more: the seconds it takes."""
        answer = self._server.web.post("query/", self._request)
        if self.answer is None:
            self.answer = answer.json
        check_equal("a query asked again", self.answer, answer.json)
        return answer.seconds


def measure_dashboards(bench: Bench) -> Iterator[Row]:
    """Each period first in a server that was just started, then again in the same one."""
    check_day(bench.ours, bench.history)
    for name in PERIODS:
        bench.say(f"dashboard of a {name}")
        yield from _measure_period(bench, name)
    yield _measure_memory(bench)


def _measure_period(bench: Bench, name: str) -> Iterator[Row]:
    request = dashboard(bench.history.sources, *period(bench.history, name))
    ours = Asked(bench.ours, request)
    peer = None if bench.peer is None else Asked(bench.peer, request)
    what = f"dashboard of a {name}"
    yield Row(
        what=f"{what}, first time",
        unit=Unit.SECONDS,
        ours=[_ask_first(bench, ours) for _ in range(bench.options.runs)],
        peer=[] if peer is None else [peer.ask()],
        target=_FIRST_TARGETS[name],
    )
    runs = bench.options.runs * _AGAIN_RUNS
    our_figures, peer_figures = interleaved(runs, ours.ask, None if peer is None else peer.ask)
    yield Row(
        what=f"{what}, again",
        unit=Unit.SECONDS,
        ours=our_figures,
        peer=peer_figures,
        target=_AGAIN_TARGETS[name],
    )


def _ask_first(bench: Bench, asked: Asked) -> float:
    bench.ours.restart()
    return asked.ask()


def _measure_memory(bench: Bench) -> Row:
    """The most memory a server takes while it answers its first query, a year."""
    request = dashboard(bench.history.sources, *period(bench.history, "year"))
    peaks: list[float] = []
    for _ in range(bench.options.runs):
        bench.ours.restart()
        peaks.append(_peak(bench.ours, bench.ours.process_id, request))
    peer = bench.peer
    known = [] if peer is None or peer.pid is None else [_peak(peer, peer.pid, request)]
    return Row(what="peak memory of a year's", unit=Unit.BYTES, ours=peaks, peer=known)


def _peak(server: Server, pid: int, request: dict[str, Any]) -> float:
    with PeakMemory(pid) as memory:
        server.web.post("query/", request)
    return memory.bytes
