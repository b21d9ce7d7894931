"""The rows of the table: what was measured, on which server, and how it reads."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

__all__ = ["Row", "Unit", "percentile"]


class Unit(Enum):
    """What a figure is."""

    SECONDS = auto()
    BYTES = auto()
    RATE = auto()
    RATIO = auto()

    def scale(self, value: float) -> tuple[float, str]:
        """What to multiply figures of that size by, to be read well, and the unit that they then have."""
        match self:
            case Unit.SECONDS:
                return (1, " s") if value >= 1 else (1e3, " ms")
            case Unit.BYTES:
                return 1e-6, " MB"
            case Unit.RATE:
                return 1, "/s"
            case Unit.RATIO:
                return 1, " x"

    def text(self, value: float) -> str:
        """A figure with three digits that count, in a unit that suits it."""
        factor, unit = self.scale(value)
        return f"{_digits(value * factor)}{unit}"


def _digits(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table: each figure of one kind, measured once or several times.

    No figures means that the thing cannot be measured there. `target` is what is to be reached.
    """

    what: str
    unit: Unit
    ours: Sequence[float]
    peer: Sequence[float] = ()
    target: float | None = None

    @property
    def is_reached(self) -> bool | None:
        """Whether the median reaches the target; None where there is none."""
        if self.target is None or not self.ours:
            return None
        median = statistics.median(self.ours)
        return median >= self.target if self.unit is Unit.RATE else median <= self.target

    @property
    def ratio(self) -> float | None:
        """How many times better ours is than the peer: above 1 it is better."""
        if not self.ours or not self.peer or self.unit is Unit.RATIO:
            return None
        ours, peer = statistics.median(self.ours), statistics.median(self.peer)
        better, worse = (ours, peer) if self.unit is Unit.RATE else (peer, ours)
        return better / worse if worse > 0 else None

    def target_text(self) -> str:
        """The target as a limit."""
        if self.target is None:
            return ""
        return f"{'≥' if self.unit is Unit.RATE else '≤'} {self.unit.text(self.target)}"

    def figures_text(self, figures: Sequence[float]) -> str:
        """The median, and where it was measured several times, the range and how often."""
        if not figures:
            return "-"
        median = statistics.median(figures)
        if len(figures) == 1:
            return self.unit.text(median)
        factor, _ = self.unit.scale(median)
        low, high = _digits(min(figures) * factor), _digits(max(figures) * factor)
        return f"{self.unit.text(median)} ({low} to {high}, {len(figures)} times)"

    def ratio_text(self) -> str:
        """The ratio, or a dash."""
        return "-" if self.ratio is None else Unit.RATIO.text(self.ratio)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
