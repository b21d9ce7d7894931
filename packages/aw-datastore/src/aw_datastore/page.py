"""Page: some events of a bucket with their data as JSON text, for what only passes it on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Page"]


class Page(NamedTuple):
    """Events, newest start first, as columns of equal length.

    `start` and `end` in microseconds since 1970-01-01 UTC; `payload` is an index into `texts`, the distinct
    data objects as JSON.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    payload: NDArray[np.intp]
    id: NDArray[np.int64]
    texts: Sequence[str]
