from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_client.heartbeats import Heartbeat, fold, heartbeat_endpoint, premerge
from aw_core import Event
from aw_core.heartbeat import heartbeat_merge

T0 = datetime(2026, 11, 22, 8, tzinfo=UTC)


def beat(second: float, data: object = "a", duration: float = 0, pulsetime: float = 5) -> Heartbeat:
    event = Event(timestamp=T0 + timedelta(seconds=second), duration=duration, data={"app": data})
    return Heartbeat("b", event, pulsetime)


def test_the_first_heartbeat_is_only_remembered() -> None:
    assert premerge(None, beat(0), 10) == (None, beat(0))


def test_a_heartbeat_with_the_same_data_stretches_the_remembered_one() -> None:
    assert premerge(beat(0), beat(3), 10) == (None, beat(0, duration=3))


def test_a_stretched_heartbeat_is_sent_after_the_commit_interval_and_the_new_one_remembered() -> None:
    assert premerge(beat(0, duration=9), beat(10), 10) == (beat(0, duration=10), beat(10))


def test_other_data_sends_the_remembered_heartbeat_at_once() -> None:
    assert premerge(beat(0), beat(1, "b"), 10) == (beat(0), beat(1, "b"))


def test_a_gap_longer_than_the_pulsetime_sends_the_remembered_heartbeat() -> None:
    assert premerge(beat(0), beat(6), 10) == (beat(0), beat(6))


def test_merging_changes_neither_of_the_two() -> None:
    first, second = beat(0), beat(3)
    premerge(first, second, 10)
    assert (first, second) == (beat(0), beat(3))


beats = st.builds(
    beat,
    second=st.integers(0, 60),
    data=st.sampled_from(["a", "b"]),
    duration=st.integers(0, 8),
    pulsetime=st.sampled_from([0, 1, 5, 20]),
)


def at_the_server(heartbeats: list[Heartbeat]) -> list[Event]:
    """What a server that follows the merge rule has of them."""
    events: list[Event] = []
    for heartbeat in heartbeats:
        newest = events[-1] if events else None
        if newest is None or heartbeat_merge(newest, heartbeat.event, heartbeat.pulsetime) is None:
            events.append(Event(**heartbeat.event))
    return events


@given(st.lists(beats, max_size=12), st.sampled_from([0, 3, 10, 1000]))
def test_what_is_merged_before_sending_makes_the_same_events_as_every_single_heartbeat(
    heartbeats: list[Heartbeat], commit_interval: float
) -> None:
    in_order = sorted(heartbeats, key=lambda heartbeat: heartbeat.event.timestamp)
    sent: list[Heartbeat] = []
    remembered = None
    for heartbeat in in_order:
        send, remembered = premerge(remembered, heartbeat, commit_interval)
        sent += [send] if send else []
    sent += [remembered] if remembered else []
    assert at_the_server(sent) == at_the_server(in_order)


@given(st.lists(beats, min_size=1, max_size=12), st.booleans())
def test_folding_makes_the_events_the_server_would(heartbeats: list[Heartbeat], after_another: bool) -> None:
    in_order = sorted(heartbeats, key=lambda heartbeat: heartbeat.event.timestamp)
    known = at_the_server(in_order[:1]) if after_another else []
    rest = in_order[len(known) :]
    events, taken = fold(rest, known[0] if known else None)
    assert known + events == at_the_server(in_order[: len(known) + taken])


@given(st.lists(beats, min_size=1, max_size=12))
def test_folding_changes_no_heartbeat(heartbeats: list[Heartbeat]) -> None:
    before = [Event(**heartbeat.event) for heartbeat in heartbeats]
    fold(heartbeats)
    assert [heartbeat.event for heartbeat in heartbeats] == before


@pytest.mark.parametrize("second", [30, 120])
def test_folding_stops_where_the_clock_was_set_back_or_stood_still(second: float) -> None:
    events = [beat(60, "a"), beat(120, "b"), beat(second, "c"), beat(180, "d")]
    assert fold(events) == ([beat(60, "a").event, beat(120, "b").event], 2)


def test_folding_takes_nothing_that_belongs_to_the_last_event() -> None:
    assert fold([beat(3), beat(60)], beat(0).event) == ([], 0)


@pytest.mark.parametrize("bucket_id", ["plain", "with space", "ä/ö?#%", "aw-watcher-window_höst"])
def test_an_endpoint_names_any_bucket(bucket_id: str) -> None:
    endpoint = heartbeat_endpoint(bucket_id, 2.5)
    parsed = Heartbeat.from_request(endpoint, beat(0).event)
    assert (parsed.bucket_id, parsed.pulsetime) == (bucket_id, 2.5)


@pytest.mark.parametrize(
    "endpoint", ["buckets/b/events", "heartbeat", "buckets/b/heartbeat", "buckets/b/heartbeat?pulsetime=x"]
)
def test_only_heartbeats_can_be_queued(endpoint: str) -> None:
    with pytest.raises(ValueError, match=r"expected|could not convert"):
        Heartbeat.from_request(endpoint, beat(0).event)


@pytest.mark.parametrize("pulsetime", [float("nan"), float("inf")])
def test_a_pulsetime_is_a_finite_number(pulsetime: float) -> None:
    with pytest.raises(ValueError, match="pulsetime"):
        beat(0, pulsetime=pulsetime)


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, b"bytes"])
def test_data_that_is_no_json_is_refused_where_it_is_given(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        beat(0, value).to_json_str()
