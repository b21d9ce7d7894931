"""What the state machine is told: someone touched something, the screen was locked, the machine slept, a call began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

__all__ = ["Asleep", "Awake", "Begins", "Ends", "Evidence", "Input", "Locked", "Reason", "Signal", "Unlocked"]


class Reason(StrEnum):
    """Why someone counts as there without keyboard and mouse, the strongest first; in the words of an event's data."""

    GAMEPAD = "gamepad"
    CALL = "call"
    FULLSCREEN = "fullscreen"
    AUDIO = "audio"


class Evidence(StrEnum):
    """What else an event's data gives as why someone was there or not."""

    INPUT = "input"
    IDLE = "idle"
    LOCKED = "locked"
    ASLEEP = "asleep"


@dataclass(frozen=True)
class Input:
    """Keyboard or mouse were used."""

    at: datetime


@dataclass(frozen=True)
class Locked:
    """The screen was locked."""

    at: datetime


@dataclass(frozen=True)
class Unlocked:
    """The screen was unlocked, so someone is there; unless it is only that nothing tells of the lock any more."""

    at: datetime
    by_someone: bool = True


@dataclass(frozen=True)
class Asleep:
    """The machine goes to sleep."""

    at: datetime


@dataclass(frozen=True)
class Awake:
    """The machine woke up, by whatever."""

    at: datetime


@dataclass(frozen=True)
class Begins:
    """There is a reason to count someone as there from now on."""

    at: datetime
    reason: Reason


@dataclass(frozen=True)
class Ends:
    """A reason to count someone as there is gone."""

    at: datetime
    reason: Reason


Signal: TypeAlias = Input | Locked | Unlocked | Asleep | Awake | Begins | Ends
