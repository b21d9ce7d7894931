from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from aw_datastore.sqlite.caches import ChunkCache, PayloadCache
from aw_datastore.sqlite.columns import Columns
from aw_datastore.table import Payload


def events(count: int) -> Columns:
    column = np.arange(count, dtype=np.int64)
    return Columns(column, column, column, column)


def reader(asked: list[list[int]]) -> Callable[[NDArray[np.int64]], list[Payload]]:
    def read(keys: NDArray[np.int64]) -> list[Payload]:
        asked.append(keys.tolist())
        return [{"key": key} for key in keys.tolist()]

    return read


def test_a_chunk_that_is_kept_is_given_again() -> None:
    cache, chunk = ChunkCache(), events(3)
    cache.keep(1, chunk)
    assert cache.get(1) is chunk
    assert cache.get(2) is None


def test_the_chunk_read_longest_ago_is_forgotten_first() -> None:
    cache = ChunkCache(max_events=10)
    for key in (1, 2):
        cache.keep(key, events(4))
    cache.get(1)
    cache.keep(3, events(4))
    assert [cache.get(key) is not None for key in (1, 2, 3)] == [True, False, True]


def test_a_chunk_larger_than_the_cache_is_not_kept() -> None:
    cache = ChunkCache(max_events=10)
    cache.keep(1, events(11))
    assert cache.get(1) is None


def test_a_payload_is_read_once_and_stays_the_same_object() -> None:
    cache, asked = PayloadCache(), list[list[int]]()
    first = cache.get(np.array([3, 5]), reader(asked))
    second = cache.get(np.array([2, 3, 5]), reader(asked))
    assert asked == [[3, 5], [2]]
    assert second[1] is first[0]
    assert second[2] is first[1]


@given(st.lists(st.lists(st.integers(1, 40), unique=True), max_size=8), st.integers(0, 20))
def test_payloads_are_right_however_few_are_kept(reads: list[list[int]], size: int) -> None:
    cache = PayloadCache(size)
    for keys in reads:
        payloads = cache.get(np.array(sorted(keys), np.int64), reader([]))
        assert payloads == [{"key": key} for key in sorted(keys)]


def test_payloads_no_longer_read_make_room() -> None:
    cache, asked = PayloadCache(max_payloads=2), list[list[int]]()
    for key in (1, 2, 3, 1):
        cache.get(np.array([key]), reader(asked))
    assert asked == [[1], [2], [3], [1]]
