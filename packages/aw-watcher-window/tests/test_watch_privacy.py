from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from aw_client.watcher import Watcher
from aw_core import Event
from aw_core.heartbeat import heartbeat_merge
from aw_core.privacy import PrivacyFilter, parse_filters
from aw_watcher_window import watch as watching
from aw_watcher_window.config import Config
from aw_watcher_window.filters import TitleFilter
from aw_watcher_window.focus import NOTHING, Focus
from aw_watcher_window.recorder import Recorder
from aw_watcher_window.watch import admitted, watch

T0 = datetime(2026, 3, 1, 9, tzinfo=UTC)
FIREFOX = "Firefox"


@dataclass
class ScriptedWatcher:
    """The watcher's runtime at its edge: rules are real, time passes a second with each wait, events are kept."""

    rules: PrivacyFilter
    looks: int
    pauses_at: int | None = None
    bucket_id: str = "b"
    now: datetime = T0
    events: list[Event] = field(default_factory=list)

    def admitted(self, data: dict[str, Any]) -> dict[str, Any] | None:
        return self.rules.apply(self.bucket_id, data)

    def wait(self, timeout: float, *_: object, drain: Callable[[], object]) -> bool:
        assert timeout <= 1
        self.now += timedelta(seconds=1)
        if self.looks == self.pauses_at:
            self.now += timedelta(minutes=1)
            drain()
        self.looks -= 1
        return self.looks >= 0

    def report(self, events: list[Event], *, pulsetime: float) -> None:
        for event in events:
            sent = Event(**event)
            if not self.events or heartbeat_merge(self.events[-1], sent, pulsetime) is None:
                self.events.append(sent)


class ScriptedBackend:
    name = "script"

    def __init__(self, focuses: list[Focus]) -> None:
        self._focuses = deque(focuses)

    def focused(self) -> Focus:
        return self._focuses.popleft()


def recorded(
    monkeypatch: pytest.MonkeyPatch,
    focuses: list[Focus],
    config: Config | None = None,
    *,
    pauses_at: int | None = None,
) -> list[tuple[float, float, str]]:
    """Start, end and title of what is recorded of these focuses, one a second; a pause takes one of them and a minute."""
    rules = parse_filters([{"pattern": "bank", "action": "drop"}])
    watcher = ScriptedWatcher(rules, len(focuses) - (pauses_at is not None), pauses_at)
    monkeypatch.setattr(watching, "_now", lambda: watcher.now)
    watch(
        cast("Watcher", watcher), cast("Any", ScriptedBackend(focuses)), config or Config(1.0, TitleFilter())
    )
    return [
        ((e.timestamp - T0).total_seconds(), (e.end - T0).total_seconds(), e.data["title"])
        for e in watcher.events
    ]


def firefox(title: str) -> Focus:
    return Focus(1, FIREFOX, title)


def test_counter_in_a_title_makes_no_new_event(monkeypatch: pytest.MonkeyPatch) -> None:
    focuses = [firefox(f"({n}) chat") for n in range(1, 9)]
    assert recorded(monkeypatch, focuses) == [(1, 9, "chat")]


def test_window_that_is_not_to_be_recorded_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    focuses = [*[firefox("news")] * 3, *[firefox("my bank")] * 4, *[firefox("news")] * 3]
    assert recorded(monkeypatch, focuses) == [(1, 4, "news"), (8, 11, "news")]


def test_private_window_among_others_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    private = Focus(2, FIREFOX, "x — Mozilla Firefox Private Browsing")
    focuses = [
        private,
        firefox("a"),
        firefox("a"),
        private,
        private,
        Focus(3, "Editor", "b"),
        Focus(3, "Editor", "b"),
    ]
    assert recorded(monkeypatch, focuses) == [(2, 4, "a"), (6, 8, "b")]


def test_excluded_titles_stay_excluded(monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config(1.0, TitleFilter(everything=True))
    assert recorded(monkeypatch, [firefox("my bank")] * 3, config) == [(1, 4, "excluded")]


def test_what_is_told_in_a_pause_is_taken_and_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    focuses = [Focus(1, "Editor", title) for title in ("before", "before", "meanwhile", "after", "after")]
    assert recorded(monkeypatch, focuses, pauses_at=2) == [(1, 2, "before"), (63, 65, "after")]


def test_rules_may_change_each_part_of_a_focus() -> None:
    rules = parse_filters([{"pattern": "secret", "action": "redact", "replacement": "-"}])
    watcher = cast("Watcher", ScriptedWatcher(rules, 0))
    focus = Focus(7, "secret app", "a secret", "https://secret.example")
    assert admitted(watcher, focus) == Focus(7, "- app", "a -", "https://-.example")
    assert admitted(watcher, NOTHING) is NOTHING


def test_nothing_is_looked_at_more_often_while_a_window_is_passed_over() -> None:
    recorder = Recorder(2.0)
    recorder.look(firefox("x"), T0)
    assert recorder.pass_over(T0 + timedelta(seconds=1))
    assert recorder.due(T0 + timedelta(seconds=1)) == 2
    assert recorder.pass_over(T0 + timedelta(seconds=3)) == []
    assert recorder.finish(T0 + timedelta(seconds=4)) == []
