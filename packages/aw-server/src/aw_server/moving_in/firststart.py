"""The first start: finds what older servers kept on this machine, and takes it over while the server answers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aw_core.errors import AWError
from aw_datastore.errors import DamagedDatabaseError, DatabaseError
from aw_datastore.legacy import OlderBucket, OlderDatabase, Problems, find_older, open_older
from aw_server.intake import Intake
from aw_server.moving_in.progress import log_lines
from aw_server.moving_in.record import Record
from aw_server.moving_in.scratch import scratch_folder
from aw_server.moving_in.taking import Advance, take_bucket
from aw_server.uisettings import UISettings

__all__ = ["MovingIn"]

logger = logging.getLogger(__name__)

_STOP_SECONDS = 10.0

ShowProgress = Callable[[str, int], AbstractContextManager[Advance]]


class MovingIn:
    """Takes over older databases in a thread of its own, for the time of a `with` block.

    Happens once: what is done stands in the record. When the block ends sooner, or the process is killed,
    the next start goes on; no event comes twice.

    Args:
        intake: lets the events in.
        record: what was done so far.
        folder: the data folder in which all modules have theirs.
        ui_settings: gets the settings it lacks.
        testing: whether to look for the databases of testing mode.
        show: shows progress, given a title and the number of events.
    """

    def __init__(
        self,
        intake: Intake,
        record: Record,
        *,
        folder: Path,
        ui_settings: UISettings,
        testing: bool,
        show: ShowProgress = log_lines,
    ) -> None:
        self._intake = intake
        self._record = record
        self._folder = folder
        self._ui_settings = ui_settings
        self._testing = testing
        self._show = show
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="moving-in", daemon=True)

    def __enter__(self) -> Self:
        if not self._record.is_done:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.wait(_STOP_SECONDS)

    def stop(self) -> None:
        """Take over no more than what was begun; the next start goes on."""
        self._stopping.set()

    def wait(self, seconds: float) -> None:
        """Return when all is done, or after that time."""
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._take_all()
        except _Stopped:
            logger.info("taking over older databases was interrupted; the next start goes on")
        except Exception:
            # Whatever it is, the server goes on without the older databases, and the next start tries again.
            logger.exception("older databases could not be taken over")

    def _take_all(self) -> None:
        self._record.begin()
        for path in find_older(self._folder, testing=self._testing):
            part = self._record.add_database(path)
            self._record.save()
            if part["state"] != "done":
                self._take(path, part)
        self._record.finish()

    def _take(self, path: Path, part: dict[str, Any]) -> None:
        try:
            with scratch_folder(self._record.folder) as scratch, open_older(path, scratch) as older:
                self._take_contents(path, older, part)
            part["state"] = "done"
        except (AWError, OSError) as error:
            part |= {"state": "failed", "message": str(error)}
            logger.warning("not taken over, the next start tries again: %s", error)

    def _take_contents(self, path: Path, older: OlderDatabase, part: dict[str, Any]) -> None:
        problems = Problems()
        buckets = older.buckets(problems)
        total = sum(bucket.events for bucket in buckets)
        state = _state_of(path)
        is_new = part.get("file_state") != state
        part |= {"kind": older.kind, "events": total, "settings": [], "problems": problems.report()}
        part["file_state"] = state
        logger.info("taking over %d events in %d buckets from %s (%s)", total, len(buckets), path, older.kind)
        _warn(path, problems)
        with self._show(f"taking over {path.name}", total) as advance:
            unread = [bucket for bucket in buckets if not _is_done(bucket, part, is_new=is_new)]
            advance(total - sum(bucket.events for bucket in unread))
            self._take_parts(older, unread, part, self._unless_stopping(advance))
        damaged = [name for name, bucket in part["buckets"].items() if bucket.get("damaged", False)]
        if damaged:
            raise DamagedDatabaseError(f"{path}: it is damaged; of {', '.join(damaged)} a part is missing")
        logger.info("took over %s", path)

    def _take_parts(
        self, older: OlderDatabase, buckets: list[OlderBucket], part: dict[str, Any], advance: Advance
    ) -> None:
        """Take over the settings and these buckets; what cannot be read does not hold up the rest."""
        failed: list[DatabaseError] = []
        try:
            part["settings"] = self._ui_settings.add_missing(older.settings())
        except DatabaseError as error:
            failed.append(error)
        for bucket in buckets:
            try:
                self._take_bucket(older, bucket, part, advance)
            except DatabaseError as error:
                logger.warning("bucket '%s' was not taken over whole: %s", bucket.bucket.id, error)
                failed.append(error)
        if failed:
            raise failed[0]

    def _take_bucket(
        self, older: OlderDatabase, bucket: OlderBucket, part: dict[str, Any], advance: Advance
    ) -> None:
        taken = take_bucket(older, bucket, self._intake, advance)
        part["buckets"][taken.bucket_id] = taken.report()
        self._record.save()
        logger.info(
            "took over %d events of bucket '%s', %d of them new",
            taken.there.events,
            taken.bucket_id,
            taken.added,
        )
        if not taken.is_complete:
            logger.warning("bucket '%s' has less than it had there: %s", taken.bucket_id, taken.report())
        _warn(Path(part["path"]), taken.problems)

    def _unless_stopping(self, advance: Advance) -> Advance:
        def checked(count: int) -> None:
            if self._stopping.is_set():
                raise _Stopped
            advance(count)

        return checked


def _is_done(bucket: OlderBucket, part: dict[str, Any], *, is_new: bool) -> bool:
    """Whether an earlier start took over all of the bucket that can be read, as the file is or was then."""
    known = part["buckets"].get(bucket.bucket.id)
    return known is not None and not (known.get("damaged", False) and is_new)


def _state_of(path: Path) -> str:
    """Another text when the file is another, such as one that was mended."""
    stat = path.stat()
    return f"{stat.st_size} bytes at {stat.st_mtime_ns}"


def _warn(path: Path, problems: Problems) -> None:
    for line in problems.lines():
        logger.warning("in %s: %s", path, line)


class _Stopped(Exception):  # noqa: N818 - no error: the server is to end
    """The server stops."""
