"""A module as the manager sees it: its name, its command and the one state it is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

__all__ = ["ModuleState", "ModuleStatus", "is_server", "is_watcher"]


class ModuleState(StrEnum):
    """Where a module is in its life; exactly one holds."""

    STOPPED = "stopped"
    """Not started yet, or stopped on request."""

    STARTING = "starting"
    """Its process exists but has not shown yet that it works: a server that answers, a watcher that stays."""

    RUNNING = "running"
    """Its process works."""

    PAUSED = "paused"
    """Recording is paused, so it does not run; it is started again when that ends."""

    EXTERNAL = "external"
    """A server that somebody else started answers; the manager uses it and leaves it alone."""

    UNAVAILABLE = "unavailable"
    """It said that it cannot work here, a watcher on this desktop, a server with its database; asked again now and then."""

    MISCONFIGURED = "misconfigured"
    """It said that one of its settings is wrong; started again now and then, as somebody may mend it."""

    WAITING = "waiting"
    """It ended unasked and is started again after a pause."""

    FAILED = "failed"
    """It ended too often, or cannot be started at all; left alone until the manager is started again."""

    STOPPING = "stopping"
    """It was asked to end and has a deadline."""


@dataclass(frozen=True, kw_only=True)
class ModuleStatus:
    """What is to be told of a module at one moment.

    `since` is when it entered the state (aware, UTC), `restarts` how often it was started again,
    `message` the last thing worth knowing, such as why it ended.
    """

    name: str
    state: ModuleState = ModuleState.STOPPED
    pid: int | None = None
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    restarts: int = 0
    message: str = ""

    def moved(self, state: ModuleState, **changes: Any) -> ModuleStatus:
        """The status after entering a state; `since` is now unless the state stays the same."""
        since = self.since if state is self.state else datetime.now(UTC)
        return replace(self, **{"state": state, "since": since, **changes})

    def to_json_dict(self) -> dict[str, Any]:
        """The status as the state file and `status --json` have it."""
        return {
            "name": self.name,
            "state": self.state.value,
            "pid": self.pid,
            "since": self.since.isoformat(),
            "restarts": self.restarts,
            "message": self.message,
        }

    @classmethod
    def from_json_dict(cls, value: Mapping[str, Any]) -> ModuleStatus:
        """The status a state file has.

        Raises:
            KeyError, ValueError, TypeError: it is not what `to_json_dict` writes.
        """
        return cls(
            name=str(value["name"]),
            state=ModuleState(value["state"]),
            pid=value["pid"],
            since=datetime.fromisoformat(value["since"]),
            restarts=int(value["restarts"]),
            message=str(value["message"]),
        )


def is_server(name: str) -> bool:
    """Whether the module of that name serves the REST API: `aw-server`, or another build of it."""
    return name == "aw-server" or name.startswith("aw-server-")


def is_watcher(name: str) -> bool:
    """Whether the module of that name senses, and so does not run while recording is paused."""
    return "watcher" in name
