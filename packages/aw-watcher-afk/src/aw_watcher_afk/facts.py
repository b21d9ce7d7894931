"""What is so at a moment besides keyboard and mouse, and what follows from it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime
from enum import StrEnum

from aw_watcher_afk.signals import Asleep, Awake, Begins, Ends, Locked, Reason, Signal, Unlocked

__all__ = ["Fact", "changes", "reasons"]


class Fact(StrEnum):
    """Something a sense can know."""

    LOCKED = "locked"
    ASLEEP = "asleep"
    SOUND = "sound"
    MICROPHONE = "microphone"
    CAMERA = "camera"
    FULLSCREEN = "fullscreen"
    GAMEPAD = "gamepad"


def reasons(facts: AbstractSet[Fact], wanted: AbstractSet[Reason]) -> frozenset[Reason]:
    """Those of the wanted reasons to count someone as there that hold.

    A call is a microphone or a camera in use while something sounds: a recorder alone is none.
    """
    is_call = Fact.SOUND in facts and not facts.isdisjoint({Fact.MICROPHONE, Fact.CAMERA})
    holding = {
        Reason.CALL: is_call,
        Reason.FULLSCREEN: Fact.FULLSCREEN in facts,
        Reason.GAMEPAD: Fact.GAMEPAD in facts,
        Reason.AUDIO: Fact.SOUND in facts,
    }
    return frozenset(reason for reason in wanted if holding[reason])


def changes(
    before: AbstractSet[Fact],
    after: AbstractSet[Fact],
    wanted: AbstractSet[Reason],
    at: datetime,
    known: AbstractSet[Fact] = frozenset(Fact),
) -> Iterator[Signal]:
    """The signals that lead from what was so to what is, given that something tells of the facts `known`."""
    gone, come = before - after, after - before
    if Fact.ASLEEP in come:
        yield Asleep(at)
    elif Fact.ASLEEP in gone:
        yield Awake(at)
    if Fact.LOCKED in come:
        yield Locked(at)
    elif Fact.LOCKED in gone:
        yield Unlocked(at, by_someone=Fact.LOCKED in known)
    held, holding = reasons(before, wanted), reasons(after, wanted)
    yield from (Ends(at, reason) for reason in sorted(held - holding))
    yield from (Begins(at, reason) for reason in sorted(holding - held))
