"""Time in bins: the engine answers as the definition for any borders, and long events cost no more than short ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from query_twins import MAKERS, MORNING, Events, histories, shared, spelled

import aw_transform
from aw_core.timestamps import from_micros, to_micros
from aw_datastore import EventTable
from aw_query import QueryFunctionException, QueryInterpretException, engine
from aw_query.borders import MAX_BINS, equal_borders, listed_borders
from aw_query.engine import bins as bins_module
from aw_query.functions import functions
from aw_query.limits import Budget
from aw_query.registry import Context

SECOND = 1_000_000
DAY = timedelta(days=1)
# Borders at and beside where histories have theirs, before and after them.
instants = st.integers(-5, 40_000).map(lambda millis: MORNING + timedelta(milliseconds=millis))
borders = st.sets(instants, min_size=2, max_size=12).map(sorted)
keys = st.lists(st.sampled_from(["app", "title", "url", "nothing"]), max_size=3)


def micros(moments: list[datetime]) -> Any:
    return np.array([to_micros(moment) for moment in moments])


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("few_cells", [0, bins_module._FEW_CELLS])
@given(history=histories, bins=borders, keys=keys, limit=st.none() | st.integers(0, 3))
def test_any_bins_are_filled_as_the_definition_says(
    *, make: str, few_cells: int, history: Events, bins: list[datetime], keys: list[str], limit: int | None
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bins_module, "_FEW_CELLS", few_cells)
        binned = engine.bin_events(MAKERS[make](history), keys, micros(bins))
    answer = binned if limit is None else engine.limit_per_bin(binned, limit)
    assert spelled(answer) == spelled(aw_transform.bin_events(history, keys, bins, limit))


@given(history=histories, bins=borders, keys=keys)
def test_bins_without_gaps_hold_all_time_between_their_borders(
    history: Events, bins: list[datetime], keys: list[str]
) -> None:
    table = shared(history)
    within = np.minimum(table.end, to_micros(bins[-1])) - np.maximum(table.start, to_micros(bins[0]))
    binned = engine.bin_events(table, keys, micros(bins))
    assert int((binned.end - binned.start).sum()) == int(np.maximum(within, 0).sum())


def lasting(events: int, bins: int, payloads: int) -> EventTable:
    """So many events that begin in the first of so many bins of a second, and end with the last."""
    start = np.arange(events, dtype=np.int64) % 1000 * 1000
    which = (np.arange(events) % payloads).astype(np.int32)
    end = np.full(events, bins * SECOND)
    return EventTable(start, end, which, np.arange(events), [{"n": n} for n in range(payloads)])


def test_long_events_over_many_bins_take_no_room_for_each_pair_of_them() -> None:
    count, bins = 100_000, 10_000
    table = lasting(count, bins, payloads=2)
    binned = engine.bin_events(table, ["n"], np.arange(bins + 1) * SECOND)
    assert len(binned) == 2 * bins
    assert set((binned.end - binned.start)[2:].tolist()) == {count // 2 * SECOND}


def test_too_many_filled_pairs_of_bin_and_combination_are_an_error() -> None:
    table = lasting(1000, 10_000, payloads=1000)
    with pytest.raises(QueryFunctionException, match="fewer bins or keys"):
        engine.bin_events(table, ["n"], np.arange(10_001) * SECOND)
    assert len(engine.bin_events(table, [], np.arange(10_001) * SECOND)) == 10_000


def test_time_in_bins_that_is_together_too_long_is_an_error() -> None:
    years = 9000 * 365 * 86_400 * SECOND
    table = lasting(100, years // SECOND, payloads=1)
    with pytest.raises(QueryFunctionException, match="146,000 years"):
        engine.bin_events(table, ["n"], np.array([0, SECOND, 2 * SECOND, years]))


@given(st.integers(1, 3000), st.integers(1, 40 * 86_400 * 1000), st.integers(1, 3_000_000))
def test_equal_bins_have_no_gaps_end_with_the_period_and_are_as_long_as_asked(
    divisor: int, period: int, length: int
) -> None:
    seconds = max(length / divisor, 0.001, period / 1000 / MAX_BINS)
    end = MORNING + timedelta(milliseconds=period)
    found = equal_borders(seconds, MORNING, end)
    assert found[0] == to_micros(MORNING)
    assert found[-1] == to_micros(end)
    assert np.all(np.diff(found) > 0)
    exact = [to_micros(MORNING) + Fraction(seconds) * SECOND * index for index in range(len(found) - 1)]
    assert all(abs(border - each) <= 1000 for border, each in zip(found.tolist(), exact, strict=False))
    assert found[-1] - found[-2] <= seconds * SECOND + 1000


@pytest.mark.parametrize(
    ("seconds", "period", "count"),
    [(0.3, 0.9, 3), (0.1, 0.3, 3), (10 / 3, 10, 3), (0.7, 7, 10), (86_400 / 7, 86_400, 7), (1e300, 5, 1)],
)
def test_rounding_makes_no_bin_too_many(seconds: float, period: float, count: int) -> None:
    assert len(equal_borders(seconds, MORNING, MORNING + timedelta(seconds=period))) == count + 1


def test_as_many_bins_as_the_limit_and_no_more() -> None:
    assert len(equal_borders(8.64, MORNING, MORNING + DAY)) == MAX_BINS + 1
    with pytest.raises(
        QueryFunctionException, match="at most 10000 bins from STARTTIME to ENDTIME, got 86400"
    ):
        equal_borders(1, MORNING, MORNING + DAY)
    texts = [(MORNING + timedelta(seconds=n)).isoformat() for n in range(MAX_BINS + 2)]
    assert len(listed_borders(texts[:-1])) == MAX_BINS + 1
    with pytest.raises(QueryFunctionException, match="at most 10000 bins, got 10001"):
        listed_borders(texts)


@pytest.mark.parametrize("seconds", [0, -1, 0.0009, float("nan"), -(10**999)])
def test_bins_have_a_length(seconds: float) -> None:
    with pytest.raises(QueryFunctionException, match=r"at least 0\.001"):
        equal_borders(seconds, MORNING, MORNING + DAY)


@pytest.mark.parametrize("seconds", [10**999, float("inf")])
def test_a_bin_longer_than_the_period_is_the_period(seconds: float) -> None:
    assert [from_micros(border) for border in equal_borders(seconds, MORNING, MORNING + DAY).tolist()] == [
        MORNING,
        MORNING + DAY,
    ]


def test_no_time_has_no_bins() -> None:
    assert len(equal_borders(5, MORNING, MORNING)) == len(equal_borders(5, MORNING, MORNING - DAY)) == 0


def test_what_a_limit_leaves_out_was_work_all_the_same() -> None:
    table = lasting(100, 100, payloads=100)
    context = Context(source=None, scope=None, budget=Budget(max_made=100_000))  # type: ignore[arg-type]  # listed bins need neither
    texts = [from_micros(n * SECOND).isoformat() for n in range(101)]
    bin_events = functions["bin_events"]
    assert len(bin_events(context, table, ["n"], texts, 0)) == 0
    with pytest.raises(QueryInterpretException, match="time for"):
        bin_events(context, table, ["n"], texts, 0)
