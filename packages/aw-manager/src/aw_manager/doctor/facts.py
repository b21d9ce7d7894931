"""What the doctor knows when it judges: all that was asked of the server, the system and the manager."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aw_client.pause import Pause
from aw_core.address import ServerAddress
from aw_manager.doctor.heard import Heard
from aw_manager.instance import RunningManager
from aw_manager.module import ModuleStatus
from aw_manager.server import ServerAnswer

__all__ = ["Desktop", "Disk", "Facts"]


@dataclass(frozen=True)
class Disk:
    """The disk that holds the database: where, and its bytes."""

    path: str
    free: int


@dataclass(frozen=True)
class Desktop:
    """What kind of session the watchers see; empty texts when there is none."""

    session: str
    """`x11`, `wayland`, or empty."""

    name: str
    """Such as `GNOME`."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One look at everything.

    `buckets` is what the server lists, or None when it could not be had, `refusal` then says why;
    `sources` is what it says of their sources; `backends` are the ways of sensing by watcher, and whether they work here;
    `processes` are the modules that run, manager or not, by name with the process;
    `expected` are the modules that should run.
    """

    now: datetime
    hostname: str
    address: ServerAddress
    testing: bool
    answer: ServerAnswer
    port_owner: str | None
    manager: RunningManager | None
    expected: tuple[str, ...]
    installed: frozenset[str]
    processes: Mapping[str, int]
    disk: Disk
    desktop: Desktop
    buckets: Mapping[str, Mapping[str, Any]] | None = None
    sources: Mapping[str, Heard] = field(default_factory=dict)
    backends: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    pause: Pause | None = None
    """What the server says of its pause, None where it says nothing."""
    pause_problem: str = ""
    """Why it is paused though nobody asked for it."""
    privacy_problems: tuple[str, ...] = ()
    """What the server says is wrong with its privacy rules, or not finished of applying them to the history."""
    refusal: str = ""
    key_refused: bool = False

    def status(self, name: str) -> ModuleStatus | None:
        """What the running manager says of a module."""
        return next((module for module in self.modules if module.name == name), None)

    @property
    def is_paused(self) -> bool:
        """Whether nothing is to be recorded now."""
        return self.pause is not None and self.pause.paused

    @property
    def modules(self) -> tuple[ModuleStatus, ...]:
        """The modules of the running manager; none when none runs."""
        return self.manager.modules if self.manager else ()

    def command(self, name: str) -> str:
        """A command of the manager as the user types it for this mode."""
        return f"aw-manager {name}{' --testing' if self.testing else ''}"
