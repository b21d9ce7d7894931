"""Follows the server's pause, lets the schedule have its say, and hands over what was asked for while it was away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from aw_client import ActivityWatchClient
from aw_client.errors import UnexpectedAnswerError
from aw_client.pause import Pause
from aw_client.transport import HTTPError, RequestException
from aw_manager.announcer import Announcer
from aw_manager.pausing.recording import Recording
from aw_manager.pausing.schedule import Schedule
from aw_manager.pausing.wishes import Notes, Wish
from aw_manager.spans import until_text

__all__ = ["PauseFollower"]

_LOOK_EVERY = 3.0
"""Seconds between two looks; the server itself stores nothing from the first moment of a pause on."""

_SHORTEST = 0.05
"""Seconds between two looks at least."""

_TELL_EVERY = 0.2
"""Seconds between two tries to hand over what a person asked for while the server was away."""

_LONGEST_BEHIND = timedelta(days=6)
"""How long ago a pause may have been asked for that the server is told of: it takes a week."""

_BAD_REQUEST = 400
_SCHEDULE = "schedule"
_NOT_PAUSED = Pause(paused=False)


class PauseFollower:
    """Tells `recording` of the pause.

    The server's word counts. While it is away, it is what it said last, what a person asked for since, and the schedule:
    a pause that was asked for holds whoever is there.

    Args:
        client: of the server.
        schedule: when to pause by itself.
        notes: what is remembered over a restart.
        recording: told.
        announcer: tells the user what changes.
        clock: the time now, aware.
    """

    def __init__(
        self,
        client: ActivityWatchClient,
        schedule: Schedule,
        notes: Notes,
        recording: Recording,
        announcer: Announcer,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = client
        self._schedule = schedule
        self._notes = notes
        self.recording = recording
        self._announcer = announcer
        self._clock = clock
        self._told: Pause | None = None

    async def follow(self) -> None:
        """Look again and again."""
        while True:
            await self.look()
            pause = self._pause()
            # What watchers have sensed since a person resumed comes as soon as the server is back: it must know first.
            await asyncio.sleep(pause if self._notes.wish is None else min(pause, _TELL_EVERY))

    async def look(self) -> None:
        """Find out once whether recording is paused, and tell."""
        pause = await asyncio.to_thread(self.now)
        if (pause.paused, pause.until) == (self.recording.is_paused, self.recording.until):
            return
        if pause.paused:
            self.recording.pause(pause.until)
            self._announcer.say("Recording", f"paused by {pause.by} {until_text(pause.until)}")
        elif self.recording.is_paused:
            self.recording.resume()
            self._announcer.say("Recording", "resumed")

    def now(self) -> Pause:
        """The pause that is now, from the server as far as it is there."""
        if hasattr(time, "tzset"):
            time.tzset()  # who travels keeps the clock on the wall
        try:
            pause = self._from_server()
        except (RequestException, UnexpectedAnswerError):
            return self._without_server()
        if pause != self._told:
            self._notes.keep_known(pause)
            self._told = pause
        return pause

    def _from_server(self) -> Pause:
        wish = self._notes.wish
        if wish is not None:
            self._hand_over(wish)
        return self._scheduled(self._client.get_pause())

    def _hand_over(self, wish: Wish) -> None:
        for start, end in wish.earlier:
            self._tell_pause(end, start)
        if not wish.pause:
            since = self._client.get_pause().since
            if since is None or since <= wish.at:  # a pause that began later was not meant
                self._resume_at(wish.at)
        else:
            self._tell_pause(wish.until, wish.at)
        self._notes.forget_wish(wish)

    def _resume_at(self, at: datetime) -> None:
        try:
            self._client.resume(at=at)
        except HTTPError as error:
            if error.response.status_code != _BAD_REQUEST:
                raise
            self._client.resume()  # the server has another clock, in which that is still to come

    def _tell_pause(self, until: datetime | None, since: datetime) -> None:
        now = self._clock()
        since = min(max(since, now - _LONGEST_BEHIND), now)
        if until is not None and until <= since:
            return
        try:
            self._client.pause(until=until, since=since)
        except HTTPError as error:
            if error.response.status_code != _BAD_REQUEST:
                raise
            if until is not None and until <= now:
                return  # an older server takes no pause that is over
            self._client.pause(until=until)  # the server has another clock, in which it was not asked for yet

    def _scheduled(self, pause: Pause) -> Pause:
        until = self._schedule.until(self._clock(), pause.resumed)
        if until is not None and not _holds(pause, until):
            pause = self._client.pause(until=until, by=_SCHEDULE)
            self._notes.keep_scheduled(until)
        elif until is None and pause.by == _SCHEDULE and pause.until == self._notes.scheduled:
            # Only what was asked for from here: another manager of the same server may have a schedule of its own.
            pause = self._client.resume(by=_SCHEDULE)
            self._notes.keep_scheduled(None)
        return pause

    def _without_server(self) -> Pause:
        now, known, wish = self._clock(), self._notes.known or _NOT_PAUSED, self._notes.wish
        if wish is not None:
            known = Pause(
                paused=wish.pause,
                since=wish.at,
                until=wish.until,
                by="hand",
                resumed=known.resumed if wish.pause else wish.at,
            )
        if known.paused and (known.until is None or known.until > now):
            return known
        until = self._schedule.until(now, known.resumed)
        return _NOT_PAUSED if until is None else Pause(paused=True, until=until, by=_SCHEDULE)

    def _pause(self) -> float:
        """Seconds until the next look: a schedule begins, and a pause ends, on time.

        An end that has passed here is none to wait for: by the server's clock, which counts, it is still to come.
        """
        now = self._clock()
        due = [self._schedule.next_start(now), self.recording.until if self.recording.is_paused else None]
        left = [(moment - now).total_seconds() for moment in due if moment is not None and moment > now]
        return max(_SHORTEST, min([_LOOK_EVERY, *left]))


def _holds(pause: Pause, until: datetime) -> bool:
    """Whether it is paused at least that long."""
    return pause.paused and (pause.until is None or pause.until >= until)
