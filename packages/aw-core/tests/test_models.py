from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core import Bucket, Event
from aw_core.errors import InvalidDataError, InvalidDurationError, InvalidEventError, InvalidTimestampError
from aw_core.models import _timestamp_parse

CASES = json.loads((Path(__file__).parent / "cases" / "Event.json").read_text(encoding="utf-8"))
MORNING = datetime(2024, 5, 1, 9, tzinfo=UTC)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
events = st.builds(
    Event,
    st.none() | st.integers(),
    st.datetimes(timezones=st.just(UTC)),
    st.timedeltas(timedelta(days=-3650), timedelta(days=3650)),
    st.dictionaries(st.text(), json_values, max_size=3),
)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_event_reads_what_the_wire_has(case: dict[str, Any]) -> None:
    assert Event(**case["args"]["event"]).to_json_dict() == case["expected"]


@given(events)
def test_event_comes_back_from_the_wire_as_it_was(event: Event) -> None:
    again = Event(**json.loads(event.to_json_str()))
    assert again == event
    assert again.id == event.id
    assert list(again.to_json_dict()) == ["id", "timestamp", "duration", "data"]


def test_event_takes_its_fields_in_the_order_scripts_give_them() -> None:
    event = Event(None, MORNING, 5, {"app": "editor"})
    assert event.timestamp == MORNING
    assert event.duration == timedelta(seconds=5)
    assert event.data == {"app": "editor"}


def test_event_is_a_dict_with_the_same_fields() -> None:
    event = Event(3, MORNING, 5, {"app": "editor"})
    assert event["timestamp"] is event.timestamp
    assert event["data"]["app"] == "editor"
    assert "id" in event
    assert event.copy()["id"] == 3
    assert event.pop("id") == 3
    assert event.id is None


def test_event_without_the_keys_has_their_defaults() -> None:
    event = Event(3, MORNING, 5, {"app": "editor"})
    for key in ("id", "duration", "data"):
        del event[key]
    assert (event.id, event.duration, event.data) == (None, timedelta(), {})


def test_event_without_a_timestamp_is_now_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    event = Event()
    assert before <= event.timestamp <= datetime.now(UTC)
    assert event.timestamp.microsecond % 1000 == 0
    assert "without a timestamp" in caplog.text


def test_naive_timestamp_is_taken_as_utc_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    event = Event(timestamp=datetime(2024, 5, 1, 9))  # noqa: DTZ001 - naive on purpose
    assert event.timestamp == MORNING
    assert "without timezone" in caplog.text


def test_timestamp_is_converted_on_every_assignment() -> None:
    event = Event(timestamp=MORNING)
    event.timestamp = datetime(2024, 5, 1, 12, 0, 0, 123_999, timezone(timedelta(hours=2)))
    assert event.timestamp.isoformat() == "2024-05-01T10:00:00.123000+00:00"


def test_duration_may_be_a_timedelta_a_number_or_a_boolean() -> None:
    durations = [Event(timestamp=MORNING, duration=given).duration for given in (timedelta(1), 2, 0.5, True)]
    assert durations == [timedelta(1), timedelta(seconds=2), timedelta(seconds=0.5), timedelta(seconds=1)]


@pytest.mark.parametrize("duration", ["5", None, [], float("nan"), float("inf"), 1e300, 10**400])
def test_duration_that_is_no_length_of_time_is_refused(duration: Any) -> None:
    with pytest.raises(InvalidDurationError, match="seconds") as raised:
        Event(timestamp=MORNING, duration=duration)
    assert isinstance(raised.value, TypeError)


@pytest.mark.parametrize(
    "timestamp", ["", "now", "2024-13-01", "2024-05-01T25:00Z", 5, MORNING.date(), b"2024"]
)
def test_timestamp_that_names_no_instant_is_refused(timestamp: Any) -> None:
    with pytest.raises(InvalidTimestampError) as raised:
        Event(timestamp=timestamp)
    assert isinstance(raised.value, ValueError)


def test_timestamp_outside_of_the_calendar_is_refused() -> None:
    with pytest.raises(InvalidTimestampError):
        Event(timestamp=datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))))


@pytest.mark.parametrize("data", [[], "text", 5, [("a", 1)]])
def test_data_that_is_no_dict_is_refused_also_later(data: Any) -> None:
    with pytest.raises(InvalidDataError):
        Event(timestamp=MORNING, data=data)
    event = Event(timestamp=MORNING)
    with pytest.raises(InvalidDataError):
        event.data = data


def test_every_refusal_is_an_invalid_event() -> None:
    assert issubclass(InvalidTimestampError, InvalidEventError)
    assert issubclass(InvalidDurationError, InvalidEventError)
    assert issubclass(InvalidDataError, InvalidEventError)


def test_unknown_field_is_refused() -> None:
    with pytest.raises(TypeError):
        Event(timestamp=MORNING, title="x")  # type: ignore[call-arg]  # what is tested


def test_events_are_equal_when_they_say_the_same_whatever_their_id() -> None:
    event = Event(1, MORNING, 5, {"app": "editor"})
    assert event == Event(2, MORNING, 5, {"app": "editor"})
    assert event != Event(1, MORNING, 6, {"app": "editor"})
    assert event != Event(1, MORNING + timedelta(seconds=1), 5, {"app": "editor"})
    assert event != Event(1, MORNING, 5, {"app": "mail"})


@pytest.mark.parametrize("other", [None, 1, {}, "event"])
def test_event_compares_only_with_an_event(other: Any) -> None:
    event = Event(timestamp=MORNING)
    with pytest.raises(TypeError, match="Event"):
        assert event == other
    with pytest.raises(TypeError, match="Event"):
        assert event != other
    with pytest.raises(TypeError, match="Event"):
        assert event < other


def test_events_are_ordered_by_timestamp() -> None:
    later, earlier = Event(timestamp=MORNING + timedelta(1)), Event(timestamp=MORNING)
    assert sorted([later, earlier]) == [earlier, later]
    assert later > earlier


def test_event_is_no_key() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(Event(timestamp=MORNING))


def test_end_is_timestamp_and_duration() -> None:
    assert Event(timestamp=MORNING, duration=90).end == MORNING + timedelta(seconds=90)


@given(events)
def test_event_survives_deepcopy_and_pickle(event: Event) -> None:
    for again in (copy.deepcopy(event), pickle.loads(pickle.dumps(event))):  # noqa: S301 - our own bytes
        assert type(again) is Event
        assert again == event
        assert again.data is not event.data


def test_timestamp_parser_keeps_its_historical_name() -> None:
    assert _timestamp_parse("2024-05-01T09:00:00Z") == MORNING


def test_bucket_on_the_wire() -> None:
    bucket = Bucket(
        id="aw-watcher-window_host",
        type="currentwindow",
        client="aw-watcher-window",
        hostname="host",
        created=MORNING,
    )
    assert bucket.to_json_dict() == {
        "id": "aw-watcher-window_host",
        "created": "2024-05-01T09:00:00+00:00",
        "name": None,
        "type": "currentwindow",
        "client": "aw-watcher-window",
        "hostname": "host",
        "data": {},
    }
