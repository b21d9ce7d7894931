"""What to report of the focus as it changes: a state machine without a clock, a display or a server.

It is told the focus whenever something may have changed, and answers with heartbeats. Each covers a stretch
of time the watcher really saw, from where the one before ended, so the events of one run touch exactly.

- A change of window counts at once.
- A new title of the same window is taken up at most once per `poll_time`, and then counts from when it
  appeared: of titles that change faster, the one that stands at the end of that time is recorded.
- No window at all counts only when it lasts: window managers pass through it between two windows.
- A window that is not to be recorded at all is a gap: no event covers it.
- Time in which the watcher did not run, because the machine slept or was stalled, belongs to no event.
- A clock that is set back a little, as time servers do, stands still until it has caught up, so that no moment is
  recorded twice. One that is set back by more was wrong before: the events go on at the new time, even where there are
  some already, as to leave any out would lose which window had the focus.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from aw_core import Event
from aw_core.timestamps import truncate_to_millis
from aw_watcher_window.focus import NOTHING, Focus

__all__ = ["Recorder"]

NOTHING_SETTLES = timedelta(seconds=1)
"""How long no window must have the focus before that is recorded; window managers need up to half of it."""

GRACE = timedelta(seconds=4)
"""How much later than due a look may come and still be the next one: with the default `poll_time` that makes
5 s, the gap that `flood` in queries closes anyway."""


@dataclass
class _Span:
    """The event that grows now: what has the focus, since when it counts, until when it is reported."""

    focus: Focus
    counts: datetime
    reported: datetime


@dataclass(frozen=True)
class _Change:
    """A focus that has appeared but does not count yet."""

    focus: Focus
    seen: datetime


class Recorder:
    """Turns looks at the focus into heartbeats.

    Args:
        poll_time: seconds between two reports of an unchanged focus, and the least between two titles of
            one window.
    """

    def __init__(self, poll_time: float) -> None:
        self._poll_time = timedelta(seconds=poll_time)
        self._span: _Span | None = None
        self._change: _Change | None = None
        self._looked: datetime | None = None
        self._passing_over = False

    def look(self, focus: Focus, now: datetime) -> list[Event]:
        """The heartbeats due when this has the focus at this moment."""
        now = self._steady(now)
        if self._span is None or self._missed(now):
            heartbeats = self._interrupt() + self._begin(focus, now, now)
        else:
            heartbeats = self._follow(self._span, focus, now)
        self._looked, self._passing_over = now, False
        return heartbeats

    def pass_over(self, now: datetime) -> list[Event]:
        """The heartbeats due when what has the focus at this moment is not to be recorded."""
        now = self._steady(now)
        heartbeats = self.finish(now)
        self._span = self._change = None
        self._looked, self._passing_over = now, True
        return heartbeats

    def finish(self, now: datetime) -> list[Event]:
        """The heartbeats due when the watcher stops at this moment."""
        now = self._steady(now)
        if not self._missed(now):
            self._looked = now
        return self._interrupt()

    def due(self, now: datetime) -> float:
        """Seconds until the next look is due even if nothing changes."""
        if self._span is None:
            return self._poll_time.total_seconds() if self._passing_over else 0.0
        due = (
            self._settles(self._span, self._change) if self._change else self._span.reported + self._poll_time
        )
        return max(0.0, (due - now).total_seconds())

    def _steady(self, now: datetime) -> datetime:
        """This moment in whole milliseconds, or that of the last look if the clock was set back to shortly before it."""
        now = truncate_to_millis(now)
        if self._looked is not None and self._looked - GRACE <= now < self._looked:
            return self._looked
        return now

    def _missed(self, now: datetime) -> bool:
        """Whether there is a time before this moment that the watcher did not see."""
        return self._looked is not None and not self._looked <= now <= self._looked + self._poll_time + GRACE

    def _follow(self, span: _Span, focus: Focus, now: datetime) -> list[Event]:
        if focus.data == span.focus.data:
            span.focus, self._change = focus, None
            return self._report(now) if now >= span.reported + self._poll_time else []
        if self._change is None or self._change.focus != focus:
            self._change = _Change(focus, now)
        if now < self._settles(span, self._change):
            return []
        return self._report(self._change.seen) + self._begin(focus, self._change.seen, now)

    def _settles(self, span: _Span, change: _Change) -> datetime:
        """When a change counts if it stays."""
        if change.focus == NOTHING:
            return change.seen + NOTHING_SETTLES
        if change.focus.window == span.focus.window:
            return max(change.seen, span.counts + self._poll_time)
        return change.seen

    def _begin(self, focus: Focus, start: datetime, now: datetime) -> list[Event]:
        self._span, self._change = _Span(focus, counts=now, reported=now), None
        return [Event(timestamp=start, duration=now - start, data=focus.data)]

    def _report(self, until: datetime) -> list[Event]:
        span = self._span
        if span is None or until <= span.reported:
            return []
        heartbeat = Event(timestamp=span.reported, duration=until - span.reported, data=span.focus.data)
        span.reported = until
        return [heartbeat]

    def _interrupt(self) -> list[Event]:
        """Report the event as far as it was seen; a title that had not settled belongs to it."""
        if self._looked is None:
            return []
        if self._change is not None and self._change.focus == NOTHING:
            return self._report(self._change.seen)
        return self._report(self._looked)
