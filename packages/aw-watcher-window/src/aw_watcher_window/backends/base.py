"""What every backend offers."""

from __future__ import annotations

from typing import Protocol

from aw_watcher_window.focus import Focus

__all__ = ["Backend"]


class Backend(Protocol):
    """A desktop's view of the focused window.

    A backend is built from the environment variables. Its constructor raises `WatcherUnavailableError`, saying
    why and what to do, where it does not work.
    """

    name: str

    def fileno(self) -> int:
        """A descriptor that is readable when the focus or its title may have changed."""
        ...

    def focused(self) -> Focus:
        """The focused window now, `NOTHING` if there is none.

        Raises:
            DisplayLostError: the display is gone.
        """
        ...

    def close(self) -> None:
        """Let go of the display; may be called again."""
        ...
