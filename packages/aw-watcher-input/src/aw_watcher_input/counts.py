"""Counts of input: all that is ever kept of it."""

from __future__ import annotations

import threading

__all__ = ["NOTHING", "Counter", "Pointer"]

NOTHING = {"presses": 0, "clicks": 0, "deltaX": 0, "deltaY": 0, "scrollX": 0, "scrollY": 0}
"""The data of an interval without input; movement in pixels, scrolls in notches of a wheel, both without direction."""


class Counter:
    """Counts until somebody takes the counts; may be used from several threads.

    It is never told which key it was, nor where the pointer is.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, float] = dict(NOTHING)

    def press(self) -> None:
        """A key was pressed; one that is held counts once."""
        self._add(presses=1)

    def click(self) -> None:
        """A button of the mouse was pressed."""
        self._add(clicks=1)

    def move(self, dx: float, dy: float) -> None:
        """The pointer was moved."""
        self._add(deltaX=abs(dx), deltaY=abs(dy))

    def scroll(self, dx: float, dy: float) -> None:
        """The wheel was turned."""
        self._add(scrollX=abs(dx), scrollY=abs(dy))

    def take(self) -> dict[str, int]:
        """The counts since they were last taken, in whole numbers; what is left over counts the next time."""
        with self._lock:
            taken = {name: int(count) for name, count in self._counts.items()}
            for name, count in taken.items():
                self._counts[name] -= count
        return taken

    def _add(self, **more: float) -> None:
        with self._lock:
            for name, count in more.items():
                self._counts[name] += count


class Pointer:
    """Counts movement from one known place to the next; forgets each place for the next one."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._place: tuple[float, float] | None = None

    def at(self, x: float, y: float) -> None:
        """The pointer is here now. The first place it is known to be at is no movement."""
        if self._place is not None:
            self._counter.move(x - self._place[0], y - self._place[1])
        self._place = (x, y)

    def lift(self) -> None:
        """It is nowhere now: wherever it is next is no movement."""
        self._place = None
