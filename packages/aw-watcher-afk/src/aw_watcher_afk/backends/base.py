"""What every backend offers."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Backend"]


class Backend(Protocol):
    """Something that notices keyboard and mouse.

    A backend is built from the environment variables. Its constructor raises `WatcherUnavailableError`, saying
    why and what to do, where it does not work.
    """

    name: str

    def idle(self) -> float:
        """Seconds since the last input, of any kind, anywhere on the desktop.

        Raises:
            InputLostError: nothing tells any more.
        """
        ...

    def close(self) -> None:
        """Let go of it; may be called again."""
        ...
