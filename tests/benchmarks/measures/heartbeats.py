"""Heartbeats: how many a second the server stores before it answers, and how long one waits while it is busy."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from benchmarks.bench import Bench
from benchmarks.checks import check_equal
from benchmarks.dashboard import dashboard, period
from benchmarks.load import TITLE_EVERY, Beats, Load, Plan, heartbeat_load
from benchmarks.rows import Row, Unit, percentile
from benchmarks.servers import Server
from benchmarks.web import bucket_path

__all__ = ["measure_busy_heartbeats", "measure_heartbeats"]

_CONNECTIONS = 4
_PAUSE = 0.05
_QUERIES = 100
_LATER = 7


@dataclass
class _Figures:
    """What the rounds on one server gave."""

    rates: list[float] = field(default_factory=list)
    medians: list[float] = field(default_factory=list)
    slowest: list[float] = field(default_factory=list)

    def add(self, beats: list[Beats]) -> None:
        """Take a round in."""
        latencies = [latency for each in beats for latency in each.latencies]
        self.rates.append(sum(len(each.latencies) / each.seconds for each in beats))
        self.medians.append(percentile(latencies, 50))
        self.slowest.append(percentile(latencies, 99))


def measure_heartbeats(bench: Bench) -> Iterator[Row]:
    """As many as are answered on four connections, each with a bucket of its own."""
    bench.say("heartbeats")
    ours, peer = _rounds(bench, pause=0.0, rounds=bench.options.runs)
    what = f"heartbeats, {_CONNECTIONS} connections"
    yield Row(what=what, unit=Unit.RATE, ours=ours.rates, peer=peer.rates, target=2500)
    yield Row(what="heartbeats, p50", unit=Unit.SECONDS, ours=ours.medians, peer=peer.medians)
    yield Row(what="heartbeats, p99", unit=Unit.SECONDS, ours=ours.slowest, peer=peer.slowest, target=0.01)


def measure_busy_heartbeats(bench: Bench) -> Iterator[Row]:
    """A steady trickle of them while one client asks for a year's dashboard after another."""
    bench.say("heartbeats while a year is queried")
    ours, peer = _rounds(bench, pause=_PAUSE, rounds=bench.options.runs, queries=_years(bench))
    what = "heartbeats while years are queried"
    yield Row(what=f"{what}, p50", unit=Unit.SECONDS, ours=ours.medians, peer=peer.medians)
    yield Row(what=f"{what}, p99", unit=Unit.SECONDS, ours=ours.slowest, peer=peer.slowest, target=0.05)


def _years(bench: Bench) -> list[dict[str, Any]]:
    """Dashboards of years that begin some minutes later each, so that no answer serves twice."""
    start, end = period(bench.history, "year")
    return [
        dashboard(bench.history.sources, start + timedelta(minutes=_LATER * number), end)
        for number in range(_QUERIES)
    ]


def _rounds(
    bench: Bench, *, pause: float, rounds: int, queries: list[dict[str, Any]] | None = None
) -> tuple[_Figures, _Figures]:
    """Rounds of a load, on our server and the other in turn."""
    figures = (_Figures(), _Figures())
    servers: list[Server | None] = [bench.ours, bench.peer]
    with heartbeat_load(_CONNECTIONS) as load:
        for _ in range(rounds):
            for server, taken in zip(servers, figures, strict=True):
                if server is not None:
                    taken.add(_round(server, load, bench.options.seconds, pause, queries))
    return figures


def _round(
    server: Server, load: Load, seconds: float, pause: float, queries: list[dict[str, Any]] | None
) -> list[Beats]:
    with _buckets(server) as bucket_ids:
        plans = [Plan(server.port, bucket_id, seconds, pause) for bucket_id in bucket_ids]
        beats = load.run(plans, None if queries is None else (server.port, queries))
        for bucket_id, sent in zip(bucket_ids, beats, strict=True):
            stored = int(server.web.get(bucket_path(bucket_id, "/events/count")).body)
            check_equal(f"events in {bucket_id}", math.ceil(len(sent.latencies) / TITLE_EVERY), stored)
    return beats


@contextmanager
def _buckets(server: Server) -> Iterator[list[str]]:
    """Buckets for one round, which are gone after it."""
    bucket_ids = [f"aw-benchmark-{number}_bench" for number in range(_CONNECTIONS)]
    description = {"client": "aw-benchmark", "type": "currentwindow", "hostname": "bench"}
    try:
        for bucket_id in bucket_ids:
            server.web.post(bucket_path(bucket_id), description)
        yield bucket_ids
    finally:
        server.delete_buckets(bucket_ids)
