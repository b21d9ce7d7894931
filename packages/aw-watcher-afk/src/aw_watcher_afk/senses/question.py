"""A question to somebody on a message bus, which is asked again lest a message that got lost holds for ever."""

from __future__ import annotations

import time
from collections.abc import Callable

from aw_client.errors import NoAnswerError

__all__ = ["Question"]

_ASK_AGAIN = 30.0
"""Seconds after which it is asked again whether what holds still does, or what it is that nobody said."""

_ASK_SOON = 5.0
"""Seconds after which who did not answer is asked again."""

_PATIENCE = 60.0
"""Seconds for which what was answered before stands in for an answer; after that nothing is known."""


class Question:
    """Whether something holds.

    A late answer is none: until one comes in time, what was known stays, for a while.

    Args:
        ask: asks it; may raise what the bus does.
        clock: seconds that never go back.
    """

    def __init__(self, ask: Callable[[], bool], clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._clock = clock
        self._asked = float("-inf")
        self._silent_since: float | None = None
        self._is_due = True
        self.answer: bool | None = None
        """Whether it holds; None if that is not known."""

    def note(self, answer: bool) -> None:
        """What is so was told without being asked for."""
        self.answer = answer
        self._asked, self._silent_since, self._is_due = self._clock(), None, False

    def renew(self) -> None:
        """Have it asked by the next `ask_if_due`."""
        self._is_due = True

    def forget(self) -> None:
        """Nobody is there to be asked, or who is does not say."""
        self.answer = self._silent_since = None

    def ask_if_due(self) -> None:
        """Ask if it was never asked, if the answer did not come, or is old.

        Raises:
            DesktopError: who was asked answers with an error, or is gone.
        """
        if self._is_due or self._clock() - self._asked > self._pause():
            self._is_due = False
            self._asked = self._clock()
            try:
                self.note(self._ask())
            except NoAnswerError:
                self._bear_with()

    def _pause(self) -> float:
        """Seconds from one time of asking to the next."""
        if self._silent_since is None:
            return float("inf") if self.answer is False else _ASK_AGAIN
        return _ASK_SOON if self._asked - self._silent_since <= _PATIENCE else _ASK_AGAIN

    def _bear_with(self) -> None:
        """Note that no answer came."""
        if self._silent_since is None:
            self._silent_since = self._asked
        if self._asked - self._silent_since > _PATIENCE:
            self.answer = None
