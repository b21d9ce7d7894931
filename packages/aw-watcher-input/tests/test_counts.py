from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_watcher_input.counts import NOTHING, Counter, Pointer


def test_what_is_done_is_counted_without_direction() -> None:
    counter = Counter()
    counter.press()
    counter.click()
    counter.click()
    counter.move(-3, 4)
    counter.scroll(0, -2)
    assert counter.take() == {
        "presses": 1,
        "clicks": 2,
        "deltaX": 3,
        "deltaY": 4,
        "scrollX": 0,
        "scrollY": 2,
    }


def test_counts_are_taken_once() -> None:
    counter = Counter()
    counter.press()
    counter.take()
    assert counter.take() == NOTHING


@given(st.lists(st.floats(-1e6, 1e6)))
def test_parts_of_pixels_add_up_to_whole_ones_across_intervals(moves: list[float]) -> None:
    counter, taken = Counter(), 0
    for dx in moves:
        counter.move(dx, 0)
        counts = counter.take()
        assert all(type(count) is int for count in counts.values())
        taken += counts["deltaX"]
    assert taken == pytest.approx(sum(map(abs, moves)), abs=1.001)


def test_several_threads_lose_no_count() -> None:
    counter = Counter()
    presses = 2000

    def press() -> None:
        for _ in range(presses):
            counter.press()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    taken = 0
    while any(thread.is_alive() for thread in threads):
        taken += counter.take()["presses"]
    assert taken + counter.take()["presses"] == 4 * presses


def test_a_pointer_moves_from_the_first_known_place_on() -> None:
    counter = Counter()
    pointer = Pointer(counter)
    pointer.at(100, 100)
    pointer.at(90, 130)
    pointer.lift()
    pointer.at(500, 500)
    pointer.at(500, 501)
    assert counter.take() == NOTHING | {"deltaX": 10, "deltaY": 31}
