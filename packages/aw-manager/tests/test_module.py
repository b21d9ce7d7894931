"""What is told of a module."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_manager.module import ModuleState, ModuleStatus, is_server

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_entering_a_state_sets_since() -> None:
    status = ModuleStatus(name="aw-x", since=LONG_AGO)
    assert status.moved(ModuleState.RUNNING).since > LONG_AGO


def test_staying_in_a_state_keeps_since() -> None:
    status = ModuleStatus(name="aw-x", state=ModuleState.UNAVAILABLE, since=LONG_AGO)
    assert status.moved(ModuleState.UNAVAILABLE, message="why").since == LONG_AGO


@given(
    st.builds(
        ModuleStatus,
        name=st.text(),
        state=st.sampled_from(ModuleState),
        pid=st.none() | st.integers(1),
        since=st.datetimes(timezones=st.just(UTC)),
        restarts=st.integers(0),
        message=st.text(),
    )
)
def test_status_survives_its_json(status: ModuleStatus) -> None:
    assert ModuleStatus.from_json_dict(json.loads(json.dumps(status.to_json_dict()))) == status


@pytest.mark.parametrize(
    ("name", "expected"),
    [("aw-server", True), ("aw-server-rust", True), ("aw-servers", False), ("aw-watcher-afk", False)],
)
def test_servers_are_known_by_name(name: str, expected: bool) -> None:
    assert is_server(name) is expected
