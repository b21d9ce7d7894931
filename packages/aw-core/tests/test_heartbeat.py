"""The merge rule; what it answers is in `cases/heartbeat_merge.json`."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core import Event
from aw_core.errors import InvalidDurationError
from aw_core.heartbeat import heartbeat_merge, merged_end

MORNING = datetime(2024, 5, 1, 9, tzinfo=UTC)
spans = st.tuples(st.integers(0, 100), st.integers(0, 50)).map(lambda span: (span[0], span[0] + span[1]))


def event(start: float, duration: float) -> Event:
    return Event(None, MORNING + timedelta(seconds=start), duration, {"app": "editor"})


@given(spans, spans, st.integers(-50, 50))
def test_merging_never_shortens_and_reaches_the_heartbeats_end(
    last: tuple[int, int], heartbeat: tuple[int, int], pulse_micros: int
) -> None:
    end = merged_end(last, heartbeat, pulse_micros / 1_000_000)
    belongs = last[0] <= heartbeat[0] <= last[1] + pulse_micros
    assert end == (max(last[1], heartbeat[1]) if belongs else None)


def test_merging_changes_the_last_event_and_answers_with_it() -> None:
    last, heartbeat = event(0, 10), event(12, 1)
    assert heartbeat_merge(last, heartbeat, 5) is last
    assert last.duration == timedelta(seconds=13)
    assert heartbeat == event(12, 1)


def test_events_that_do_not_merge_stay_as_they_are() -> None:
    last, heartbeat = event(0, 10), event(30, 1)
    assert heartbeat_merge(last, heartbeat, 5) is None
    assert (last, heartbeat) == (event(0, 10), event(30, 1))


def test_a_pulsetime_of_ages_merges() -> None:
    assert heartbeat_merge(event(0, 10), event(86400 * 365, 0), 1e300) is not None


@pytest.mark.parametrize("pulsetime", [math.nan, math.inf])
def test_a_pulsetime_that_is_no_number_is_refused(pulsetime: float) -> None:
    with pytest.raises(InvalidDurationError):
        heartbeat_merge(event(0, 10), event(1, 0), pulsetime)
