"""Rows in relation to rows before them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["last_true"]


def last_true(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each row the last one up to it for which the flag is true; 0 if there is none."""
    return np.maximum.accumulate(np.where(flags, np.arange(len(flags)), 0))
