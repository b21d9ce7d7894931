"""Changing the history as privacy rules say, so that nothing of what was there is left in any file of the server."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
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
from aw_datastore.rewriting import Changes, Scope
from aw_server.errors import OutdatedPreviewError, TooBusyError
from aw_server.privacy.order import Copies, Copy, Order, OrderFile, Step, Unfinished, is_gone
from aw_server.privacy.preview import token_of

__all__ = ["Applied", "Applying", "CopyOutcome", "Files"]

logger = logging.getLogger(__name__)

_STOP_SECONDS = 10.0

_AGAIN_SECONDS = 600.0
"""Until it is tried again: who reads the database does so for some minutes, such as a notebook."""

_MOMENT = 1.0
"""Seconds to wait for readers that may be there for long."""

_EVERY_STEP = frozenset(Step)
_IN_DATABASE = _EVERY_STEP - {Step.COPIES}
"""What is tried again while the server runs; a copy that cannot be rewritten now cannot be in ten minutes."""

_LEFT = "left"
_CHANGED = "it was changed after that was confirmed, and is left as it is; look at what it holds, then delete it or move it"

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
    were not to be kept; where not, it is tried again. `why` tells what kept it in the database's own files, and is
    empty if nothing did.
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

    What is left in the database's own files is tried again now and then, what is left in copies at the next start.

    Args:
        datastore: open.
        files: the files of the server.
        again: seconds until it is tried again.
    """

    def __init__(self, datastore: Datastore, files: Files, *, again: float = _AGAIN_SECONDS) -> None:
        self._datastore = datastore
        self._files = files
        self._order_file = None if files.database is None else OrderFile(files.database)
        self._again = again
        self._busy = threading.Lock()
        self._left: Sequence[Unfinished] = ()
        self._unreadable = ""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="privacy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
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
                changes, begun = self._confirmed(order, filters, token, earlier)
                applied = _counted(changes)
                # The history is never gone through again for it: events may have been edited by then.
                begun = replace(begun, step=Step.FILES)
                self._note_if_possible([*earlier, begun])
                begun = self._scrubbed(begun, applied)
            left = self._go_through_copies(begun, filters, applied)
            self._note_if_possible([*earlier, *left])
            return applied
        finally:
            self._busy.release()

    def finish(self) -> list[Applied]:
        """Do what is left of orders that were interrupted, or could not be carried out in full.

        One that cannot go on stays noted, and the next one is done.

        Raises:
            OSError: what is left cannot be read or noted.
        """
        return self._go_on_with(_EVERY_STEP)

    @property
    def problems(self) -> list[str]:
        """What is not finished of changes that were confirmed, and why."""
        whys = [one.why for one in self._left if one.why and not one.is_over]
        whys += [self._unreadable] if self._unreadable else []
        whys += [
            f"{path} was damaged, so that it is not known what is left; apply the rules again, then delete it"
            for path in ([] if self._order_file is None else self._order_file.damaged)
        ]
        return [f"a change of the history is not finished: {why}" for why in whys]

    @property
    def is_unfinished(self) -> bool:
        """Whether something is left for `finish` to do.

        Raises:
            OSError: the note of it cannot be read.
        """
        return bool(self._unfinished())

    def copies(self, order: Order) -> list[Path]:
        """The copies of the database that an order is about: backups, and what was set aside."""
        return [Path(copy.path) for copy in self._copies(order) if copy.what is not Copies.KEEP]

    def _go_on(self) -> None:
        self._try(_EVERY_STEP)
        while not self._stopping.wait(self._again):
            if self._unreadable or any(order.step in _IN_DATABASE for order in self._left):
                self._try(_IN_DATABASE)

    def _try(self, steps: frozenset[Step]) -> None:
        try:
            self._go_on_with(steps)
        except (AWError, OSError) as error:
            self._unreadable = str(error)
            logger.warning("changing the history for privacy, which was interrupted, cannot go on: %s", error)

    def _go_on_with(self, steps: frozenset[Step]) -> list[Applied]:
        """Go on with those orders whose next step is one of these."""
        with self._busy:
            orders = self._unfinished()
            done: list[Applied] = []
            left: list[Unfinished] = []
            for at, order in enumerate(orders):
                if order.step in steps:
                    applied, rest = self._gone_on(order, steps, left, orders[at + 1 :])
                    done.append(applied)
                    left += rest
                else:
                    left.append(order)
            if orders or self._left:
                self._note(left)
            return done

    def _gone_on(
        self, order: Unfinished, steps: frozenset[Step], before: list[Unfinished], after: list[Unfinished]
    ) -> tuple[Applied, list[Unfinished]]:
        """Do what can be done of an order, noted between others; answers what was done and what is left of it."""
        logger.info("changing the history for privacy was interrupted; it goes on")
        applied = Applied()
        try:
            filters, scope = parse_filters(order.order.filters), order.order.scope
            with self._copies_at_rest():
                if order.step is Step.HISTORY:
                    changes = self._datastore.rewrite(filters.apply, replace(scope, last_id=order.last_id))
                    applied, order = _counted(changes), replace(order, step=Step.FILES)
                    self._note_if_possible([*before, order, *after])
                if order.step is Step.FILES:
                    order = self._scrubbed(order, applied, is_again=True)
            if order.step is Step.COPIES or Step.COPIES in steps:
                return applied, self._go_through_copies(order, filters, applied)
        except Exception as error:  # noqa: BLE001 - whatever it is, the orders after this one must not wait for it
            logger.warning("changing the history for privacy cannot go on: %r", error)
            applied.complete = False
            order = replace(order, why=f"it cannot go on: {error}")
        return applied, [order]

    def _confirmed(
        self, order: Order, filters: PrivacyFilter, token: str, earlier: Sequence[Unfinished]
    ) -> tuple[Changes, Unfinished]:
        """Change the history if that is what the token stands for; `earlier` orders stay noted."""
        begun = Unfinished(order, 0, ())

        def confirm(changes: Changes, last_id: int) -> None:
            nonlocal begun
            if token_of(order.scope, changes) != token:
                raise OutdatedPreviewError
            begun = Unfinished(order, last_id, list(self._copies(order)))
            # Now that it is sure to be meant, and before it is done: a kill from here on only delays it.
            if self._order_file is not None:
                self._order_file.write([*earlier, begun])

        try:
            return self._datastore.rewrite(filters.apply, order.scope, confirm), begun
        except (AWError, OSError):
            # These mean that nothing was changed. After anything else, such as Ctrl-C while it was committed, it may be.
            self._note(earlier)
            raise

    def _scrubbed(self, order: Unfinished, applied: Applied, *, is_again: bool = False) -> Unfinished:
        """Remove what was there before from the database's own files; answers what is left of the order."""
        try:
            # With readers in the way each attempt makes the log longer by the whole database: one is enough.
            if (not is_again or self._datastore.empty_log(_MOMENT)) and self._datastore.scrub():
                return replace(order, step=Step.COPIES, why="")
            applied.why = "other programs were reading the database"
        except (DatabaseError, OSError) as error:
            applied.why = str(error)
        applied.complete = False
        why = f"the database's files may still hold what was there before: {applied.why}"
        logger.warning("%s", why)
        return replace(order, why=why)

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

    def _unfinished(self) -> list[Unfinished]:
        orders = [] if self._order_file is None else self._order_file.read()
        self._unreadable = ""
        return orders

    def _note(self, orders: Sequence[Unfinished]) -> None:
        """Have the file say that this is to be done."""
        self._left = orders
        if self._order_file is not None:
            self._order_file.write(orders)

    def _note_if_possible(self, orders: Sequence[Unfinished]) -> None:
        try:
            self._note(orders)
        except OSError as error:
            logger.warning(
                "how far changing the history has come cannot be noted; a part is done again: %s", error
            )

    def _go_through_copies(
        self, order: Unfinished, filters: PrivacyFilter, applied: Applied
    ) -> list[Unfinished]:
        """Remove it from the copies that were confirmed; answers what is left to do."""
        left, whys = [], [order.why] if order.step is not Step.COPIES else []
        for copy in order.copies:
            outcome = _done_with(copy, filters, order.order.scope)
            applied.files.append(outcome)
            if outcome.state == _LEFT and copy.what is not Copies.KEEP:
                applied.complete = False
                left.append(copy)
                whys.append(outcome.why if copy.path in outcome.why else f"{copy.path}: {outcome.why}")
        applied.files += self._older()
        if order.step is Step.COPIES and not left:
            return []
        return [replace(order, copies=left, why="; ".join(whys))]

    def _copies(self, order: Order) -> Iterator[Copy]:
        """The copies that are there, and what is to become of each."""
        backups = [] if self._files.backups is None else self._files.backups.backups()
        aside = [] if self._files.database is None else set_aside(self._files.database)
        for path, what in [
            *((backup.path, order.backups) for backup in backups),
            *((path, order.set_aside) for path in aside),
        ]:
            with suppress(FileNotFoundError):  # it went meanwhile
                yield Copy.found(path, what)

    def _older(self) -> Iterator[CopyOutcome]:
        for path in self._files.older():
            yield CopyOutcome(str(path), _LEFT, "the database of an older server, which is never changed")


