"""What is known of pauses, as values; what becomes of it as time passes is said here, and nothing is stored.

Every instant is in microseconds since 1970-01-01 UTC, on a whole millisecond, as events begin on those.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from aw_core.timestamps import from_micros, parse_timestamp, to_micros

__all__ = ["NEVER", "Pause", "Period", "State", "outside", "whole_millis"]

NEVER = -math.inf
"""When a pause ended where there was none yet."""

_MILLI = 1000


def whole_millis(micros: int) -> int:
    """An instant without what is finer than a millisecond."""
    return micros // _MILLI * _MILLI


class Period(NamedTuple):
    """A pause from `start` to `end`: its start belongs to it, its end does not."""

    start: int
    end: float
    by: str


@dataclass(frozen=True)
class Pause:
    """The pause that is now: since when, and who holds it until when (None: until it is ended).

    It lasts as long as the last of those who hold it, so a schedule never cuts short what a person asked for.
    """

    since: int
    holds: Mapping[str, int | None]

    @property
    def until(self) -> int | None:
        """When it ends by itself."""
        return self.holds[self.by]

    @property
    def by(self) -> str:
        """Who holds it longest."""
        return max(self.holds, key=lambda by: _far(self.holds[by]))

    @property
    def period(self) -> Period:
        """From its beginning to when it will end by itself."""
        return Period(self.since, _far(self.until), self.by)

    def held(self, by: str, until: int | None, now: int) -> Pause:
        """The same, held by somebody until then, whatever they said before, and by those whose time is to come."""
        return replace(self, holds={**self._others(by, now), by: until})

    def released(self, by: str, now: int) -> Pause | None:
        """The same without that hold; None where nobody else holds it any more."""
        holds = self._others(by, now)
        return replace(self, holds=holds) if holds else None

    def _others(self, by: str, now: int) -> dict[str, int | None]:
        return {name: until for name, until in self.holds.items() if name != by and _far(until) > now}


@dataclass(frozen=True)
class State:
    """All that has to outlast a restart.

    - `current`: the pause that is now;
    - `ended`: when the last one ended, `resumed`: when one was last ended by hand;
    - `asked`: when a person last asked for a pause or for its end: what they asked for before that counts until then;
    - `unmarked`: those that ended and have no event yet that marks them.
    """

    current: Pause | None = None
    ended: float = NEVER
    resumed: float = NEVER
    asked: float = NEVER
    unmarked: tuple[Period, ...] = field(default=())

    @property
    def latest(self) -> float:
        """The last instant that is known to have passed."""
        passed = max(self.ended, self.resumed, self.asked)
        return passed if self.current is None else max(passed, self.current.since)

    def settled(self, now: int) -> State:
        """The same once it is `now`: a pause whose time has passed is over, and none lies in time to come.

        Where the clock was set back behind it, a pause counts from now on, and one that is over ended now: what
        a wrong clock said must not keep events out for hours, or for years.
        """
        if now < self.latest:
            return self._without_future(now).settled(now)
        if self.current is not None and self.current.until is not None and self.current.until <= now:
            return self.over(self.current.until)
        return self

    def over(self, end: int) -> State:
        """The same with the pause ended."""
        if self.current is None:
            return self
        period = self.current.period._replace(end=end)
        marked_later = [period] if end > period.start else []
        return replace(
            self, current=None, ended=max(self.ended, end), unmarked=(*self.unmarked, *marked_later)
        )

    def cut(self, moment: int, marked: Iterable[Period]) -> State:
        """The same where the pause that was at a moment, and is over, ended then.

        Args:
            moment: when.
            marked: the pauses around it that have their marks.
        """
        there = [one for one in (*self.unmarked, *marked) if one.start <= moment < one.end]
        cut = (one._replace(end=moment) if one in there else one for one in self.unmarked)
        is_last = any(one.end >= self.ended for one in there)
        return replace(
            self,
            ended=moment if is_last else self.ended,
            unmarked=tuple(one for one in cut if one.end > one.start),
        )

    def _without_future(self, now: int) -> State:
        cut = (period._replace(end=min(period.end, now)) for period in self.unmarked)
        current = self.current
        return replace(
            self,
            current=None if current is None else replace(current, since=min(current.since, now)),
            ended=min(self.ended, now),
            resumed=min(self.resumed, now),
            asked=min(self.asked, now),
            unmarked=tuple(period for period in cut if period.end > period.start),
        )

    def to_json_dict(self) -> dict[str, Any]:
        """As its file has it."""
        return {
            "current": None
            if self.current is None
            else {
                "since": _iso(self.current.since),
                "holds": {by: _iso(until) for by, until in self.current.holds.items()},
            },
            "ended": _iso(self.ended),
            "resumed": _iso(self.resumed),
            "asked": _iso(self.asked),
            "unmarked": [[_iso(start), _iso(end), by] for start, end, by in self.unmarked],
        }

    @classmethod
    def from_json_dict(cls, value: Mapping[str, Any]) -> State:
        """What a file has.

        Raises:
            AttributeError, KeyError, TypeError, ValueError: it is not what `to_json_dict` writes.
        """
        current = value["current"]
        return cls(
            current=None if current is None else Pause(_micros(current["since"]), _holds(current["holds"])),
            ended=_past(value["ended"]),
            resumed=_past(value["resumed"]),
            asked=_past(value.get("asked")),
            unmarked=tuple(
                Period(_micros(start), _micros(end), str(by)) for start, end, by in value["unmarked"]
            ),
        )


def outside(start: int, end: int, periods: Iterable[Period]) -> list[tuple[int, int]]:
    """What of an event lies in none of the periods, in order; each start and end."""
    if start == end:
        return [] if any(period.start <= start < period.end for period in periods) else [(start, end)]
    parts: list[tuple[int, int]] = []
    for period in sorted(periods):
        if period.start >= end:
            break
        if period.end > start:
            if period.start > start:
                parts.append((start, period.start))
            if period.end >= end:
                return parts
            start = int(period.end)
    return [*parts, (start, end)]


def _far(until: int | None) -> float:
    return math.inf if until is None else until


def _iso(micros: float | None) -> str | None:
    return None if micros is None or math.isinf(micros) else from_micros(int(micros)).isoformat()


def _micros(text: str) -> int:
    return whole_millis(to_micros(parse_timestamp(text)))


def _past(text: str | None) -> float:
    return NEVER if text is None else _micros(text)


def _holds(value: Mapping[str, str | None]) -> dict[str, int | None]:
    holds = {str(by): None if until is None else _micros(until) for by, until in value.items()}
    if not holds:
        raise ValueError("expected a pause to be held by somebody")
    return holds
