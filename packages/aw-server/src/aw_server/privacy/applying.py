"""Changing the history as privacy rules say, so that nothing of what was there is left in any file of the server."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aw_core.errors import AWError
from aw_core.privacy import PrivacyFilter, parse_filters
from aw_datastore import Datastore
from aw_datastore.care import BackupFolder, rewrite_copy, set_aside
from aw_datastore.disk import need_room, remove_database
from aw_datastore.errors import DatabaseError
from aw_datastore.rewriting import Changes
from aw_server.errors import OutdatedPreviewError, TooBusyError
from aw_server.privacy.order import Copies, Order, OrderFile
from aw_server.privacy.preview import token_of

__all__ = ["Applied", "Applying", "CopyOutcome", "Files"]

logger = logging.getLogger(__name__)

_STOP_SECONDS = 10.0

_ROOM = 4
"""Times the size of the database: what is changed goes into the log first, then the file is written anew."""


@dataclass(frozen=True)
class Files:
    """Where the server keeps what it recorded.

    - `database`: None where events are in memory;
    - `backups`: the backups of it, whether any more are made or not;
    - `older`: asked for the databases of older servers, which are never changed.
    """

    database: Path | None = None
    backups: BackupFolder | None = None
    older: Callable[[], list[Path]] = list


@dataclass(frozen=True)
class CopyOutcome:
    """What became of a copy of the database: `clean`, `rewritten`, `deleted` or `left`, and why it was left."""

    path: str
    state: str
    why: str = ""


@dataclass
class Applied:
    """What was done: how many events were changed and dropped, and what became of each file.

    `complete` tells whether nothing of what was there is left in the database's own files; where not, it is tried
    again at the next start.
    """

    changed: int = 0
    dropped: int = 0
    complete: bool = True
    files: list[CopyOutcome] = field(default_factory=list)

    def to_json_dict(self) -> dict[str, Any]:
        """What the API tells of it."""
        return asdict(self)


class Applying:
    """Carries out what was confirmed, one at a time; and what a kill interrupted, from `with` on.

    Args:
        datastore: open.
        files: the files of the server.
    """

    def __init__(self, datastore: Datastore, files: Files) -> None:
        self._datastore = datastore
        self._files = files
        self._order_file = None if files.database is None else OrderFile(files.database)
        self._busy = threading.Lock()
        self._thread = threading.Thread(target=self._go_on, name="privacy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.join(_STOP_SECONDS)

    def apply(self, order: Order, token: str) -> Applied:
        """Change the history; the answer comes when everything is done that can be.

        Raises:
            OutdatedPreviewError: it would not do what the preview with this token told; nothing was changed.
            TooBusyError: another one is under way.
            DatabaseFullError: there is too little room; nothing was begun.
            DatabaseError: the database cannot be written; nothing was changed.
        """
        filters = parse_filters(order.filters)

        def confirm(changes: Changes) -> None:
            if token_of(order.scope, changes) != token:
                raise OutdatedPreviewError
            # Now that it is sure to be meant, and before it is done: a kill from here on only delays it.
            if self._order_file is not None:
                self._order_file.write(order)

        if not self._busy.acquire(blocking=False):
            raise TooBusyError("the history is being changed already; try again when that is done")
        try:
            self._need_room()
            before = None if self._order_file is None else self._order_file.read()
            try:
                changes = self._datastore.rewrite(filters.apply, order.scope, confirm)
            except BaseException:
                self._note(before)
                raise
            return self._clean(order, filters, changes)
        finally:
            self._busy.release()

    def finish(self) -> Applied | None:
        """Do what is left of an order that was interrupted; None if there is none."""
        with self._busy:
            order = None if self._order_file is None else self._order_file.read()
            if order is None:
                return None
            logger.info("changing the history for privacy was interrupted; it goes on")
            filters = parse_filters(order.filters)
            return self._clean(order, filters, self._datastore.rewrite(filters.apply, order.scope))

    def _go_on(self) -> None:
        try:
            self.finish()
        except (AWError, OSError) as error:
            logger.warning("changing the history for privacy, which was interrupted, cannot go on: %s", error)

    def _clean(self, order: Order, filters: PrivacyFilter, changes: Changes) -> Applied:
        """Remove what was there before from all files."""
        applied = _counted(changes)
        applied.complete = self._datastore.scrub()
        applied.files = [*self._rewrite_copies(order, filters), *self._older()]
        if applied.complete:
            self._note(None)
        logger.info(
            "the history was changed for privacy: %d events changed, %d dropped",
            applied.changed,
            applied.dropped,
        )
        return applied

    def _need_room(self) -> None:
        if self._files.database is not None:
            size = self._files.database.stat().st_size
            need_room(self._files.database.parent, _ROOM * size, "to change the history needs room")

    def _note(self, order: Order | None) -> None:
        """Have the file say that this is to be done."""
        if self._order_file is None:
            return
        if order is None:
            self._order_file.clear()
        else:
            self._order_file.write(order)

    def _rewrite_copies(self, order: Order, filters: PrivacyFilter) -> Iterator[CopyOutcome]:
        if self._files.backups is not None:
            for backup in self._files.backups.backups():
                yield _done_with(backup.path, order.backups, order, filters)
        if self._files.database is not None:
            for path in set_aside(self._files.database):
                yield _done_with(path, order.set_aside, order, filters)

    def _older(self) -> Iterator[CopyOutcome]:
        for path in self._files.older():
            yield CopyOutcome(str(path), "left", "the database of an older server, which is never changed")


def _counted(changes: Changes) -> Applied:
    all_changes = [change for of_bucket in changes.values() for change in of_bucket]
    return Applied(
        changed=sum(change.events for change in all_changes if change.after is not None),
        dropped=sum(change.events for change in all_changes if change.after is None),
    )


def _done_with(path: Path, what: Copies, order: Order, filters: PrivacyFilter) -> CopyOutcome:
    try:
        match what:
            case Copies.KEEP:
                return CopyOutcome(str(path), "left", "it was to be kept as it is")
            case Copies.DELETE:
                remove_database(path)
                return CopyOutcome(str(path), "deleted")
            case Copies.REWRITE:
                changes = rewrite_copy(path, filters.apply, order.scope)
                return CopyOutcome(str(path), "rewritten" if changes else "clean")
    except (DatabaseError, OSError) as error:
        logger.warning("not rewritten: %s", error)
        return CopyOutcome(str(path), "left", str(error))
