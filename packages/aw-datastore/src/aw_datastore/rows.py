"""Many events on their way into a storage: as columns, in batches that are stored each at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aw_core.models import Event
from aw_datastore.payload import EncodedPayload
from aw_datastore.row import Row, row_of

__all__ = ["Collector", "Rows", "batches"]

BATCH = 10_000
"""Events of a batch: other writers wait no longer than it takes to store one."""

BATCH_CHARACTERS = 4 * 1024 * 1024
"""A batch ends early when the texts of its payloads are longer than this."""


class Rows(NamedTuple):
    """Events without their ids, as columns of equal length.

    `start` and `end` in microseconds since 1970-01-01 UTC; `payload` is an index into `payloads`, which may
    hold equal ones twice.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    payload: NDArray[np.int32]
    payloads: Sequence[EncodedPayload]

    def cut(self, rows: NDArray[np.bool_]) -> Rows:
        """The rows that a mask selects; the payloads are shared."""
        return Rows(self.start[rows], self.end[rows], self.payload[rows], self.payloads)

    def each(self) -> Iterator[Row]:
        """The rows one by one."""
        for start, end, payload in zip(
            self.start.tolist(), self.end.tolist(), self.payload.tolist(), strict=True
        ):
            yield Row(start, end, self.payloads[payload])


class Collector:
    """Collects events until they are enough for a batch."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._start: list[int] = []
        self._end: list[int] = []
        self._payload: list[int] = []
        self._numbers: dict[bytes, int] = {}
        self._payloads: list[EncodedPayload] = []
        self._characters = 0

    def add(self, start: int, end: int, payload: EncodedPayload) -> bool:
        """Take one event, times in microseconds; whether the batch is full."""
        number = self._numbers.get(payload.digest)
        if number is None:
            number = self._numbers[payload.digest] = len(self._payloads)
            self._payloads.append(payload)
            self._characters += len(payload.text)
        self._start.append(start)
        self._end.append(end)
        self._payload.append(number)
        return len(self._start) >= BATCH or self._characters >= BATCH_CHARACTERS

    def take(self) -> Rows:
        """The batch; the next one begins."""
        rows = Rows(
            np.array(self._start, np.int64),
            np.array(self._end, np.int64),
            np.array(self._payload, np.int32),
            self._payloads,
        )
        self._begin()
        return rows


def batches(events: Iterable[Event | Row]) -> Iterator[Rows]:
    """Events in batches, in their order.

    Raises:
        EventOutOfRangeError, InvalidDataError: one cannot be stored; the batch it would be in does not come.
    """
    collector = Collector()
    for row in map(row_of, events):
        if collector.add(*row):
            yield collector.take()
    last = collector.take()
    if len(last.start):
        yield last
