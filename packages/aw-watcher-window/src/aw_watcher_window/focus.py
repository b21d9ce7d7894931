"""Focus: which window has the focus, in the words every backend and the recorder share."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NOTHING", "UNKNOWN", "Focus"]

UNKNOWN = "unknown"
"""Stands where a desktop does not say; dashboards know the word."""


@dataclass(frozen=True)
class Focus:
    """The focused window.

    `window` is the desktop's own number or name of it: it tells a new title from another window. `app` is the
    application's name as the desktop gives it, `title` what the title bar says, `url` the page a browser shows, empty
    where that is not known.
    """

    window: int | str
    app: str
    title: str
    url: str = ""

    @property
    def data(self) -> dict[str, str]:
        """What an event of type `currentwindow` holds."""
        url = {"url": self.url} if self.url else {}
        return {"app": self.app, "title": self.title} | url


NOTHING = Focus(window=0, app=UNKNOWN, title=UNKNOWN)
"""No window has the focus."""
