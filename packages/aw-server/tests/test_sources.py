"""Which sources record, as `/health` tells it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from aw_core import Event
from aw_datastore import Datastore
from aw_server.care.hearing import Hearing
from aw_server.care.sources import SourceState, judge

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=1)


def ago(seconds: float) -> str:
    return (NOW - timedelta(seconds=seconds)).isoformat()


def bucket(
    kind: str = "currentwindow",
    *,
    newest: float | None = None,
    sensed: float | None = None,
    ended: float | None = None,
    **data: Any,
) -> dict[str, Any]:
    """A bucket whose watcher did these things so many seconds ago."""
    said = {"sensed": sensed, "ended": ended}
    return {
        "type": kind,
        "data": {**{key: ago(value) for key, value in said.items() if value is not None}, **data},
        "metadata": {"start": None, "end": None if newest is None else ago(newest)},
    }


def state(listed: dict[str, Any], hearing_since: datetime = LONG_AGO) -> tuple[str, float | None]:
    """What is said of it, and for how many seconds nothing was recorded."""
    source = judge(listed, NOW, hearing_since)
    silence = None if source.since is None else (NOW - source.since).total_seconds()
    return source.state.value, silence


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (bucket(newest=5, sensed=50), ("recording", None)),
        (bucket(newest=5), ("recording", None)),
        (bucket(newest=3000, sensed=50), ("quiet", 3000)),
        (bucket(sensed=50), ("quiet", None)),
        (bucket("afkstatus", newest=3000, sensed=119), ("quiet", 3000)),
        (bucket(newest=3000, sensed=121), ("silent", 121)),
        (bucket(newest=130, sensed=170), ("silent", 130)),
        (bucket("other", newest=150, sensed=150), ("silent", 150)),
        (bucket(newest=60), ("silent", 60)),
        (bucket("afkstatus", newest=60), ("silent", 60)),
        (bucket("web.tab.current", newest=60), ("recording", None)),
        (bucket("web.tab.current", newest=3000), ("unknown", 3000)),
        # The browser may be closed.
        (bucket("web.tab.current", newest=3000, sensed=3000), ("unknown", 3000)),
        (bucket("web.tab.current", sensed=3000), ("unknown", None)),
        (bucket("web.tab.current", newest=3000, sensed=50), ("quiet", 3000)),
        (
            bucket("web.tab.current", newest=3000, sensed=3000, ended=2999, why="it is paused"),
            ("ended", 3000),
        ),
        (bucket(), ("unknown", None)),
        (bucket(newest=12, sensed=50, ended=10, why="stopped"), ("ended", 12)),
        (bucket(ended=10), ("ended", 10)),
        # An older version of the watcher, which says nothing of itself, was started since.
        (bucket(newest=5, sensed=900, ended=800), ("recording", None)),
        # The clock was wrong when that event was recorded: it says nothing of the present.
        (bucket(newest=-9000, sensed=300), ("silent", 300)),
        (bucket(newest=-9000), ("unknown", None)),
    ],
)
def test_a_source_is_judged_by_what_it_says_of_itself_and_its_newest_event(
    listed: dict[str, Any], said: tuple[str, float | None]
) -> None:
    assert state(listed) == said


def test_silence_means_nothing_yet_when_the_server_has_only_just_begun_to_hear() -> None:
    just_now = NOW - timedelta(seconds=100)
    assert state(bucket(sensed=300), just_now)[0] == "waiting"
    assert state(bucket(newest=300), just_now)[0] == "waiting"
    assert state(bucket(ended=300), just_now)[0] == "ended"
    assert state(bucket(sensed=300), NOW - timedelta(seconds=121))[0] == "silent"


anything = st.none() | st.text() | st.integers() | st.lists(st.text(), max_size=2)


@given(
    st.dictionaries(
        st.sampled_from(["sensed", "ended", "why", "backend", "refused", "version", "mine"]),
        anything | st.sampled_from([ago(0), ago(1e7), ago(-1e7)]),
    ),
    st.none() | st.floats(-1e6, 1e6),
    st.sampled_from(["currentwindow", "afkstatus", "other"]),
)
def test_whatever_a_bucket_keeps_its_source_has_a_state_and_its_silence_a_beginning(
    data: dict[str, Any], newest: float | None, kind: str
) -> None:
    listed = bucket(kind, newest=newest)
    source = judge({**listed, "data": data}, NOW, LONG_AGO)
    assert source.to_json_dict()["state"] == source.state.value
    assert (source.since is None) or source.state is not SourceState.RECORDING
    if source.state in {SourceState.SILENT, SourceState.ENDED}:
        assert source.since is not None


class Clock:
    """A clock that a test moves; it stands still while the machine sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_hearing_begins_anew_when_the_machine_wakes() -> None:
    clock = Clock()
    hearing = Hearing(clock)
    begun = hearing.since(datetime.now(UTC))
    clock.seconds += 3600
    awake = begun + timedelta(hours=1)
    assert hearing.since(awake) == begun
    woken = awake + timedelta(hours=8)
    assert hearing.since(woken) == woken
    clock.seconds += 10
    assert hearing.since(woken + timedelta(seconds=10)) == woken


def test_health_tells_of_each_bucket(client: FlaskClient, datastore: Datastore) -> None:
    now = datetime.now(UTC)
    sensed = now.isoformat(timespec="seconds")
    own = {
        "backend": "x11",
        "version": "0.5.100",
        "pid": 7,
        "refused": {"kwin": "another desktop"},
        "sensed": sensed,
    }
    datastore.create_bucket("window", "currentwindow", "c", "h", data={"mine": 1, **own})
    datastore.create_bucket("web", "web.tab.current", "c", "h")
    ended = {"ended": sensed, "why": "the X display is gone"}
    datastore.create_bucket("afk", "afkstatus", "c", "h", data=ended)
    newest = datastore["web"].insert(Event(None, now - timedelta(hours=1), 60, {})).end.isoformat()
    answer = client.get("/api/0/health").json
    assert answer is not None
    unsaid: dict[str, Any] = {
        "backend": None,
        "version": None,
        "pid": None,
        "refused": {},
        "sensed": None,
        "reason": None,
    }
    assert answer["sources"] == {
        "window": {**own, "state": "quiet", "since": None, "newest": None, "reason": None},
        "web": {**unsaid, "state": "unknown", "since": newest, "newest": newest},
        "afk": {**unsaid, "state": "ended", "since": sensed, "newest": None, "reason": ended["why"]},
    }


def test_a_put_changes_some_keys_of_a_buckets_data(client: FlaskClient, datastore: Datastore) -> None:
    datastore.create_bucket("b", "t", "c", "h", data={"mine": {"a": 1}, "sensed": "x", "why": "y"})
    answer = client.put("/api/0/buckets/b", json={"data_changes": {"sensed": "z", "why": None}})
    assert (answer.status_code, answer.json) == (200, {})
    assert datastore["b"].metadata()["data"] == {"mine": {"a": 1}, "sensed": "z"}
    refused = client.put("/api/0/buckets/b", json={"data_changes": ["x"]})
    assert refused.status_code == 400
    assert refused.json == {"message": 'data_changes: expected an object, got ["x"]'}
