"""How the rows of the table read, and what counts as better."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.rows import Row, Unit, percentile


def row(unit: Unit = Unit.SECONDS, **given: Any) -> Row:
    return Row(what="something", unit=unit, **{"ours": [], **given})


@pytest.mark.parametrize(
    ("unit", "figures", "text"),
    [
        (Unit.SECONDS, [], "-"),
        (Unit.SECONDS, [0.0123], "12.3 ms"),
        (Unit.SECONDS, [1.5, 0.9, 244], "1.50 s (0.90 to 244, 3 times)"),
        (Unit.BYTES, [65e6], "65.0 MB"),
        (Unit.RATE, [2500, 2600.4], "2,550/s (2,500 to 2,600, 2 times)"),
        (Unit.RATIO, [1.3], "1.30 x"),
    ],
)
def test_figures_are_the_median_and_the_range_in_its_unit(
    unit: Unit, figures: list[float], text: str
) -> None:
    assert row(unit).figures_text(figures) == text


@pytest.mark.parametrize(
    ("unit", "ours", "target", "reached"),
    [
        (Unit.SECONDS, [1, 2, 9], 2, True),
        (Unit.SECONDS, [1, 3, 9], 2, False),
        (Unit.RATE, [2400], 2500, False),
        (Unit.RATE, [2600], 2500, True),
        (Unit.BYTES, [5], None, None),
    ],
)
def test_the_median_reaches_the_target_or_not(
    unit: Unit, ours: list[float], target: float | None, reached: bool | None
) -> None:
    assert row(unit, ours=ours, target=target).is_reached is reached


@pytest.mark.parametrize(
    ("unit", "ours", "peer", "ratio"),
    [
        (Unit.SECONDS, [1.0], [10.0], 10.0),
        (Unit.BYTES, [2.0], [1.0], 0.5),
        (Unit.RATE, [2500.0], [250.0], 10.0),
        (Unit.SECONDS, [1.0], [], None),
    ],
)
def test_a_ratio_above_one_means_that_ours_is_better(
    unit: Unit, ours: list[float], peer: list[float], ratio: float | None
) -> None:
    assert row(unit, ours=ours, peer=peer).ratio == ratio


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile(list(range(100)), 50) == 50
    assert percentile(list(range(100)), 99) == 99
    assert percentile([3], 99) == 3
