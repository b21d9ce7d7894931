from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_datastore.sqlite.columns import Columns, join, pack, unpack

INSTANTS = st.integers(-62_135_596_800_000, 253_402_300_799_999)
LENGTHS = st.integers(0, 20_000_000) | st.integers(0, 10**15)
KEYS = st.integers(1, 300) | st.integers(1, 2**62)
ROWS = st.lists(st.tuples(INSTANTS, LENGTHS, KEYS, KEYS), min_size=1, max_size=30)


def columns(rows: list[tuple[int, int, int, int]]) -> Columns:
    ordered = sorted(
        (start * 1000, start * 1000 + length, payload, at) for start, length, payload, at in rows
    )
    return Columns(*np.array(ordered, np.int64).T)


def same(left: Columns, right: Columns) -> bool:
    return all(map(np.array_equal, left, right))


@given(ROWS)
def test_what_is_packed_comes_back(rows: list[tuple[int, int, int, int]]) -> None:
    assert same(unpack(pack(columns(rows))), columns(rows))


@given(ROWS, st.data())
def test_no_damaged_byte_goes_unnoticed(rows: list[tuple[int, int, int, int]], data: st.DataObject) -> None:
    packed = bytearray(pack(columns(rows)))
    packed[data.draw(st.integers(0, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ValueError, match="damaged"):
        unpack(bytes(packed))


@given(ROWS, st.data())
def test_no_missing_byte_goes_unnoticed(rows: list[tuple[int, int, int, int]], data: st.DataObject) -> None:
    packed = pack(columns(rows))
    with pytest.raises(ValueError, match="damaged"):
        unpack(packed[: data.draw(st.integers(0, len(packed) - 1))])


def test_a_day_of_window_switches_takes_few_bytes() -> None:
    switches = [(at * 14_321, 14_000_000 + at * 1000, at * 7919 % 800, at + 1) for at in range(2000)]
    assert len(pack(columns(switches))) < 8 * len(switches)


def test_nothing_cannot_be_packed() -> None:
    with pytest.raises(ValueError, match="one event or more"):
        pack(join([]))


@given(ROWS)
def test_parts_joined_are_the_whole(rows: list[tuple[int, int, int, int]]) -> None:
    whole = columns(rows)
    assert same(join([whole.cut(slice(0, 1)), whole.cut(slice(1, None))]), whole)
