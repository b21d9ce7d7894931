"""The queries the client writes, answered by the real engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_client.queries import (
    AndroidQueryParams,
    DesktopQueryParams,
    canonicalEvents,
    fullDesktopQuery,
    literal,
)
from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_query import query

T0 = datetime(2026, 11, 22, 8, tzinfo=UTC)
END = T0 + timedelta(hours=1)

WORK = (["Work"], {"type": "regex", "regex": r"\bmain\.py"})
VIDEO = (["Media", "Video"], {"type": "regex", "regex": "youtube", "ignore_case": True})


def events(*rows: tuple[float, float, dict[str, Any]]) -> list[Event]:
    """Events from (minute, minutes, data)."""
    return [
        Event(timestamp=T0 + timedelta(minutes=minute), duration=60 * minutes, data=data)
        for minute, minutes, data in rows
    ]


@pytest.fixture(scope="module")
def store() -> Datastore:
    """An hour: 20 min of work and 10 min of video in the browser at the desk, then a film nobody touches."""
    made = Datastore(MemoryStorage, testing=True)
    buckets = {
        "aw-watcher-window_desk": events(
            (0, 20, {"app": "Code", "title": "main.py - Code"}),
            (20, 10, {"app": "firefox", "title": "Cats - YouTube"}),
            (30, 20, {"app": "mpv", "title": "film"}),
        ),
        "aw-watcher-afk_desk": events((0, 25, {"status": "not-afk"}), (25, 35, {"status": "afk"})),
        "aw-watcher-web-firefox": events(
            (20, 10, {"url": "https://www.youtube.com/watch?v=1", "title": "Cats", "audible": True}),
            (30, 10, {"url": "https://example.org/", "title": "behind", "audible": False}),
        ),
        "aw-watcher-android_phone": events(
            (0, 1, {"app": "Maps"}), (5, 2, {"app": "Chat"}), (9, 3, {"app": "Maps"})
        ),
    }
    for bucket_id, contents in buckets.items():
        made.create_bucket(bucket_id, "test", "test", "desk").insert(contents)
    return made


def run(text: str, store: Datastore) -> Any:
    return query("test", text, T0, END, store)


def desk(**changes: Any) -> DesktopQueryParams:
    given: dict[str, Any] = {"bid_window": "aw-watcher-window_desk", "bid_afk": "aw-watcher-afk_desk"}
    return DesktopQueryParams(**given | {"classes": [WORK, VIDEO]} | changes)


def minutes_by(key: str, found: list[Event]) -> dict[Any, float]:
    return {str(event.data[key]): event.duration.total_seconds() / 60 for event in found}


def test_time_away_does_not_count(store: Datastore) -> None:
    result = run(fullDesktopQuery(desk()), store)
    assert result["window"]["duration"] == 25 * 60
    assert minutes_by("app", result["window"]["app_events"]) == {"Code": 20, "firefox": 5}
    assert minutes_by("$category", result["window"]["cat_events"]) == {
        "['Work']": 20,
        "['Media', 'Video']": 5,
    }
    assert [event.data["title"] for event in result["window"]["title_events"]] == [
        "main.py - Code",
        "Cats - YouTube",
    ]
    assert result["browser"] == {"domains": [], "urls": [], "duration": 0}


@pytest.mark.parametrize(
    ("changes", "minutes"),
    [
        ({"filter_afk": False}, 50),
        ({"bid_browsers": ["aw-watcher-web-firefox"]}, 30),
        ({"bid_browsers": ["aw-watcher-web-firefox"], "include_audible": False}, 25),
        ({"always_active_pattern": "^mpv$"}, 45),
        ({"always_active_pattern": "FILM|film"}, 45),
        ({"filter_classes": [["Work"]]}, 20),
        ({"filter_classes": [["Media", "Video"], ["Uncategorized"]]}, 5),
    ],
)
def test_what_counts_can_be_chosen(store: Datastore, changes: dict[str, Any], minutes: float) -> None:
    assert run(fullDesktopQuery(desk(**changes)), store)["window"]["duration"] == minutes * 60


def test_only_tabs_of_the_browser_in_front_count(store: Datastore) -> None:
    browser = run(fullDesktopQuery(desk(bid_browsers=["aw-watcher-web-firefox"])), store)["browser"]
    assert minutes_by("$domain", browser["domains"]) == {"youtube.com": 10}
    assert minutes_by("url", browser["urls"]) == {"https://www.youtube.com/watch?v=1": 10}
    assert browser["duration"] == 600


def test_a_phone_is_told_by_its_apps(store: Datastore) -> None:
    params = AndroidQueryParams(bid_android="aw-watcher-android_phone", classes=[WORK])
    assert minutes_by("app", run(canonicalEvents(params) + "RETURN = events;", store)) == {
        "Maps": 4,
        "Chat": 2,
    }


@pytest.mark.parametrize(
    ("title", "regex"),
    [
        ('say "hi"; RETURN = 1;', 'say "hi"; RETURN'),
        ("back\\slash", r"k\\s"),
        ("ends \\", "ends \\\\"),
        ("$1 'x'", "'x'"),
    ],
)
def test_a_rule_matches_whatever_signs_it_holds(title: str, regex: str) -> None:
    made = Datastore(MemoryStorage, testing=True)
    made.create_bucket("w", "test", "test", "h").insert(events((0, 1, {"app": "x", "title": title})))
    made.create_bucket("a", "test", "test", "h").insert(events((0, 1, {"status": "not-afk"})))
    params = DesktopQueryParams(
        bid_window="w", bid_afk="a", classes=[(["Found"], {"type": "regex", "regex": regex})]
    )
    [found] = run(canonicalEvents(params) + "RETURN = events;", made)
    assert found.data["$category"] == ["Found"]


texts = st.text(st.characters(codec="utf-8")).filter(lambda text: not text.endswith("\\"))
numbers = st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False, width=32)
values = st.recursive(
    st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)


@given(values)
def test_every_value_comes_back_as_it_was_written(value: Any) -> None:
    answered = run(f"RETURN = {literal(value)};", Datastore(MemoryStorage, testing=True))
    assert answered == value
    assert type(answered) is type(value)
