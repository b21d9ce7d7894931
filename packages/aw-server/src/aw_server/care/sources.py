"""Judges each source of events: does it record now, and if not, since when and why.

A watcher that keeps what `aw_core.selfreport` describes in its bucket's `data` is judged by when it last sensed; all
others by their newest event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from aw_core.selfreport import SENSED_EVERY, SelfReport
from aw_core.timestamps import parse_timestamp
from aw_server.care.hearing import Hearing

__all__ = ["Source", "SourceState", "Sources", "in_pause", "judge"]

OVERDUE = timedelta(seconds=2 * SENSED_EVERY)
"""How long after it sensed a watcher is still expected to say so again."""

_REPORTS_EVERY = {"currentwindow": 11.0, "afkstatus": 15.0}
"""Seconds between two reports of sources that always have something to report, by the type of their bucket: a watcher
looks that often, and what has not changed is sent only every ten seconds."""

_MAY_REPORT_EVERY = 60.0
"""The same of all others while their program is used."""

_IN_A_PROGRAM = frozenset({"web.tab.current", "app.editor.activity"})
"""Types of buckets whose source is a part of a program: it says nothing when that is closed, and cannot say so."""

_REPORTS_MISSED = 3

_FUTURE = timedelta(seconds=30)
"""An event that ends later than this from now tells of a wrong clock, not of the present."""

_SLACK = timedelta(seconds=5)
"""How much later than the moment at which its watcher ended an event may end: that moment is told to the second."""


class SourceState(Enum):
    """Whether a source records; the value is what the API says."""

    RECORDING = "recording"  # its newest event reaches to now
    QUIET = "quiet"  # it senses, and there is nothing to record
    SILENT = "silent"  # it is not heard any more: it hangs, or its process is gone
    ENDED = "ended"  # it said that it ended
    PAUSED = "paused"  # nothing is to be recorded now
    WAITING = "waiting"  # not heard since the server started or the machine woke, which was just now
    UNKNOWN = "unknown"  # it does not say whether it runs, and has nothing to report while its program is not used or closed


@dataclass(frozen=True, kw_only=True)
class Source:
    """A source at one moment; `since` is since when nothing is recorded, None while it records or if that is not known."""

    state: SourceState
    since: datetime | None
    newest: datetime | None
    """The end of its newest event."""
    report: SelfReport

    def to_json_dict(self) -> dict[str, Any]:
        """What the API tells of it."""
        return {
            "state": self.state.value,
            "since": _iso(self.since),
            "newest": _iso(self.newest),
            "sensed": _iso(self.report.sensed),
            "backend": self.report.backend or None,
            "version": self.report.version or None,
            "pid": self.report.pid,
            "refused": dict(self.report.refused),
            "reason": self.report.why if self.state is SourceState.ENDED and self.report.why else None,
        }


class Sources:
    """Judges the sources of one server while it runs."""

    def __init__(self) -> None:
        self._hearing = Hearing()

    def judged(self, buckets: Mapping[str, Mapping[str, Any]]) -> dict[str, Source]:
        """The source of each bucket, given as a datastore lists them, by the bucket's id."""
        now = datetime.now(UTC)
        hearing_since = self._hearing.since(now)
        return {bucket_id: judge(bucket, now, hearing_since) for bucket_id, bucket in buckets.items()}


def in_pause(source: Source, paused_since: datetime | None, paused_until: datetime | None) -> Source:
    """What is said of a source that senses while recording is paused, or was until just now.

    Args:
        source: as it was judged without regard to that.
        paused_since: since when recording is paused, if it is.
        paused_until: until when it was the last time, if ever.
    """
    if paused_since is not None:
        return replace(source, state=SourceState.PAUSED, since=paused_since)
    stopped = source.state in {SourceState.SILENT, SourceState.ENDED}
    if stopped and paused_until is not None and datetime.now(UTC) - paused_until <= OVERDUE:
        return replace(source, state=SourceState.WAITING)
    return source


def judge(bucket: Mapping[str, Any], now: datetime, hearing_since: datetime) -> Source:
    """The source of one bucket, as a datastore lists it.

    Args:
        bucket: with `type`, `data` and `metadata`.
        now: aware.
        hearing_since: since when sources could be heard; a silence that began before may soon end.
    """
    report = SelfReport.of(bucket["data"])
    newest = _newest(bucket)
    state, since = _state(bucket["type"], report, newest, now)
    if state is SourceState.SILENT and now - hearing_since <= OVERDUE:
        state = SourceState.WAITING
    return Source(state=state, since=since, newest=newest, report=report)


def _state(
    kind: str, report: SelfReport, newest: datetime | None, now: datetime
) -> tuple[SourceState, datetime | None]:
    recorded = None if newest is None or newest > now + _FUTURE else newest
    if report.ended is not None and (recorded is None or recorded <= report.ended + _SLACK):
        return SourceState.ENDED, recorded or report.ended
    heard = max((moment for moment in (report.sensed, recorded) if moment is not None), default=None)
    if report.sensed is not None and heard is not None and now - heard > OVERDUE:
        return (SourceState.UNKNOWN, recorded) if kind in _IN_A_PROGRAM else (SourceState.SILENT, heard)
    if recorded is not None and now - recorded <= _patience(kind):
        return SourceState.RECORDING, None
    if report.sensed is not None:
        return SourceState.QUIET, recorded
    if recorded is not None and kind in _REPORTS_EVERY:
        return SourceState.SILENT, recorded
    return SourceState.UNKNOWN, recorded


def _patience(kind: str) -> timedelta:
    """How long ago the newest event may have ended that reaches to now."""
    return timedelta(seconds=_REPORTS_MISSED * _REPORTS_EVERY.get(kind, _MAY_REPORT_EVERY))


def _newest(bucket: Mapping[str, Any]) -> datetime | None:
    end = bucket["metadata"]["end"]
    return None if end is None else parse_timestamp(end)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
