"""What every backend offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aw_client.watcher import Readable

__all__ = ["Backend"]


class Backend(Protocol):
    """Something that notices keyboard and mouse.

    A backend is built from the environment variables. Its constructor raises `WatcherUnavailableError`, saying
    why and what to do, where it does not work.
    """

    name: str

    @property
    def files(self) -> Sequence[Readable]:
        """What becomes readable when there is something to note; `idle` is to be called then, lest it is late."""
        ...

    def idle(self) -> float:
        """Seconds since the last input, of any kind, anywhere on the desktop.

        Raises:
            InputLostError: nothing tells any more.
        """
        ...

    def close(self) -> None:
        """Let go of it; may be called again."""
        ...
