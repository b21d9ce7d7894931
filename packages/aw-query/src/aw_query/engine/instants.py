"""Instants as the events hold them: microseconds, on whole milliseconds where an event starts."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["whole_millis"]

Micros = TypeVar("Micros", int, NDArray[np.int64])

_MILLI = 1000


def whole_millis(micros: Micros) -> Micros:
    """Instants without what is finer than a millisecond: so an event takes a start it did not have."""
    return micros // _MILLI * _MILLI
