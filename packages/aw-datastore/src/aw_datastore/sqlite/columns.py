"""Columns of events: as arrays, and packed into a few bytes an event."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Columns", "join", "pack", "unpack"]

_MILLI = 1000
_KINDS = tuple(np.dtype(f"<i{width}") for width in (1, 2, 4, 8))
_HEADER = struct.Struct("<Iqq4B")
"""The number of events, the first start and id, and how many bytes a value of each column takes."""

_CHECKSUM = struct.Struct("<I")
_FASTEST = 1


class Columns(NamedTuple):
    """Events in order of start, those of equal start in order of id: int64 arrays of equal length.

    Start and end in microseconds since 1970-01-01 UTC; the key of the payload; the id.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    payload: NDArray[np.int64]
    id: NDArray[np.int64]

    def cut(self, rows: slice | NDArray[np.bool_] | NDArray[np.int64]) -> Columns:
        """The rows that a slice, mask or index array selects."""
        return Columns(*(column[rows] for column in self))


def join(parts: list[Columns]) -> Columns:
    """The rows of all parts, one part after another."""
    none = np.empty(0, np.int64)
    if not parts:
        return Columns(none, none, none, none)
    return (
        parts[0]
        if len(parts) == 1
        else Columns(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    )


def pack(columns: Columns) -> bytes:
    """The columns as bytes: some six an event, where two instants, a key and an id would take 32.

    There must be one event at least, and starts must be whole milliseconds. Starts and ids are stored as differences,
    every column in as few bytes a value as its largest needs, bytes of equal rank together, and all compressed by
    zlib.
    """
    if not len(columns.start):
        raise ValueError("expected one event or more")
    starts = columns.start // _MILLI
    differences = [
        np.diff(starts, prepend=starts[0]),
        columns.end - columns.start,
        columns.payload,
        np.diff(columns.id, prepend=columns.id[0]),
    ]
    narrow = [_narrow(column) for column in differences]
    widths = [column.itemsize for column in narrow]
    header = _HEADER.pack(len(starts), int(starts[0]), int(columns.id[0]), *widths)
    body = header + zlib.compress(b"".join(map(_planes, narrow)), _FASTEST)
    return _CHECKSUM.pack(zlib.crc32(body)) + body


def unpack(data: bytes) -> Columns:
    """The columns of packed bytes.

    Raises:
        ValueError: the bytes are damaged.
    """
    if len(data) < _CHECKSUM.size + _HEADER.size:
        raise ValueError(f"packed columns are damaged: only {len(data)} bytes are left")
    body = memoryview(data)[_CHECKSUM.size :]
    if _CHECKSUM.unpack_from(data) != (zlib.crc32(body),):
        raise ValueError("packed columns are damaged: their checksum is wrong")
    count, first_start, first_id, *widths = _HEADER.unpack_from(body)
    planes = zlib.decompress(body[_HEADER.size :])
    offsets = [count * sum(widths[:index]) for index in range(len(widths))]
    starts, lengths, payload, ids = (
        _from_planes(planes, offset, count, width) for offset, width in zip(offsets, widths, strict=True)
    )
    start = (np.cumsum(starts) + first_start) * _MILLI
    return Columns(start, start + lengths, payload, np.cumsum(ids) + first_id)


def _narrow(column: NDArray[np.int64]) -> NDArray[np.signedinteger]:
    """The same values in as few bytes each as the largest needs."""
    least, most = int(column.min()), int(column.max())
    kind = next(kind for kind in _KINDS if np.iinfo(kind).min <= least and most <= np.iinfo(kind).max)
    return column.astype(kind)


def _planes(column: NDArray[np.signedinteger]) -> bytes:
    """The lowest bytes of all values, then the next: neighbours are alike, so they compress well."""
    return column.view(np.uint8).reshape(-1, column.itemsize).T.tobytes()


def _from_planes(planes: bytes, offset: int, count: int, width: int) -> NDArray[np.int64]:
    values = np.frombuffer(planes, np.uint8, count * width, offset).reshape(width, count).T
    return np.ascontiguousarray(values).view(f"<i{width}").reshape(count).astype(np.int64)
