"""Instants as tables hold them: microseconds, those that events start at on whole milliseconds."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["whole_millis"]

Micros = TypeVar("Micros", int, NDArray[np.int64])

_MILLI = 1000


def whole_millis(micros: Micros) -> Micros:
    """Instants without what is finer than a millisecond: so an event takes the end of another as its start."""
    return micros // _MILLI * _MILLI
