"""The sum of numbers in the data of events."""

from __future__ import annotations

import math
from collections.abc import Iterable

from aw_core.models import Event

__all__ = ["sum_values"]


def sum_values(events: Iterable[Event], key: str) -> int | float:
    """The sum of the values under a key, each event's once, however long it is.

    Values that are no numbers, and events without the key, are passed over. Whole numbers stay whole; with
    fractions the sum is exact but for one rounding, whatever the order.

    Raises:
        OverflowError: the sum is beyond what a float can be.
    """
    values = [event.data[key] for event in events if key in event.data]
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    return sum(numbers) if all(isinstance(number, int) for number in numbers) else math.fsum(numbers)
