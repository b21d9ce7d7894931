from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aw_core import Event
from aw_core.heartbeat import heartbeat_merge
from aw_watcher_input.counts import NOTHING
from aw_watcher_input.intervals import Intervals, pulsetime

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
POLL_TIME = 5.0
TYPED = NOTHING | {"presses": 3}


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


class Bucket:
    """What a server makes of heartbeats."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def take(self, heartbeats: list[Event]) -> None:
        for heartbeat in heartbeats:
            last = self.events[-1] if self.events else None
            if last is None or heartbeat_merge(last, heartbeat, pulsetime(heartbeat)) is None:
                self.events.append(heartbeat)


def recorded(*intervals: tuple[float, dict[str, int]]) -> list[tuple[float, float, dict[str, Any]]]:
    """The bucket after intervals that end at a second, and what was done in each: start, end and data of its events."""
    cut, bucket = Intervals(POLL_TIME, START), Bucket()
    for end, counts in intervals:
        bucket.take(cut.close(counts, at(end)))
    return [
        ((event.timestamp - START).total_seconds(), (event.end - START).total_seconds(), event.data)
        for event in bucket.events
    ]


def test_each_interval_with_input_is_an_event_also_beside_one_with_the_same_counts() -> None:
    assert recorded((5, TYPED), (10, TYPED)) == [(0, 5, TYPED), (5, 10, TYPED)]


def test_a_night_without_input_is_one_event() -> None:
    night = [(seconds, NOTHING) for seconds in range(5, 8 * 3600 + 1, 5)]
    assert recorded(*night) == [(0, 8 * 3600, NOTHING)]


def test_input_after_silence_is_an_event_that_touches_it() -> None:
    assert recorded((5, NOTHING), (10, TYPED), (15, NOTHING)) == [
        (0, 5, NOTHING),
        (5, 10, TYPED),
        (10, 15, NOTHING),
    ]


def test_what_was_done_before_the_machine_slept_is_not_spread_over_its_sleep() -> None:
    assert recorded((5, NOTHING), (3600, TYPED)) == [(0, 5, NOTHING), (5, 10, TYPED), (10, 3600, NOTHING)]


def test_nothing_is_lost_when_the_clock_is_set_back() -> None:
    assert recorded((5, TYPED), (-3600, TYPED), (-3595, TYPED)) == [
        (0, 5, TYPED),
        (5, 5, TYPED),
        (-3600, -3595, TYPED),
    ]


def test_what_is_done_alike_while_the_clock_is_set_back_a_little_counts_twice() -> None:
    assert recorded((1, TYPED), (0, TYPED)) == [(0, 1, TYPED), (1, 1, TYPED)]
    assert recorded((1, TYPED), (0, NOTHING), (0, TYPED)) == [(0, 1, TYPED), (1, 1, NOTHING), (0, 0, TYPED)]


def test_what_was_done_right_before_the_end_is_kept_even_if_no_time_passed() -> None:
    assert recorded((5, NOTHING), (5, TYPED)) == [(0, 5, NOTHING), (5, 5, TYPED)]


def test_an_interval_without_time_or_input_is_nothing() -> None:
    assert recorded((0, NOTHING)) == []


def test_what_is_sent_twice_is_kept_once() -> None:
    bucket = Bucket()
    for event in Intervals(POLL_TIME, START).close(TYPED, at(0.3)):
        bucket.take([Event(**event), Event(**event)])
    assert [event.data for event in bucket.events] == [TYPED]


counts = st.one_of(
    st.just(NOTHING), st.fixed_dictionaries({name: st.integers(0, 3) for name in NOTHING})
)  # small, so that neighbours are often equal
lengths = st.one_of(st.floats(0, 6), st.floats(0, 100_000))


def total(datas: list[dict[str, int]]) -> Counter[str]:
    summed: Counter[str] = Counter()
    for data in datas:
        summed.update(data)
    return +summed


@given(st.lists(st.tuples(lengths, counts)))
def test_events_sum_up_to_what_was_done_and_cover_the_time_once(
    done: list[tuple[float, dict[str, int]]],
) -> None:
    cut, bucket, now = Intervals(POLL_TIME, START), Bucket(), 0.0
    for length, data in done:
        now += length
        bucket.take(cut.close(data, at(now)))
    assert total([event.data for event in bucket.events]) == total([data for _, data in done])
    assert all(before.end == after.timestamp for before, after in pairwise(bucket.events))
    assert not any(before.data == after.data == NOTHING for before, after in pairwise(bucket.events))
    if bucket.events:
        assert bucket.events[0].timestamp == START
        assert abs(bucket.events[-1].end - at(now)) <= timedelta(milliseconds=1)


@given(st.lists(st.tuples(st.floats(-100_000, 100_000), counts)))
def test_nothing_is_lost_whatever_the_clock_does(done: list[tuple[float, dict[str, int]]]) -> None:
    cut, bucket = Intervals(POLL_TIME, START), Bucket()
    for now, data in done:
        bucket.take(cut.close(data, at(now)))
    assert total([event.data for event in bucket.events]) == total([data for _, data in done])
    assert all(event.duration >= timedelta(0) for event in bucket.events)
