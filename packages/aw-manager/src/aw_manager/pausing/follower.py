"""Follows the server's pause, lets the schedule have its say, and hands over what was asked for while it was away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

from aw_client import ActivityWatchClient
from aw_client.errors import UnexpectedAnswerError
from aw_client.pause import Pause
from aw_client.transport import HTTPError, RequestException
from aw_manager.announcer import Announcer
from aw_manager.pausing.handover import hand_over
from aw_manager.pausing.memory import Memory
from aw_manager.pausing.orders import Orders
from aw_manager.pausing.recording import Recording
from aw_manager.pausing.schedule import Schedule
from aw_manager.spans import until_text

__all__ = ["PauseFollower"]

_LOOK_EVERY = 3.0
"""Seconds between two looks; the server itself stores nothing from the first moment of a pause on."""

_SHORTEST = 0.05
"""Seconds between two looks at least."""

_TELL_EVERY = 0.2
"""Seconds between two tries to hand over what a person asked for while the server was away."""

_SCHEDULE = "schedule"
_NOT_PAUSED = Pause(paused=False)


class PauseFollower:
    """Tells `recording` of the pause.

    The server's word counts. While it is away, it is what it said last, what a person asked for since, and the schedule:
    a pause that was asked for holds whoever is there.

    Args:
        client: of the server.
        schedule: when to pause by itself.
        orders: what people asked for while the server was away.
        memory: what is remembered over a restart.
        recording: told.
        announcer: tells the user what changes.
        clock: the time now, aware.
    """

    def __init__(
        self,
        client: ActivityWatchClient,
        schedule: Schedule,
        orders: Orders,
        memory: Memory,
        *,
        recording: Recording,
        announcer: Announcer,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = client
        self._schedule = schedule
        self._orders = orders
        self._memory = memory
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
            await asyncio.sleep(min(pause, _TELL_EVERY) if self._orders.waiting() else pause)

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
        except HTTPError:
            return self._without_server()  # it is there and refuses: clients do not wait for long
        except (RequestException, UnexpectedAnswerError):
            self._orders.keep_fresh()
            return self._without_server()
        if pause != self._told:
            self._memory.keep_known(pause)
            self._told = pause
        return pause

    def _from_server(self) -> Pause:
        hand_over(self._client, self._orders, self._clock())
        return self._scheduled(self._client.get_pause())

    def _scheduled(self, pause: Pause) -> Pause:
        until = self._schedule.until(self._clock(), pause.resumed)
        if until is not None and not _holds(pause, until):
            pause = self._client.pause(until=until, by=_SCHEDULE)
            self._memory.keep_scheduled(until)
        elif until is None and pause.by == _SCHEDULE and pause.until == self._memory.scheduled:
            # Only what was asked for from here: another manager of the same server may have a schedule of its own.
            pause = self._client.resume(by=_SCHEDULE)
            self._memory.keep_scheduled(None)
        return pause

    def _without_server(self) -> Pause:
        now, pause = self._clock(), self._asked_for() or self._memory.known or _NOT_PAUSED
        if pause.paused and (pause.until is None or pause.until > now):
            return pause
        until = self._schedule.until(now, pause.resumed)
        return _NOT_PAUSED if until is None else Pause(paused=True, until=until, by=_SCHEDULE)

    def _asked_for(self) -> Pause | None:
        """The pause as people asked for it since the server went away; None if they asked for nothing."""
        orders = self._orders.waiting()
        if not orders:
            return None
        known = self._memory.known or _NOT_PAUSED
        resumed = [order.at for order in orders if not order.pause]
        last = orders[-1]
        return Pause(
            paused=last.pause,
            since=last.at,
            until=last.until,
            by="hand",
            resumed=max(resumed, default=known.resumed),
        )

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
