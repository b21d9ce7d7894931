"""What the server knows of the state of its database."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from aw_datastore.care import BackupFolder, read_recoveries

__all__ = ["Health", "State"]

logger = logging.getLogger(__name__)


class State(Enum):
    """How the database is; the value is what the API says."""

    UNCHECKED = "unchecked"  # nothing was looked at yet, or there is no file
    CHECKING = "checking"  # it is being read from end to end
    FINE = "fine"  # that found nothing
    DAMAGED = "damaged"  # it cannot be read in places; its recovery is about to begin
    RECOVERING = "recovering"  # what can be read of it is being saved


class Health:
    """The state of the database, from the start of the server to its end; safe to use from several threads.

    Args:
        path: the file, None where events are in memory.
        backups: its backups, None where none are made.
    """

    def __init__(self, path: Path | None = None, backups: BackupFolder | None = None) -> None:
        self._path = path
        self._backups = backups
        self._lock = threading.Lock()
        self._state = State.UNCHECKED
        self._checked: datetime | None = None
        self._damage = ""
        self._backup_problem = ""
        self._on_damage: Callable[[], None] = lambda: None

    @property
    def damage(self) -> str:
        """What was found wrong with the file that is open, empty if nothing was."""
        with self._lock:
            return self._damage

    def begin(self, on_damage: Callable[[], None]) -> None:
        """Forget what was known of the last file; have `on_damage` called once if this one is found damaged."""
        with self._lock:
            self._state, self._damage, self._on_damage = State.UNCHECKED, "", on_damage

    def checking(self) -> None:
        """Note that the file is being read from end to end."""
        self._move(State.CHECKING)

    def found_fine(self) -> None:
        """Note that this found nothing."""
        if self._move(State.FINE):
            self._checked = datetime.now(UTC)

    def found_damaged(self, what: object) -> None:
        """Note that the file is damaged, and say so to whom it concerns; the first finding counts."""
        with self._lock:
            if self._damage:
                return
            self._state, self._damage = State.DAMAGED, str(what) or "it cannot be read"
            on_damage = self._on_damage
        logger.error("the database is damaged: %s", what)
        on_damage()

    def recovering(self, damage: str) -> None:
        """Note that the damaged file is being recovered."""
        with self._lock:
            self._state, self._damage = State.RECOVERING, damage

    def backup_made(self) -> None:
        """Note that the last backup went well."""
        self._backup_problem = ""

    def backup_failed(self, why: object) -> None:
        """Note that no backup could be made."""
        if str(why) != self._backup_problem:
            logger.warning("no backup was made: %s", why)
        self._backup_problem = str(why)

    def to_json_dict(self) -> dict[str, Any]:
        """What the API tells of it."""
        recoveries = [] if self._path is None else read_recoveries(self._path)
        newest = None if self._backups is None else next(iter(self._backups.backups()), None)
        return {
            "state": self._state.value,
            "checked": _iso(self._checked),
            "damage": self._damage or None,
            "recoveries": [recovery.to_json_dict() for recovery in recoveries],
            "backups": {
                "enabled": self._backups is not None,
                "newest": None if newest is None else _iso(newest.made),
                "problem": self._backup_problem or None,
            },
        }

    def _move(self, state: State) -> bool:
        """Whether the state is this now: what is damaged stays so until another file is open."""
        with self._lock:
            if not self._damage:
                self._state = state
            return self._state is state


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
