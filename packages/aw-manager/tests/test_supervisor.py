"""Running the modules together; how they start and stop as a whole is in test_cli_start.py."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from aw_manager.errors import NothingRunsError
from aw_manager.keeper import Surroundings
from aw_manager.module import ModuleState, ModuleStatus
from aw_manager.restarts import RestartPolicy
from aw_manager.supervisor import Supervisor

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts with a #! line")


@pytest.fixture(name="around")
def strict_around(around: Surroundings) -> Surroundings:
    """One crash is enough."""
    return replace(around, policy=RestartPolicy(crash_limit=1))


def test_module_that_is_given_up_does_not_disturb_the_others(around: Surroundings, fakes: Any) -> None:
    fakes.add("aw-bad", "sys.exit(1)")
    fakes.add("aw-good", "time.sleep(600)")

    def publish(statuses: Any) -> None:
        states = {status.name: status.state for status in statuses}
        if states == {"aw-bad": ModuleState.FAILED, "aw-good": ModuleState.RUNNING}:
            supervisor.stop()

    supervisor = Supervisor(["aw-bad", "aw-good"], around, publish)
    asyncio.run(asyncio.wait_for(supervisor.run(), 20))
    assert [status.state for status in supervisor.statuses] == [ModuleState.FAILED, ModuleState.STOPPED]


def test_nothing_left_is_an_error(around: Surroundings, fakes: Any) -> None:
    fakes.add("aw-bad", "sys.exit(1)")
    supervisor = Supervisor(["aw-bad"], around, lambda _: None)
    with pytest.raises(NothingRunsError):
        asyncio.run(asyncio.wait_for(supervisor.run(), 20))


def test_statuses_have_the_server_first(around: Surroundings) -> None:
    supervisor = Supervisor(["aw-x", "aw-server", "aw-y"], around, lambda _: None)
    assert [status.name for status in supervisor.statuses] == ["aw-server", "aw-x", "aw-y"]


def test_defect_in_one_keeper_is_told_and_the_others_go_on(
    around: Surroundings, fakes: Any, said: Any
) -> None:
    """Such as a log folder that cannot be made: whatever it is, the other modules must not pay for it."""
    fakes.add("aw-broken", "time.sleep(600)")
    fakes.add("aw-good", "time.sleep(600)")

    def publish(statuses: Sequence[ModuleStatus]) -> None:
        states = {status.name: status.state for status in statuses}
        if states["aw-broken"] is ModuleState.STARTING and states["aw-good"] is ModuleState.STOPPED:
            raise RuntimeError("a defect")
        if states["aw-good"] is ModuleState.RUNNING:
            supervisor.stop()

    supervisor = Supervisor(["aw-broken", "aw-good"], around, publish)
    asyncio.run(asyncio.wait_for(supervisor.run(), 20))
    assert "aw-broken: no longer supervised: RuntimeError('a defect')" in said.texts
