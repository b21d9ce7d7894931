"""Changing the history as privacy rules say, so that nothing of what was there is left in any file of the server."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aw_core.errors import AWError
from aw_core.privacy import PrivacyFilter, parse_filters
from aw_datastore import Datastore
from aw_datastore.care import BackupFolder, remove_unfinished, rewrite_copy, set_aside
from aw_datastore.disk import need_room, remove_database
from aw_datastore.errors import DatabaseError
from aw_datastore.rewriting import Changes
from aw_server.errors import OutdatedPreviewError, TooBusyError
from aw_server.privacy.order import Copies, Order, OrderFile
from aw_server.privacy.preview import token_of

__all__ = ["Applied", "Applying", "CopyOutcome", "Files"]

logger = logging.getLogger(__name__)

_STOP_SECONDS = 10.0

_LEFT = "left"

_ROOM = 4
"""Times the size of the database: what is changed goes into the log first, then the file is written anew."""


@dataclass(frozen=True)
class Files:
    """Where the server keeps what it recorded.

    - `database`: None where events are in memory;
    - `backups`: the backups of it, whether any more are made or not;
    - `older`: asked for the databases of older servers, which are never changed;
    - `remove_left`: deletes the folders that killed processes left copies in.
    """

    database: Path | None = None
    backups: BackupFolder | None = None
    older: Callable[[], list[Path]] = list
    remove_left: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class CopyOutcome:
    """What became of a copy of the database: `clean`, `rewritten`, `deleted` or `left`, and why it was left."""

    path: str
    state: str
    why: str = ""


@dataclass
class Applied:
    """What was done: how many events were changed and dropped, and what became of each file.

    `complete` tells whether nothing of what was there is left in the database's own files and in those copies that
    were not to be kept; where not, it is tried again at the next start. `why` tells what kept it in the database's own
    files, and is empty if nothing did.
    """

    changed: int = 0
    dropped: int = 0
    complete: bool = True
    why: str = ""
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

        Once events are changed, what is in the way of the rest raises nothing: the answer tells of it.

        Raises:
            OutdatedPreviewError: it would not do what the preview with this token told; nothing was changed.
            TooBusyError: another one is under way.
            DatabaseFullError: there is too little room; nothing was changed.
            DatabaseError: the database cannot be written; nothing was changed.
        """
        filters = parse_filters(order.filters)
        if not self._busy.acquire(blocking=False):
            raise TooBusyError("the history is being changed already; try again when that is done")
        try:
            self._need_room()
            earlier = self._unfinished()
            with self._copies_at_rest():
                applied = self._scrubbed(self._confirmed(order, filters, token, earlier))
            left = self._go_through_copies(order, filters, applied)
            try:
                self._note([*earlier, *left])
            except OSError as error:
                logger.warning(
                    "that changing the history is done cannot be noted; it is done again: %s", error
                )
            return applied
        finally:
            self._busy.release()

    def finish(self) -> list[Applied]:
        """Do what is left of orders that were interrupted, or could not be carried out in full."""
        with self._busy:
            done, left = [], []
            for order in self._unfinished():
                logger.info("changing the history for privacy was interrupted; it goes on")
                filters, applied = parse_filters(order.filters), Applied()
                if not order.copies_alone:
                    with self._copies_at_rest():
                        applied = self._scrubbed(self._datastore.rewrite(filters.apply, order.scope))
                left += self._go_through_copies(order, filters, applied)
                done.append(applied)
            if done:
                self._note(left)
            return done

    @property
    def is_unfinished(self) -> bool:
        """Whether something is left for `finish` to do.

        Raises:
            DatabaseError: the note of it is damaged.
            OSError: it cannot be read.
        """
        return bool(self._unfinished())

    def copies(self, order: Order) -> list[Path]:
        """The copies of the database that an order is about: backups, and what was set aside."""
        return [path for path, what in self._copies(order) if what is not Copies.KEEP]

    def _go_on(self) -> None:
        try:
            self.finish()
        except (AWError, OSError) as error:
            logger.warning("changing the history for privacy, which was interrupted, cannot go on: %s", error)

    def _confirmed(
        self, order: Order, filters: PrivacyFilter, token: str, earlier: Sequence[Order]
    ) -> Changes:
        """Change the history if that is what the token stands for; `earlier` orders stay noted."""

        def confirm(changes: Changes) -> None:
            if token_of(order.scope, changes) != token:
                raise OutdatedPreviewError
            # Now that it is sure to be meant, and before it is done: a kill from here on only delays it.
            if self._order_file is not None:
                self._order_file.write([*earlier, order])

        try:
            return self._datastore.rewrite(filters.apply, order.scope, confirm)
        except (AWError, OSError):
            # These mean that nothing was changed. After anything else, such as Ctrl-C while it was committed, it may be.
            self._note(earlier)
            raise

    def _scrubbed(self, changes: Changes) -> Applied:
        """Remove what was there before from the database's own files."""
        applied = _counted(changes)
        try:
            applied.complete = self._datastore.scrub()
            applied.why = "" if applied.complete else "other programs were reading the database"
        except (DatabaseError, OSError) as error:
            applied.complete, applied.why = False, str(error)
        if not applied.complete:
            logger.warning("the database's files may still hold what was there before: %s", applied.why)
        logger.info(
            "the history was changed for privacy: %d events changed, %d dropped",
            applied.changed,
            applied.dropped,
        )
        return applied

    @contextmanager
    def _copies_at_rest(self) -> Iterator[None]:
        """While nobody copies the database; what was left behind by programs that were killed at it is deleted."""
        with ExitStack() as held:
            try:
                if self._files.backups is not None:
                    held.enter_context(self._files.backups.at_rest())
                if self._files.database is not None:
                    remove_unfinished(self._files.database)
                self._files.remove_left()
            except OSError as error:
                logger.warning("what a killed program left behind may still be there: %s", error)
            yield

    def _need_room(self) -> None:
        if self._files.database is not None:
            size = self._files.database.stat().st_size
            need_room(self._files.database.parent, _ROOM * size, "to change the history needs room")

    def _unfinished(self) -> list[Order]:
        return [] if self._order_file is None else self._order_file.read()

    def _note(self, orders: Sequence[Order]) -> None:
        """Have the file say that this is to be done."""
        if self._order_file is not None:
            self._order_file.write(orders)

    def _go_through_copies(self, order: Order, filters: PrivacyFilter, applied: Applied) -> list[Order]:
        """Remove it from the copies too; answers what is left to do."""
        with self._copies_at_rest():  # one that was begun is whole then, and has its name
            copies = self._copies(order)
        is_clean = applied.complete
        for path, what in copies:
            outcome = _done_with(path, what, order, filters)
            applied.files.append(outcome)
            if outcome.state == _LEFT and what is not Copies.KEEP:
                applied.complete = False
        applied.files += self._older()
        return [] if applied.complete else [replace(order, copies_alone=is_clean)]

    def _copies(self, order: Order) -> list[tuple[Path, Copies]]:
        """The copies, and what is to become of each."""
        backups = [] if self._files.backups is None else self._files.backups.backups()
        aside = [] if self._files.database is None else set_aside(self._files.database)
        return [
            *((backup.path, order.backups) for backup in backups),
            *((path, order.set_aside) for path in aside),
        ]

    def _older(self) -> Iterator[CopyOutcome]:
        for path in self._files.older():
            yield CopyOutcome(str(path), _LEFT, "the database of an older server, which is never changed")


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
                return CopyOutcome(str(path), _LEFT, "it was to be kept as it is")
            case Copies.DELETE:
                remove_database(path)
                return CopyOutcome(str(path), "deleted")
            case Copies.REWRITE:
                changes = rewrite_copy(path, filters.apply, order.scope)
                return CopyOutcome(str(path), "rewritten" if changes else "clean")
    except (DatabaseError, OSError) as error:
        if not path.exists():  # a newer backup has pushed it out, or a person has deleted it
            return CopyOutcome(str(path), "deleted")
        logger.warning("not rewritten: %s", error)
        return CopyOutcome(str(path), _LEFT, str(error))
