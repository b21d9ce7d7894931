"""Presence from idle times: a state machine without a clock, an input device or a server.

It is told at every poll how long ago the last input was, and answers with heartbeats. Each begins where the
one before ended, so the events of one run touch, never overlap and leave no time out:

- `not-afk` grows with each new input up to that input, not beyond, because what comes after may turn out to
  be an absence;
- once there was no input for `timeout`, `afk` begins, back-dated to the last input, and grows with each poll;
- the next input ends `afk` and begins `not-afk`, both at the moment of that input;
- when the watcher stops before it is decided, the time since the last input counts as `not-afk`.

A poll that comes far too late means that the machine slept. Nobody was there then, however short it was, so
`afk` begins at the last input known from before. Right after a sleep only a short idle time is believed, as
input since the machine woke up: the X server's clock stands still while the machine sleeps.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import Enum

from aw_core import Event
from aw_core.timestamps import truncate_to_millis

__all__ = ["AfkState", "Status"]

SLEPT = timedelta(seconds=10)
"""How much later than due a poll must come to mean that the machine slept; a busy machine is late by less."""

NOISE = timedelta(seconds=1)
"""How far apart two polls may place the same input."""


class Status(Enum):
    """Whether someone is there, in the words of an event's data."""

    AFK = "afk"
    NOT_AFK = "not-afk"


_NEVER = datetime.max.replace(tzinfo=UTC)  # so that any poll comes long before it, and begins


class AfkState:
    """Turns idle times into heartbeats; begins with the first poll and says nothing of the time before.

    Args:
        timeout: seconds without input after which someone counts as away.
        poll_time: seconds between two polls.
    """

    def __init__(self, *, timeout: float, poll_time: float) -> None:
        self._timeout = timedelta(seconds=timeout)
        self._poll_time = timedelta(seconds=poll_time)
        self._status = Status.NOT_AFK
        # All time up to here is in an event; while someone is there, that is up to the last input.
        self._reported = _NEVER
        self._polled = _NEVER

    def poll(self, idle: float, now: datetime) -> list[Event]:
        """The heartbeats due when the last input was `idle` seconds before this moment.

        A moment long before the last poll, as when the clock is set back, begins anew.
        """
        now, silence = truncate_to_millis(now), timedelta(seconds=idle)
        if now <= self._polled - SLEPT:
            return self._begin(silence, now)
        heartbeats = self._away(silence, now) if self._status is Status.AFK else self._present(silence, now)
        self._polled = now
        return heartbeats

    def finish(self, now: datetime) -> list[Event]:
        """The heartbeats due when the watcher stops at this moment."""
        now = truncate_to_millis(now)
        return self._extend(self._polled if self._slept(now) else now)

    def _begin(self, silence: timedelta, now: datetime) -> list[Event]:
        self._status = Status.AFK if silence >= self._timeout else Status.NOT_AFK
        self._reported = self._polled = now
        return [self._heartbeat(now)]

    def _slept(self, now: datetime) -> bool:
        return now - self._polled > self._poll_time + SLEPT

    def _present(self, silence: timedelta, now: datetime) -> list[Event]:
        heartbeats = []
        if not self._slept(now):
            heartbeats = self._extend(truncate_to_millis(now - silence))
            if silence < self._timeout:
                return heartbeats
        self._status = Status.AFK
        return heartbeats + self._away(silence, now)

    def _away(self, silence: timedelta, now: datetime) -> list[Event]:
        awake = self._poll_time if self._slept(now) else now - self._polled
        if silence >= min(awake + NOISE, self._timeout):
            return self._extend(now)
        heartbeats = self._extend(truncate_to_millis(now - silence))
        self._status = Status.NOT_AFK
        return [*heartbeats, self._heartbeat(self._reported)]

    def _extend(self, end: datetime) -> list[Event]:
        """Report the present status up to this moment."""
        if end <= self._reported:
            return []
        heartbeat = self._heartbeat(end)
        self._reported = end
        return [heartbeat]

    def _heartbeat(self, end: datetime) -> Event:
        return Event(
            timestamp=self._reported, duration=end - self._reported, data={"status": self._status.value}
        )
