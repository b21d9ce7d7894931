"""Presence from evidence: a state machine without a clock, an input device or a server.

It is told what happened (`signals`) and, at every poll, what time it is, and answers with heartbeats. Each begins
where the one before ended, so the events of one run touch, never overlap and leave no time out:

- `not-afk` by `input` grows with each new input up to that input, not beyond, because what comes after may turn
  out to be an absence;
- once there was no input for `timeout`, `afk` begins, back-dated to the last input, and grows with each poll;
- unless there is another reason to count someone as there: then that prolongs `not-afk`, from the last input on
  and for `limit` at most. It cannot begin it: nobody who left comes back by a song that begins;
- the next input ends what was, and begins `not-afk` by `input`, both at the moment of that input;
- while the screen is locked or the machine sleeps it is `afk`, whatever else, back-dated to the last evidence;
- when the watcher stops before it is decided, the time since the last evidence counts as `not-afk`.

A poll that comes far too late though the machine did not sleep means that the watcher was held up: no event covers
that time, since nobody looked; nor the time in which recording is paused. Where nothing tells of sleep
(`late_is_sleep`) it is taken for sleep, and right after it only a short idle time is believed, as input since the
machine woke up: the X server's clock stands still while the machine sleeps.

When the clock is set the events go on at the new time. What it already told of is not told again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import TypeAlias

from aw_core import Event
from aw_core.timestamps import truncate_to_millis
from aw_watcher_afk.record import Record, Status
from aw_watcher_afk.signals import (
    Asleep,
    Awake,
    Begins,
    Ends,
    Evidence,
    Input,
    Locked,
    Reason,
    Signal,
    Unlocked,
)

__all__ = ["NOISE", "SLEPT", "AfkState"]

SLEPT = timedelta(seconds=10)
"""How much later than due a poll must come to be too late; a busy machine is late by less."""

NOISE = timedelta(seconds=1)
"""How far apart two polls may place the same input."""

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

_time = attrgetter("at")

_Stretch: TypeAlias = tuple[datetime, datetime, Reason | None]
"""Start, end, and the reason that held in it."""


class AfkState:
    """Turns signals into heartbeats; begins with the first poll and says nothing of the time before.

    Args:
        timeout: seconds without evidence after which someone counts as away.
        poll_time: seconds between two polls.
        limit: seconds after the last input for which other reasons count.
        late_is_sleep: whether a poll that comes far too late means that the machine slept.
    """

    def __init__(
        self,
        *,
        timeout: float,
        poll_time: float,
        limit: float = float("inf"),
        late_is_sleep: bool = False,
    ) -> None:
        self._timeout = timedelta(seconds=timeout)
        self._poll_time = timedelta(seconds=poll_time)
        self._limit = timedelta(seconds=min(limit, timedelta(days=1000).total_seconds()))
        self._late_is_sleep = late_is_sleep
        self._record = Record()
        self._noted: list[Signal] = []
        self._begun = self._paused = False
        self._locked = self._asleep = False
        self._reasons: set[Reason] = set()
        self._now = _LONG_AGO  # all signals up to here are taken into account
        self._looked = _LONG_AGO  # an input from before is none that is new
        self._input = _LONG_AGO
        self._person = _LONG_AGO  # when somebody last did something
        self._evidence = _LONG_AGO  # up to when there was any evidence of somebody
        # While presence is by input: what else there was since the last one, should it turn out to be needed.
        self._undecided: list[_Stretch] | None = None

    def note(self, *signals: Signal) -> None:
        """Take these into account at the next poll: in the order of their times, which may come late."""
        self._noted += signals

    def pause(self) -> None:
        """Say nothing of the time from the last poll to the next, whatever the machine does in it."""
        self._paused = True

    def poll(self, now: datetime) -> list[Event]:
        """The heartbeats due at this moment.

        A moment long before the last poll, of which `step` did not tell, begins anew.
        """
        now = truncate_to_millis(now)
        signals = sorted(self._noted, key=_time)
        self._noted = []
        is_late = self._is_late(now, signals)
        if is_late and self._late_is_sleep and not self._paused:
            slept: list[Signal] = [Asleep(self._now), Awake(now - self._poll_time - NOISE)]
            signals = sorted([*signals, *slept], key=_time)
            is_late = False
        if not self._begun or self._paused or is_late or now <= self._now - SLEPT:
            self._settle(self._now)
            self._begin(now, signals)
        else:
            self._take(now, signals)
            self._advance(now)
            if self._undecided is not None and now - self._input >= self._timeout:
                self._decide()
        self._looked = now
        self._paused = False
        return self._record.take()

    def step(self, by: timedelta) -> None:
        """The clock was set: what was `now` is `now + by`, and so is all that is not yet told."""
        if not self._begun:
            return
        self._now += by
        self._looked += by
        self._input += by
        self._person += by
        self._evidence += by
        if self._undecided is not None:
            self._undecided = [(start + by, end + by, reason) for start, end, reason in self._undecided]
        self._record.shift(by)

    def finish(self, now: datetime) -> list[Event]:
        """The heartbeats due when the watcher stops at this moment."""
        now = truncate_to_millis(now)
        if self._paused or self._is_late(now, self._noted):
            now = self._now
        elif self._begun:
            self._take(now, sorted(self._noted, key=_time))
        self._settle(now)
        return self._record.take()

    def _begin(self, now: datetime, signals: Sequence[Signal]) -> None:
        """Go on from here without a word on the time before."""
        had_left = self._begun and self._record.status is Status.AFK
        self._begun, self._undecided = True, None
        for signal in signals:
            match signal:
                case Input(at):
                    self._input = self._person = min(at, now)
                case _:
                    self._turn(signal)
        self._now = now
        self._evidence = self._input
        if self._away is not None:
            self._record.begin(now, Status.AFK, self._away)
        elif now - self._input < self._timeout:
            self._record.begin(now, Status.NOT_AFK, Evidence.INPUT)
            self._undecided = []
        elif (reason := self._reason(now)[0]) is not None and (
            reason is Reason.GAMEPAD or not had_left or self._input > self._looked
        ):
            self._record.begin(now, Status.NOT_AFK, reason)
        else:
            self._record.begin(now, Status.AFK, Evidence.IDLE)

    def _take(self, now: datetime, signals: Sequence[Signal]) -> None:
        """Take signals into account, one after the other."""
        for signal in signals:
            match signal:
                case Input(at):
                    self._take_input(min(at, now), now)
                case Unlocked(at, by_someone=True) if self._locked and not self._asleep:
                    self._advance(min(at, now))
                    self._turn(signal)
                    self._present(self._now)
                case _:
                    self._advance(min(signal.at, now))
                    self._turn(signal)
            if self._away is not None:
                self._be_away(self._now, self._now, self._away)

    def _turn(self, signal: Signal) -> None:
        """Let what a signal tells of be so from now on."""
        match signal:
            case Begins(_, reason):
                self._reasons.add(reason)
            case Ends(_, reason):
                self._reasons.discard(reason)
            case Locked() | Unlocked():
                self._locked = isinstance(signal, Locked)
            case Asleep() | Awake():
                self._asleep = isinstance(signal, Asleep)

    @property
    def _away(self) -> Evidence | None:
        """What makes someone away, whatever else."""
        if self._asleep:
            return Evidence.ASLEEP
        return Evidence.LOCKED if self._locked else None

    def _is_late(self, now: datetime, signals: Sequence[Signal]) -> bool:
        """Whether nobody looked for long, and it is not known that the machine slept."""
        patience = self._poll_time + SLEPT
        if not self._begun or self._asleep or now - self._now <= patience:
            return False
        return not any(isinstance(signal, Asleep) and signal.at <= self._now + patience for signal in signals)

    def _reason(self, at: datetime) -> tuple[Reason | None, datetime]:
        """The strongest reason that counts at a moment, and until when that can be said."""
        if Reason.GAMEPAD in self._reasons:
            return Reason.GAMEPAD, datetime.max.replace(tzinfo=UTC)
        end = self._person + self._limit
        if at >= end or not self._reasons:
            return None, datetime.max.replace(tzinfo=UTC)
        return min(self._reasons, key=list(Reason).index), end

    def _advance(self, to: datetime) -> None:
        """Take into account the time up to a moment, in which nothing happened."""
        while self._now < to:
            reason, until = self._reason(self._now)
            start, self._now = self._now, min(to, until)
            if self._away is not None:
                self._be_away(start, self._now, self._away)
            elif self._undecided is not None:
                self._remember(self._undecided, start, self._now, reason)
            else:
                self._live(start, self._now, reason)

    @staticmethod
    def _remember(stretches: list[_Stretch], start: datetime, end: datetime, reason: Reason | None) -> None:
        """Add a stretch to those before it, to the last one if it is of the same kind."""
        if stretches and stretches[-1][1:] == (start, reason):
            start = stretches.pop()[0]
        stretches.append((start, end, reason))

    def _be_away(self, start: datetime, end: datetime, why: Evidence) -> None:
        if self._undecided is not None:
            # Too soon after the last input to be an event of its own: it is told as a pause that something ended.
            witnessed = [until for _, until, reason in self._undecided if reason is not None]
            self._record.extend(max(witnessed, default=self._record.end))
            self._undecided = None
        if self._record.status is Status.AFK:
            self._record.extend(start)
        self._record.become(Status.AFK, why)
        self._record.extend(end)

    def _live(self, start: datetime, end: datetime, reason: Reason | None) -> None:
        """A stretch without keyboard and mouse."""
        is_there = self._record.status is Status.NOT_AFK
        if reason is not None and (is_there or reason is Reason.GAMEPAD):
            self._record.extend(start)
            self._record.become(Status.NOT_AFK, reason)
            self._record.extend(end)
            self._evidence = end
            if reason is Reason.GAMEPAD:
                self._person = end
        elif not is_there or end - self._evidence >= self._timeout:
            self._record.become(Status.AFK, Evidence.IDLE)
            self._record.extend(end)

    def _decide(self) -> None:
        """There was no input: see what else there was since the last one."""
        stretches, self._undecided = self._undecided or [], None
        for start, end, reason in stretches:
            self._live(start, end, reason)

    def _take_input(self, at: datetime, now: datetime) -> None:
        if self._away is not None:
            return
        if self._undecided is not None:
            if at > self._input:
                self._record.extend(at)
                self._input = self._person = self._evidence = at
                self._undecided = [
                    (max(start, at), end, reason) for start, end, reason in self._undecided if end > at
                ]
        elif at > self._looked - NOISE and now - at < self._timeout:
            self._advance(at)
            self._present(at)

    def _present(self, at: datetime) -> None:
        """Somebody did something; until now presence was not by input."""
        self._record.extend(at)
        self._record.become(Status.NOT_AFK, Evidence.INPUT)
        self._record.mention()
        self._input = self._person = self._evidence = at
        self._undecided = []

    def _settle(self, end: datetime) -> None:
        """Tell up to a moment all that is undecided, as nobody will know better."""
        if not self._begun:
            return
        if self._undecided is None:
            self._advance(end)
        self._undecided = None
        self._record.extend(end)
