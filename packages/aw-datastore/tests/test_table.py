from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aw_core import Event
from aw_datastore import EventTable

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)
SECOND = 1_000_000


def event(start: float, duration: float = 0, event_id: int | None = None, **data: object) -> Event:
    return Event(event_id, NOON + timedelta(seconds=start), duration, data)


EVENTS = st.lists(
    st.builds(
        event,
        st.integers(-(10**6), 10**6),
        st.integers(0, 10**6),
        st.none() | st.integers(1, 10**9),
        app=st.sampled_from("abc"),
    )
)


@given(EVENTS)
def test_events_survive_being_a_table(events: list[Event]) -> None:
    back = EventTable.from_events(events).to_events()
    assert back == events
    assert [event.id for event in back] == [event.id for event in events]


def test_changing_an_event_of_a_table_changes_no_other() -> None:
    table = EventTable.from_events([event(0, app="a")])
    twice = table.take(np.array([0, 0])).to_events()
    twice[0].data["app"] = "changed"
    assert twice[1].data == {"app": "a"}
    assert table.payloads[0] == {"app": "a"}


def test_take_selects_rows_in_the_order_given() -> None:
    table = EventTable.from_events([event(n) for n in range(3)])
    assert table.take(np.array([2, 0])).to_events() == [event(2), event(0)]
    assert table.take(slice(1)).to_events() == [event(0)]
    assert table.take(np.array([False, True, False])).to_events() == [event(1)]


def test_used_payloads_are_those_of_the_rows_each_once() -> None:
    table = EventTable.from_events([event(n, n=n) for n in range(3)])
    assert table.take(np.array([2, 0, 2])).used_payloads().tolist() == [0, 2]


def test_clip_cuts_both_ends() -> None:
    table = EventTable.from_events([event(0, 10)])
    base = int(table.start[0])
    clipped = table.clip(base + 2 * SECOND, base + 5 * SECOND)
    assert clipped.to_events() == [event(2, 3)]
    assert table.to_events() == [event(0, 10)]


def test_clip_without_borders_changes_nothing() -> None:
    table = EventTable.from_events([event(0, 10)])
    assert table.clip().to_events() == [event(0, 10)]


def test_empty_table_has_no_events() -> None:
    assert len(EventTable.empty()) == 0
    assert EventTable.empty().to_events() == []
