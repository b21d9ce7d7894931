"""What must hold of every transform on every list of events: nothing shared, no time invented or lost."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aw_transform
from aw_core import Event
from aw_core.values import equal_values, value_key
from aw_transform import (
    Rule,
    bin_events,
    categorize,
    chunk_events_by_key,
    concat,
    copy_key,
    count_events,
    filter_keyvals,
    filter_keyvals_regex,
    filter_period_intersect,
    flood,
    heartbeat_reduce,
    limit_events,
    merge_events_by_keys,
    period_union,
    simplify_string,
    sort_by_duration,
    sort_by_timestamp,
    split_url_events,
    sum_durations,
    tag,
    union,
    union_no_overlap,
    without_overlaps,
)

MORNING = datetime(2024, 5, 1, 9, tzinfo=UTC)
NOTHING = timedelta()
MILLISECOND = timedelta(milliseconds=1)
Events = list[Event]

# Few values, so that equal ones meet; True, 1 and 1.0 among them, because they are not all the same.
odd_values = st.sampled_from(
    ["(2) mail", "https://www.a.org/b?c", 1, 1.0, True, None, ["a", "b"], {"k": [1]}]
)
values = st.just("editor") | odd_values
datas = st.dictionaries(st.sampled_from(["app", "title", "url"]), values, max_size=3)
lengths = st.one_of(st.just(NOTHING), st.timedeltas(NOTHING, timedelta(seconds=20)))
whole_lengths = st.integers(0, 20_000).map(lambda milliseconds: timedelta(milliseconds=milliseconds))
seconds = st.integers(0, 60_000).map(lambda milliseconds: MORNING + timedelta(milliseconds=milliseconds))
events = st.builds(Event, st.none() | st.integers(1, 99), seconds, lengths, datas)
lists = st.lists(events, max_size=8)


@st.composite
def _disjoint(draw: st.DrawFn, least: timedelta = NOTHING) -> Events:
    """A list in order of time without overlaps, all borders on whole milliseconds."""
    drawn: Events = []
    end = MORNING
    for length, gap in draw(st.lists(st.tuples(whole_lengths, whole_lengths), max_size=8)):
        start = end + gap
        drawn.append(Event(len(drawn) + 1, start, max(length, least), draw(datas)))
        end = drawn[-1].end
    return drawn


disjoint = _disjoint()
disjoint_with_length = _disjoint(least=MILLISECOND)


def covered(events: Iterable[Event]) -> timedelta:
    """How much time lies within at least one of the events."""
    total, end = NOTHING, datetime.min.replace(tzinfo=UTC)
    for start, stop in sorted((event.timestamp, event.end) for event in events):
        total += max(NOTHING, stop - max(start, end))
        end = max(end, stop)
    return total


def in_common(event: Event, other: Event) -> timedelta:
    return max(NOTHING, min(event.end, other.end) - max(event.timestamp, other.timestamp))


def gaps(events: Sequence[Event]) -> list[timedelta]:
    return [second.timestamp - first.end for first, second in pairwise(events)]


def periods(events: Iterable[Event]) -> list[tuple[datetime, timedelta]]:
    return [(event.timestamp, event.duration) for event in events]


def text(events: Iterable[Event]) -> list[str]:
    """Each event with its id, in a spelling that tells 1, 1.0 and True apart."""
    return [json.dumps(event.to_json_dict(), sort_keys=True) for event in events]


RULES: dict[str, Any] = {"type": "regex", "regex": "edit|mail", "ignore_case": True, "select_keys": ["app"]}
MINUTES = [MORNING + timedelta(minutes=minutes) for minutes in (0, 1, 2)]
CALLS: dict[str, Callable[[Events, Events], Events]] = {
    "bin_events": lambda a, _: bin_events(a, ["app"], MINUTES),
    "bin_events without keys": lambda a, _: bin_events(a, [], MINUTES),
    "categorize": lambda a, _: categorize(a, [(["Work"], Rule(RULES))]),
    "chunk_events_by_key": lambda a, _: chunk_events_by_key(a, "app"),
    "concat": concat,
    "copy_key": lambda a, _: copy_key(a, "app", "$before"),
    "filter_keyvals": lambda a, _: filter_keyvals(a, "app", ["editor", 1, ["a", "b"]]),
    "filter_keyvals_regex": lambda a, _: filter_keyvals_regex(a, "app", "edit"),
    "filter_period_intersect": filter_period_intersect,
    "flood": lambda a, _: flood(a),
    "heartbeat_reduce": lambda a, _: heartbeat_reduce(a, 5),
    "limit_events": lambda a, _: limit_events(a, 3),
    "merge_events_by_keys": lambda a, _: merge_events_by_keys(a, ["app", "title"]),
    "merge_events_by_keys without keys": lambda a, _: merge_events_by_keys(a, []),
    "period_union": period_union,
    "simplify_string": lambda a, _: simplify_string(a, "app"),
    "sort_by_duration": lambda a, _: sort_by_duration(a),
    "sort_by_timestamp": lambda a, _: sort_by_timestamp(a),
    "split_url_events": lambda a, _: split_url_events(a),
    "tag": lambda a, _: tag(a, [("t", Rule(RULES))]),
    "union": union,
    "union_no_overlap": union_no_overlap,
    "without_overlaps": lambda a, b: without_overlaps([*a, *b]),
}


def spoil(events: Iterable[Event]) -> None:
    """Change everything about events that can be changed."""
    for event in events:
        for part in event.data.get("subevents", []):
            part.data.clear()
        event.data["spoiled"] = True
        event.id = "spoiled"
        event.timestamp = MORNING - timedelta(days=1)
        event.duration = timedelta(days=1)


def test_every_transform_is_held_to_these_laws() -> None:
    without_events = {"Rule", "count_events", "heartbeat_merge", "sum_durations", "sum_values"}
    answering_with_events = set(aw_transform.__all__) - without_events
    assert {name.split()[0] for name in CALLS} == answering_with_events


@pytest.mark.parametrize("name", CALLS)
@given(first=lists, second=lists)
def test_arguments_stay_as_they_are_and_are_not_shared_with_the_answer(
    name: str, first: Events, second: Events
) -> None:
    before = copy.deepcopy((first, second))
    answer = CALLS[name](first, second)
    spoil(answer)
    answer.clear()
    assert [text(each) for each in (first, second)] == [text(each) for each in before]


@pytest.mark.parametrize("name", CALLS)
@given(first=lists, second=lists)
def test_events_of_an_answer_share_nothing_with_each_other(name: str, first: Events, second: Events) -> None:
    answer = CALLS[name](first, second)
    assert len({id(event.data) for event in answer}) == len({id(event) for event in answer}) == len(answer)


def test_rules_stay_as_they_are() -> None:
    before = copy.deepcopy(RULES)
    category = ["Work"]
    categorized = categorize([Event(timestamp=MORNING, data={"app": "editor"})], [(category, Rule(RULES))])
    categorized[0].data["$category"].append("Code")
    assert before == RULES
    assert category == ["Work"]


@given(lists)
def test_sorting_is_a_stable_permutation(given_events: Events) -> None:
    by_start = sorted(range(len(given_events)), key=lambda n: (given_events[n].timestamp, n))
    by_length = sorted(range(len(given_events)), key=lambda n: (-given_events[n].duration, n))
    assert text(sort_by_timestamp(given_events)) == text(given_events[n] for n in by_start)
    assert text(sort_by_duration(given_events)) == text(given_events[n] for n in by_length)


@given(lists, st.integers(-3, 10))
def test_limiting_gives_a_beginning(given_events: Events, count: int) -> None:
    limited = limit_events(given_events, count)
    assert text(limited) == text(given_events)[: len(limited)]
    assert len(limited) == min(max(count, 0), len(given_events))


@given(lists, lists)
def test_durations_add_up(first: Events, second: Events) -> None:
    assert sum_durations(concat(first, second)) == sum_durations(first) + sum_durations(second)


@given(lists, st.lists(values, max_size=3))
def test_filter_and_exclude_share_the_events_out(given_events: Events, vals: list[Any]) -> None:
    kept = filter_keyvals(given_events, "app", vals)
    dropped = filter_keyvals(given_events, "app", vals, exclude=True)
    assert sorted(text(kept) + text(dropped)) == sorted(text(given_events))
    assert all(any(equal_values(event.data["app"], value) for value in vals) for event in kept)


@given(lists)
def test_data_transforms_leave_times_ids_and_other_keys_alone(given_events: Events) -> None:
    for name in ("categorize", "copy_key", "tag", "split_url_events", "simplify_string"):
        answer = CALLS[name](given_events, [])
        assert periods(answer) == periods(given_events)
        assert [event.id for event in answer] == [event.id for event in given_events]
        for before, after in zip(given_events, answer, strict=True):
            kept = {key: value for key, value in after.data.items() if not key.startswith("$")}
            assert kept.keys() == before.data.keys()


@given(lists, st.lists(st.sampled_from(["app", "title", "url"]), max_size=3))
def test_merging_keeps_the_total_and_gives_each_combination_once(
    given_events: Events, keys: list[str]
) -> None:
    merged = merge_events_by_keys(given_events, keys)
    assert sum_durations(merged) == sum_durations(given_events)
    if keys:
        combinations = [value_key(event.data) for event in merged]
        assert len(set(combinations)) == len(combinations)
        assert all(event.id is None and event.data.keys() <= set(keys) for event in merged)


@given(lists, st.sets(seconds, min_size=2, max_size=5).map(sorted))
def test_bins_hold_exactly_the_time_between_their_borders(given_events: Events, bins: list[datetime]) -> None:
    whole = Event(timestamp=bins[0], duration=bins[-1] - bins[0])
    binned = bin_events(given_events, ["app"], bins)
    assert sum_durations(binned) == sum((in_common(event, whole) for event in given_events), NOTHING)
    for start, end in pairwise(bins):
        part = Event(timestamp=start, duration=end - start)
        inside = [event for event in binned if event.timestamp == start]
        assert sum_durations(inside) == sum((in_common(event, part) for event in given_events), NOTHING)
        assert inside == sort_by_duration(inside)


@given(lists, st.integers(0, 3))
def test_a_limit_keeps_the_longest_of_each_bin(given_events: Events, limit: int) -> None:
    binned = bin_events(given_events, ["app"], MINUTES)
    kept = [event for start in MINUTES for event in [e for e in binned if e.timestamp == start][:limit]]
    assert text(bin_events(given_events, ["app"], MINUTES, limit)) == text(kept)


@given(lists)
def test_every_event_counts(given_events: Events) -> None:
    assert count_events(given_events) == len(given_events)


@given(lists)
def test_chunks_hold_the_events_up_to_the_first_without_the_key(given_events: Events) -> None:
    chunks = chunk_events_by_key(given_events, "app")
    parts = [part for chunk in chunks for part in chunk.data["subevents"]]
    count = next((n for n, event in enumerate(given_events) if "app" not in event.data), len(given_events))
    assert text(parts) == text(given_events[:count])
    assert sum_durations(chunks) == sum_durations(parts)
    assert not any(equal_values(a.data["app"], b.data["app"]) for a, b in pairwise(chunks))


@given(lists, st.sampled_from([0, 0.5, 5, 60]))
def test_reducing_heartbeats_twice_changes_nothing_more(given_events: Events, pulsetime: float) -> None:
    reduced = heartbeat_reduce(sort_by_timestamp(given_events), pulsetime)
    assert text(heartbeat_reduce(reduced, pulsetime)) == text(reduced)


@given(lists, st.sampled_from([0, 0.5, 5, 60]))
def test_reduced_heartbeats_cover_what_was_reported_and_gaps_up_to_pulsetime(
    given_events: Events, pulsetime: float
) -> None:
    reduced = heartbeat_reduce(sort_by_timestamp(given_events), pulsetime)
    bound = timedelta(seconds=pulsetime) * len(given_events)
    assert covered(given_events) <= covered(reduced) <= covered(given_events) + bound
    assert covered(concat(given_events, reduced)) == covered(reduced)


@given(lists, lists)
def test_period_union_covers_what_its_lists_cover_once(first: Events, second: Events) -> None:
    stretches = period_union(first, second)
    assert sum_durations(stretches) == covered(first + second)
    assert covered(first + second + stretches) == covered(stretches)
    assert all(gap > NOTHING for gap in gaps(stretches))
    assert all(event.data == {} for event in stretches)


@given(lists, lists)
def test_period_union_does_not_care_which_list_comes_first_nor_how_often(
    first: Events, second: Events
) -> None:
    stretches = period_union(first, second)
    assert periods(period_union(second, first)) == periods(stretches)
    assert text(period_union(stretches, stretches)) == text(stretches)


@given(disjoint, lists)
def test_intersecting_gives_each_event_the_time_it_has_in_common_with_the_filter(
    given_events: Events, filter_events: Events
) -> None:
    # Lengths with microseconds would lose them where a part starts between two milliseconds.
    filter_stretches = period_union(filter_events, [])
    parts = filter_period_intersect(given_events, filter_stretches)
    for event in given_events:
        mine = [part for part in parts if part.id == event.id]
        assert sum_durations(mine) == sum((in_common(event, other) for other in filter_stretches), NOTHING)
        assert all(part.data == event.data and in_common(part, event) == part.duration for part in mine)


@given(lists, lists)
def test_intersecting_never_adds_time_to_an_event(given_events: Events, filter_events: Events) -> None:
    parts = filter_period_intersect(given_events, period_union(filter_events, []))
    assert sum_durations(parts) <= sum_durations(given_events)


@given(lists)
def test_intersecting_events_in_order_with_all_time_changes_nothing(given_events: Events) -> None:
    everything = [Event(timestamp=MORNING - timedelta(days=1), duration=timedelta(days=2))]
    assert text(filter_period_intersect(given_events, everything)) == text(sort_by_timestamp(given_events))


@given(lists, lists)
def test_union_has_every_event_of_both_lists(first: Events, second: Events) -> None:
    united = union(first, second)
    assert periods(united) == sorted(periods(united))
    assert max(len(first), len(second)) <= len(united) <= len(first) + len(second)
    assert {value_key(e.to_json_dict() | {"id": None}) for e in united} == {
        value_key(e.to_json_dict() | {"id": None}) for e in first + second
    }


@given(lists)
def test_union_of_a_list_with_itself_is_that_list_in_order(given_events: Events) -> None:
    assert text(union(given_events, given_events)) == text(union(given_events, []))


@given(disjoint, disjoint)
def test_union_no_overlap_covers_what_both_lists_cover_with_the_first_whole(
    first: Events, second: Events
) -> None:
    for event in second:
        event.id = None
    united = union_no_overlap(first, second)
    assert covered(united) == covered(first + second)
    assert text(event for event in united if event.id is not None) == text(first)
    assert [event.timestamp for event in united] == sorted(event.timestamp for event in united)


@given(disjoint, events)
def test_union_no_overlap_counts_no_time_twice(first: Events, under: Event) -> None:
    under.duration = timedelta(milliseconds=under.duration // MILLISECOND)
    united = union_no_overlap(first, [under])
    assert sum_durations(united) == covered([*first, under])


@given(lists)
def test_without_overlaps_every_moment_is_counted_once(given_events: Events) -> None:
    for event in given_events:
        event.duration = timedelta(milliseconds=event.duration // MILLISECOND)
    apart = without_overlaps(given_events)
    assert sum_durations(apart) == covered(given_events)
    assert [event.timestamp for event in apart] == sorted(event.timestamp for event in apart)


@given(disjoint)
def test_without_overlaps_leaves_alone_what_does_not_overlap(given_events: Events) -> None:
    assert text(without_overlaps(given_events)) == text(sort_by_timestamp(given_events))


@given(disjoint, st.sampled_from([0, 0.001, 5, 60]))
def test_flood_adds_exactly_the_gaps_it_may_close(given_events: Events, pulsetime: float) -> None:
    limit = timedelta(seconds=pulsetime)
    flooded = flood(given_events, pulsetime)
    closed = sum((gap for gap in gaps(given_events) if gap <= limit), NOTHING)
    assert sum_durations(flooded) == sum_durations(given_events) + closed
    assert covered(flooded + given_events) == covered(flooded) == sum_durations(flooded)
    assert all(event.duration > NOTHING for event in flooded)


@given(disjoint_with_length, st.sampled_from([0, 0.001, 5, 60]))
def test_flood_leaves_no_gap_up_to_pulsetime(given_events: Events, pulsetime: float) -> None:
    limit = timedelta(seconds=pulsetime)
    assert all(gap == NOTHING or gap > limit for gap in gaps(flood(given_events, pulsetime)))


@given(lists, st.sampled_from([0, 5, 60]))
def test_flood_of_any_events_bounds_the_time_it_adds_and_trims(
    given_events: Events, pulsetime: float
) -> None:
    flooded = flood(given_events, pulsetime)
    pairs = len(given_events)
    trimmed, filled = timedelta(seconds=0.1) * pairs, (timedelta(seconds=pulsetime) + MILLISECOND) * pairs
    assert covered(given_events) - trimmed <= covered(flooded) <= covered(given_events) + filled
