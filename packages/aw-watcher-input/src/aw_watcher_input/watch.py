"""The watcher's loop: note input, report the counts of each interval."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from aw_client.watcher import Watcher
from aw_core import Event
from aw_watcher_input.backends.base import Backend
from aw_watcher_input.config import Config
from aw_watcher_input.intervals import Intervals, pulsetime

__all__ = ["watch"]

logger = logging.getLogger(__name__)


def watch(
    watcher: Watcher,
    backend: Backend,
    config: Config,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Report what is done in each interval until the watcher is told to stop.

    Args:
        watcher: entered.
        backend: tells of input.
        config: how long an interval is.
        clock: the time now, aware; events are of it.

    Raises:
        InputLostError: nothing tells of input any more; all that was counted is reported.
    """
    logger.info("input is counted through %s, recorded in bucket %s", backend.name, watcher.bucket_id)
    intervals = Intervals(config.poll_time, clock())
    due = time.monotonic() + config.poll_time

    def sit_out() -> None:
        """Take what is done in a pause, and forget it."""
        backend.note()
        backend.counter.take()
        intervals.skip(clock())

    try:
        while _wait(watcher, backend, due, sit_out):
            backend.note()
            if time.monotonic() >= due:
                _report(watcher, intervals.close(backend.counter.take(), clock()))
                due = time.monotonic() + config.poll_time
        backend.note()
    finally:
        _report(watcher, intervals.close(backend.counter.take(), clock()))


def _wait(watcher: Watcher, backend: Backend, due: float, sit_out: Callable[[], None]) -> bool:
    """Sleep until there is input to note or the interval is over, but at least `rest`; False to stop.

    What is done in a pause is left to `sit_out`.
    """
    rested = watcher.wait(min(backend.rest, _until(due)), drain=sit_out)
    return rested and watcher.wait(_until(due), *backend.files, drain=sit_out)


def _until(due: float) -> float:
    return max(0.0, due - time.monotonic())


def _report(watcher: Watcher, events: Iterable[Event]) -> None:
    for event in events:
        watcher.report([event], pulsetime=pulsetime(event))