def _counted(changes: Changes) -> Applied:
    all_changes = [change for of_bucket in changes.values() for change in of_bucket]
    applied = Applied(
        changed=sum(change.events for change in all_changes if change.after is not None),
        dropped=sum(change.events for change in all_changes if change.after is None),
    )
    logger.info(
        "the history was changed for privacy: %d events changed, %d dropped", applied.changed, applied.dropped
    )
    return applied


def _done_with(copy: Copy, filters: PrivacyFilter, scope: Scope) -> CopyOutcome:
    path = Path(copy.path)
    try:
        if not copy.is_same:
            logger.warning("%s: %s", path, _CHANGED)
            return CopyOutcome(copy.path, _LEFT, _CHANGED)
        match copy.what:
            case Copies.KEEP:
                return CopyOutcome(copy.path, _LEFT, "it was to be kept as it is")
            case Copies.DELETE:
                remove_database(path)
                return CopyOutcome(copy.path, "deleted")
            case Copies.REWRITE:
                changes = rewrite_copy(path, filters.apply, scope)
                return CopyOutcome(copy.path, "rewritten" if changes else "clean")
    except (DatabaseError, OSError) as error:
        if is_gone(path):  # a newer backup has pushed it out, or a person has deleted it
            return CopyOutcome(copy.path, "deleted")
        logger.warning("not rewritten: %s", error)
        return CopyOutcome(copy.path, _LEFT, str(error))
