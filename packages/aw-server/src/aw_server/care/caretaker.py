"""The thread that looks after the database: one check at the start, then backups and retention day by day."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from aw_core.errors import AWError
from aw_datastore import Datastore
from aw_datastore.care import BackupFolder, Stop, old_events, parse_age, quick_check
from aw_datastore.errors import DamagedDatabaseError
from aw_server.care.health import Health

__all__ = ["Caretaker"]

logger = logging.getLogger(__name__)

_ROUND_SECONDS = 3600
"""How often it is asked what is due. A clock that was set or a machine that slept delays a backup by no more."""

FIRST_PAUSE_SECONDS = 60.0
"""Until the first time: at the start of a session there is enough to do, and a dashboard to show."""

_STOP_SECONDS = 5


class _StoppedError(Exception):
    """The server ends: what is under way is given up."""


class Caretaker:
    """Looks after the database of a running server, from `with` to the end of its block.

    Args:
        datastore: open.
        path: its file.
        health: told what is found.
        backups: where backups go, None if none are to be made.
        retention: the age above which events are deleted, empty if none are.
        first_pause: seconds from the check until it is first asked what is due.
    """

    def __init__(
        self,
        datastore: Datastore,
        path: Path,
        health: Health,
        backups: BackupFolder | None,
        retention: str,
        *,
        first_pause: float = FIRST_PAUSE_SECONDS,
    ) -> None:
        self._datastore = datastore
        self._path = path
        self._health = health
        self._backups = backups
        self._retention = retention
        self._first_pause = first_pause
        self._stopping = threading.Event()
        self._stop_check = Stop()
        self._thread = threading.Thread(target=self._run, name="caretaker", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._stop_check.set()
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        try:
            pause = self._first_pause
            whole = self._check()
            while whole and not self._stopping.wait(pause):
                self._round()
                pause = _ROUND_SECONDS
        except _StoppedError:
            logger.debug("what was under way is given up")

    def _check(self) -> bool:
        """Read the file from end to end; whether it is whole."""
        self._health.checking()
        try:
            result = quick_check(self._path, self._stop_check)
        except DamagedDatabaseError as error:
            self._health.found_damaged(error)
            return False
        except AWError as error:
            self._go_on()
            logger.warning("the database could not be checked: %s", error)
            return True
        if result.is_fine:
            self._health.found_fine()
        else:
            self._health.found_damaged(result.problems[0])
        return result.is_fine

    def _round(self) -> None:
        """Do what is due; what fails is told, and tried again in the next round."""
        for task in (self._back_up, self._forget_old, self._datastore.pack):
            try:
                task()
            except DamagedDatabaseError as error:
                self._health.found_damaged(error)
            except AWError as error:
                logger.warning("%s", error)
            except _StoppedError:
                raise
            except Exception:
                # Whatever it is, the other tasks and the next round must not go with it.
                logger.exception("looking after the database failed; it is tried again in an hour")
            self._go_on()

    def _back_up(self) -> None:
        if self._backups is None or not self._datastore.buckets():
            return
        now = datetime.now(UTC)
        if not self._backups.is_due(now):
            return
        try:
            backup = self._backups.make(now, self._go_on_after)
        except DamagedDatabaseError:
            raise
        except AWError as error:
            self._health.backup_failed(error)
        else:
            self._health.backup_made()
            logger.info("backup made: %s (%d bytes)", backup.path, backup.size)

    def _forget_old(self) -> None:
        if not self._retention:
            return
        limit = parse_age(self._retention, datetime.now(UTC))
        old = old_events(self._path, limit)
        for bucket in old:
            count = self._datastore.delete_until(bucket.bucket_id, limit, self._go_on_after)
            logger.info(
                "%d events of %s were older than %s and are deleted", count, bucket.bucket_id, self._retention
            )
        if old:
            self._datastore.give_space_back()

    def _go_on_after(self, *_: int) -> None:
        self._go_on()

    def _go_on(self) -> None:
        if self._stopping.is_set():
            raise _StoppedError
