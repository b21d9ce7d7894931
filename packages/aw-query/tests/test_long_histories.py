"""Functions whose outcome for an event depends on events before it, on histories longer than hypothesis makes."""

from __future__ import annotations

import importlib
from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray
from query_twins import MORNING, Events, shared, spelled

import aw_transform
from aw_core import Event
from aw_query import engine

COUNT = 400


@pytest.fixture(params=["one go", "small blocks", "many rounds"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ways work is divided, none of which may be seen in the outcome."""
    flood, periods = (importlib.import_module(f"aw_query.engine.{name}") for name in ("flood", "periods"))
    if request.param == "small blocks":
        monkeypatch.setattr(flood, "BLOCK", 7)
        monkeypatch.setattr(periods, "BLOCK", 7)
    if request.param == "many rounds":
        monkeypatch.setattr(flood, "WORTH_A_ROUND", 1)
        monkeypatch.setattr(flood, "MAX_ROUNDS", 1000)


def history(random: np.random.Generator, gaps: list[int], grid: int, apps: int) -> Events:
    """Events with gaps from a list, in grids, between them; many lengths are of the size of the gaps."""
    between = random.choice(gaps, COUNT) * grid
    lengths = random.choice([0, 1, 1, 2, 2, 3, 8], COUNT) * grid + random.choice([0, 0, 1, 999], COUNT)
    return events_of(np.cumsum(between + np.roll(lengths, 1)), lengths, random.integers(0, apps, COUNT))


def events_of(starts: NDArray[np.int64], lengths: NDArray[np.int64], apps: NDArray[np.int64]) -> Events:
    rows = zip(starts.tolist(), lengths.tolist(), apps.tolist(), strict=True)
    return [
        Event(n, MORNING + timedelta(microseconds=start), timedelta(microseconds=length), {"app": app})
        for n, (start, length, app) in enumerate(rows)
    ]


@pytest.mark.usefixtures("_way")
@pytest.mark.parametrize("seed", range(24))
def test_flood_moves_each_event_as_defined(seed: int) -> None:
    """Rows of neighbours that move each other, some of different data, some of equal, some of only equal."""
    grid, apps = [1000, 30_000, 50_000, 1_000_000][seed % 4], [1, 2, 4, 13][seed // 4 % 4]
    events = history(np.random.default_rng(seed), [-2, -1, 0, 0, 1, 1, 2, 3, 9], grid, apps)
    assert spelled(engine.flood(shared(events))) == spelled(aw_transform.flood(events))


@pytest.mark.usefixtures("_way")
@pytest.mark.parametrize("seed", range(8))
def test_parts_within_others_are_as_defined(seed: int) -> None:
    random = np.random.default_rng(seed)
    events, filters = (history(random, [-2, -1, 0, 1, 3, 9], 1000, 3) for _ in range(2))
    table = engine.filter_period_intersect(shared(events), shared(filters))
    assert spelled(table) == spelled(aw_transform.filter_period_intersect(events, filters))


@pytest.mark.parametrize("seed", range(40))
def test_lists_in_order_are_united_as_defined(seed: int) -> None:
    """Each without overlaps; many ends are not on whole milliseconds, which is where an end may miss a start."""
    random = np.random.default_rng(seed)
    first, second = (in_order(random, [1, 3, 50][seed % 3]) for _ in range(2))
    table = engine.union_no_overlap(shared(first), shared(second))
    assert spelled(table) == spelled(aw_transform.union_no_overlap(first, second))


def in_order(random: np.random.Generator, size: int) -> Events:
    """Events on whole milliseconds, none of which begins before the one before it has ended."""
    lengths = random.integers(0, size * 1000, COUNT) // random.choice([1, 1000], COUNT)
    taken = -(-lengths // 1000) + random.choice([0, 0, 1, size], COUNT)
    return events_of((np.cumsum(taken) - taken) * 1000, lengths, random.integers(0, 3, COUNT))
