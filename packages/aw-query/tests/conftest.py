"""What every test of this package needs: folders of its own, buckets to query, hypothesis profiles."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

import aw_query
from aw_core import Event
from aw_core.timestamps import to_micros
from aw_datastore import EventTable

# Test modules are imported by file, so the helpers beside them are put where an import finds them.
sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("default", max_examples=12, deadline=None)
settings.register_profile("nightly", max_examples=2500, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

START, END = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 5, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _isolated_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's folders."""
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))


class Buckets:
    """A source of events in memory: buckets as an export has them, with `id`, `hostname` and `events`."""

    def __init__(self, buckets: Sequence[Mapping[str, Any]] = ()) -> None:
        self._buckets = {bucket["id"]: bucket for bucket in buckets}

    def buckets(self) -> Mapping[str, Mapping[str, Any]]:
        return self._buckets

    def table(self, bucket_id: str, start: datetime | None = None, end: datetime | None = None) -> EventTable:
        assert start is not None
        assert end is not None
        events = [Event(**event) for event in self._buckets[bucket_id]["events"]]
        table = EventTable.from_events(events)
        table = table.take((table.end >= to_micros(start)) & (table.start <= to_micros(end)))
        newest_first = table.take(np.argsort(-table.start, kind="stable"))
        return newest_first.clip(to_micros(start), to_micros(end))

    def eventcount(self, bucket_id: str, start: datetime | None = None, end: datetime | None = None) -> int:
        return len(self.table(bucket_id, start, end))


Ask = Callable[..., Any]


@pytest.fixture(name="ask_run")
def _ask_run() -> Ask:
    """Ask a query of 2024-05-01 (UTC) in these buckets: its value with lists of events as EventTables."""

    def ask(query: str, buckets: Sequence[Mapping[str, Any]] = ()) -> Any:
        return aw_query.run("test", query, START, END, Buckets(buckets))

    return ask


@pytest.fixture(name="ask")
def _ask() -> Ask:
    """Ask the same: its value as Python has it."""

    def ask(query: str, buckets: Sequence[Mapping[str, Any]] = ()) -> Any:
        return aw_query.query("test", query, START, END, Buckets(buckets))

    return ask


@pytest.fixture(name="ask_wire")
def _ask_wire(ask_run: Ask) -> Ask:
    """Ask the same: its value as the REST API sends it."""
    return lambda *question: aw_query.wire_value(ask_run(*question))
