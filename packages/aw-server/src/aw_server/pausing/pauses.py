"""Holds the pause of a running server, and says which time of an event may be stored."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from aw_core.timestamps import from_micros, seconds_to_micros
from aw_datastore.errors import DatastoreError
from aw_server.errors import BadParameterError, FollowedError, TooManyHoldersError, UnreadablePauseError
from aw_server.pausing.file import PauseFile
from aw_server.pausing.marks import Marks
from aw_server.pausing.state import Pause, Period, State, outside, whole_millis

__all__ = ["HAND", "UNREADABLE", "Pauses"]

logger = logging.getLogger(__name__)

HAND = "hand"
"""Who holds a pause that a person asked for."""

UNREADABLE = "unreadable"
"""Who holds a pause because what was kept of the one before cannot be read, until a person says otherwise."""

_MOST_HOLDERS = 16
"""So many may hold a pause at the same time, as each is a line of its file; a person is never refused."""

Part = tuple[int, int, float]
"""What may be stored of an event: start, end, and after how many seconds at most it still continues another."""


class Pauses:
    """The pause that is now, and those that were; safe to use from several threads.

    What changes is in effect at once and on disk when the method returns. The file holds the pause that is now,
    the bucket of marks those that were: an event whose mark was deleted is no longer kept out.

    Args:
        file: where the state is kept.
        marks: the events that mark pauses.
        clock: the time now, in microseconds since 1970-01-01 UTC.
    """

    def __init__(
        self, file: PauseFile, marks: Marks, clock: Callable[[], int] = lambda: time.time_ns() // 1000
    ) -> None:
        self._file = file
        self._marks = marks
        self._clock = clock
        self._lock = threading.RLock()
        self._news = threading.Event()
        self._state = self._read()

    @property
    def is_paused(self) -> bool:
        """Whether nothing that is sensed now is stored."""
        return self._settled().current is not None

    @property
    def current(self) -> Period | None:
        """The pause that is now, to when it will end by itself."""
        current = self._settled().current
        return None if current is None else current.period

    @property
    def last(self) -> tuple[datetime | None, datetime | None]:
        """Since when it is paused, if it is, and when the pause before that ended, if there was one."""
        state = self._settled()
        return (
            None if state.current is None else from_micros(state.current.since),
            None if state.ended < 0 else from_micros(int(state.ended)),
        )

    @property
    def problem(self) -> str | None:
        """Why it is paused though nobody asked for it, for a person."""
        current = self._settled().current
        if current is None or UNREADABLE not in current.holds:
            return None
        return (
            "what was kept of the pause cannot be read, so recording is paused, to be safe,"
            " until somebody resumes it or pauses it anew"
        )

    def status(self) -> dict[str, Any]:
        """What the API tells of it."""
        state = self._settled()
        current = state.current
        return {
            "paused": current is not None,
            "since": None if current is None else _iso(current.since),
            "until": None if current is None or current.until is None else _iso(current.until),
            "by": None if current is None else current.by,
            "ended": _iso(state.ended),
            "resumed": _iso(state.resumed),
        }

    def begin(self, by: str, until: int | None, since: int | None = None) -> None:
        """Pause, or hold the pause that is now, until then; None is until it is ended.

        Args:
            by: who; what the same one said before counts no more, what others said still does.
            until: an instant to come.
            since: when it was asked for, if that is some time ago; what is stored already stays. If the same one asked
                for something else later, it counts until that.

        Raises:
            TooManyHoldersError: so many others hold it that no more are taken; nothing has changed.
            OSError: it cannot be written; nothing has changed.
            DatastoreError: the marks cannot be read; likewise.
        """
        with self._lock:
            state, now = self._settled(), self._now()
            asked = now if since is None else whole_millis(since)
            end = None if until is None else whole_millis(until)
            followed = _followed(state, by)
            if asked < followed:
                self._change(self._with_past(state, by, asked, int(followed)))
            else:
                begins = int(max(asked, state.ended)) if state.current is None else state.current.since
                state = self._with_past(state, by, asked, begins)
                current = _held(state.current or Pause(begins, {}), by, end, now)
                self._change(replace(state, current=current, asked=_asked(state, by, asked)))
        logger.info("paused by %s, %s", by, "until it is ended" if until is None else f"until {_iso(until)}")

    def add_past(self, by: str, since: int, until: int) -> None:
        """Tell of a pause that is over, which was asked for while the server was away; what is stored already stays.

        If the same one holds the pause that was then and still is now, they hold it no more: it ended then. If they
        asked for something else later, it counts until that.

        Args:
            by: who.
            since: when it was asked for.
            until: an instant after that, and no later than now.

        Raises:
            OSError: it cannot be written; nothing has changed.
            DatastoreError: the marks cannot be read; likewise.
        """
        with self._lock:
            start, end, state = whole_millis(since), whole_millis(until), self._settled()
            followed = _followed(state, by)
            if start < followed:
                end = int(min(end, followed))
            else:
                state = self._without_hold(state, by, start, end)
            self._change(replace(self._with_past(state, by, start, end), asked=_asked(state, by, start)))
        logger.info("paused by %s from %s to %s, as is told now", by, _iso(start), _iso(end))
        self.tend()

    def end(self, at: int | None = None) -> None:
        """End the pause, whoever holds it.

        Args:
            at: when it ended, where the server was away then; also if it is over meanwhile, at a later time.

        Raises:
            BadParameterError: that is still to come; nothing has changed.
            FollowedError: that is before the pause began, or before a person asked for something else; likewise.
            OSError: it cannot be written; nothing has changed.
            DatastoreError: its mark cannot be made shorter; it is paused as before.
        """
        with self._lock:
            state, now = self._settled(), self._now()
            if at is None:
                self._change(replace(state.over(now), resumed=now, asked=now))
            else:
                self._end_at(state, whole_millis(at), now)
        self.tend()

    def release(self, by: str) -> None:
        """End the pause as far as somebody holds it.

        Raises:
            OSError: it cannot be written; nothing has changed.
        """
        with self._lock:
            state, now = self._settled(), self._now()
            if state.current is not None and by in state.current.holds:
                released = state.current.released(by, now)
                self._change(state.over(now) if released is None else replace(state, current=released))
        self.tend()

    def tend(self) -> None:
        """Mark what is not marked yet, and let the mark of the pause that is now grow; to be called now and then.

        What cannot be written is tried again the next time.
        """
        with self._lock:
            state = self._settled()
            try:
                self._mark(state)
            except (DatastoreError, OSError) as error:
                logger.warning("a pause is not marked yet: %s", error)

    def wait(self, seconds: float) -> None:
        """Sleep until there may be something to tend: something changes, the pause ends, or so many seconds passed."""
        current = self._settled().current
        if current is not None and current.until is not None:
            seconds = min(seconds, (current.until - self._clock()) / 1_000_000)
        self._news.wait(max(0.0, seconds))
        self._news.clear()

    def wake(self) -> None:
        """End the sleep of who waits."""
        self._news.set()

    def parts(self, start: int, end: int, pulsetime: float = 0.0) -> list[Part]:
        """What of an event may be stored, in order; a part after a pause continues nothing from before it.

        Args:
            start: of the event, microseconds.
            end: likewise, no earlier.
            pulsetime: how long after another event's end this one still continues it, seconds.

        Raises:
            DatastoreError: the marks cannot be read.
        """
        state = self._settled()
        if state.current is None and start >= state.ended:
            return [(start, end, min(pulsetime, (start - state.ended) / 1_000_000))]
        periods = self._periods(state, start - _reach(pulsetime), start, end)
        ends = [state.ended, *(period.end for period in periods)]
        return [
            (first, last, min([pulsetime, *((first - over) / 1_000_000 for over in ends if over <= first)]))
            for first, last in outside(start, end, periods)
        ]

    def periods(self, start: int, end: int) -> list[Period]:
        """The pauses that reach into a time.

        Raises:
            DatastoreError: the marks cannot be read.
        """
        return self._periods(self._settled(), start, start, end)

    def _end_at(self, state: State, at: int, now: int) -> None:
        if at > now:
            raise BadParameterError(f"at: expected no moment to come, got {_iso(at)}; it is {_iso(now)}")
        again = state.current if at < state.asked else None  # a person paused again since
        last = state.asked if state.current is None else state.current.since
        if at < last:
            raise FollowedError(str(_iso(at)), str(_iso(last)))
        over = state.cut(at, self._marks.between(at, at)).over(at)
        self._marks.end_at(at)
        current = None if again is None else replace(again, since=int(state.asked))
        asked, resumed = max(state.asked, at), max(state.resumed, at)
        self._change(replace(over, current=current, asked=asked, resumed=resumed))

    def _with_past(self, state: State, by: str, start: int, end: int) -> State:
        """The same with a pause that is over; what others paused of that time has its mark."""
        if start >= end:
            return state
        gaps = outside(start, end, self._periods(state, start, start, end))
        added = tuple(Period(first, last, by) for first, last in gaps)
        ended = max([state.ended, *(period.end for period in added)])
        return replace(state, ended=ended, unmarked=(*state.unmarked, *added))

    def _without_hold(self, state: State, by: str, start: int, end: int) -> State:
        """The same where who holds the pause that is now and was then holds it no more: for them it ended."""
        current = state.current
        if current is None or by not in current.holds or current.since > start:
            return state
        released = current.released(by, self._now())
        return state.over(end) if released is None else replace(state, current=released)

    def _periods(self, state: State, back_to: int, start: int, end: int) -> list[Period]:
        periods = [] if state.current is None else [state.current.period]
        if start < state.ended:
            # It comes late: only the marks tell of pauses before the last one.
            periods += [*state.unmarked, *self._marks.between(back_to, end)]
        return periods

    def _now(self) -> int:
        return whole_millis(self._clock())

    def _settled(self) -> State:
        """The state now: a pause whose time has passed is over."""
        before = self._state
        if before.settled(self._now()) is before:
            return before
        with self._lock:
            before, now = self._state, self._now()
            settled = self._state = before.settled(now)
            if settled is not before:
                self._write_down(settled, clock_set_back_to=now if now < before.latest else None)
            return settled

    def _write_down(self, settled: State, *, clock_set_back_to: int | None) -> None:
        """Keep what time, or a clock that was set, has made of the pause; it is so even if that fails."""
        try:
            self._write(settled)
            if clock_set_back_to is not None:
                logger.warning("the clock was set back behind a pause; that counts until now only")
                self._marks.end_by(clock_set_back_to)
        except (DatastoreError, OSError) as error:
            logger.warning("what became of a pause is not written down yet: %s", error)

    def _change(self, state: State) -> None:
        """Let a state be so, at once for the events that come meanwhile, and on disk on return."""
        before, self._state = self._state, state
        try:
            self._write(state)
        except OSError:
            self._state = before
            raise

    def _mark(self, state: State) -> None:
        for period in state.unmarked:
            self._marks.write(period)
        now = self._now()
        if state.current is not None and now > state.current.since:
            self._marks.write(state.current.period._replace(end=now))
        if state.unmarked:
            self._change(replace(state, unmarked=()))

    def _write(self, state: State) -> None:
        self._file.write(state)
        self._news.set()  # only now: what cannot be written is no news, and is tried again in the next round

    def _read(self) -> State:
        """What is kept; where it cannot be read, a pause from now on: it may be that there is one."""
        try:
            return self._file.read()
        except UnreadablePauseError as error:
            logger.error("what is kept of the pause cannot be read, so it is paused until resumed: %s", error)  # noqa: TRY400 - the text says all of it
        now = self._now()
        state = State(current=Pause(now, {UNREADABLE: None}), ended=now)
        self._file.set_aside()
        try:
            self._file.write(state)
        except OSError as error:
            logger.warning("that cannot be written down: %s", error)
        return state


def _held(current: Pause, by: str, until: int | None, now: int) -> Pause:
    """The pause with one more who holds it: what a person says takes the place of what could not be read."""
    held = current.held(by, until, now)
    if by == HAND:
        held = held.released(UNREADABLE, now) or held
    if by != HAND and len(held.holds) > _MOST_HOLDERS:
        raise TooManyHoldersError(by, _MOST_HOLDERS)
    return held


def _followed(state: State, by: str) -> float:
    """When something else was asked for by the same one, or by a person, whose resuming is for everybody."""
    return state.asked if by == HAND else state.resumed


def _asked(state: State, by: str, asked: int) -> float:
    """When a person asked last, once somebody has asked for something."""
    return max(state.asked, asked) if by == HAND else state.asked


def _iso(micros: float) -> str | None:
    return from_micros(int(micros)).isoformat() if abs(micros) < float("inf") else None


def _reach(pulsetime: float) -> int:
    """How far back an event that this one continues can have ended, microseconds."""
    return max(0, seconds_to_micros(pulsetime))
