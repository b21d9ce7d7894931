"""An event is understood alike, whether it comes alone or among the millions of an import."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.timestamps import to_micros
from aw_datastore.row import row_of
from aw_server.bodies import read_columns, read_event
from aw_server.errors import BadBodyError

moments = st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
offsets = st.sampled_from(["", "Z", "+00:00", "-23:59", "+0100", "nonsense"])
timestamps = st.builds("{}{}".format, st.datetimes().map(datetime.isoformat), offsets) | st.none() | st.text()
durations = st.floats() | st.integers() | st.floats(0, 1e6) | st.none() | st.booleans() | st.text(max_size=3)
data = st.dictionaries(st.text(max_size=3), st.integers(), max_size=2) | st.none() | st.just([1])
fields = st.fixed_dictionaries({}, optional={"timestamp": timestamps, "duration": durations, "data": data})


@given(fields)
def test_columns_are_what_is_stored_of_the_event(value: dict[str, Any]) -> None:
    try:
        row = row_of(read_event(value))
    except BadBodyError:
        with pytest.raises(BadBodyError):
            read_columns(value)
    else:
        assert read_columns(value) == (row.start, row.end, value.get("data") or {})


@pytest.mark.parametrize("value", [None, 1, "x", [], {}])
def test_what_is_no_event_is_refused(value: Any) -> None:
    with pytest.raises(BadBodyError):
        read_columns(value)


def test_the_last_moment_of_all_is_the_latest_end() -> None:
    last = to_micros(datetime.max.replace(tzinfo=UTC))
    event = {"timestamp": "9999-12-31T23:59:59Z", "duration": 0.999999}
    assert read_columns(event) == (last - 999_999, last, {})
    with pytest.raises(BadBodyError, match="year 10000"):
        read_columns({**event, "duration": 1})
