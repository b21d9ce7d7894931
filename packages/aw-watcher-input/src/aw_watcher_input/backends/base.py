"""What every backend offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aw_client.watcher import Readable
from aw_watcher_input.counts import Counter

__all__ = ["Backend"]


class Backend(Protocol):
    """Something that tells of keyboard and mouse.

    A backend is built from the environment variables. Its constructor raises `WatcherUnavailableError`, saying
    why and what to do, where it does not work.
    """

    name: str

    counter: Counter
    """What was done anywhere on the desktop, as far as it is noted."""

    rest: float
    """Seconds for which input may wait to be noted; sparing, because a mouse can tell of itself 1000 times a second."""

    @property
    def files(self) -> Sequence[Readable]:
        """What becomes readable when there is input to note."""
        ...

    def note(self) -> None:
        """Count what was done up to now.

        Raises:
            InputLostError: nothing tells any more.
        """
        ...

    def close(self) -> None:
        """Let go of it; may be called again."""
        ...
