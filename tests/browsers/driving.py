"""What the tests do with a browser, whichever it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

__all__ = ["WIDTHS", "Browser", "Tab"]

WIDTHS = (900, 360)
"""Of a page, in pixels: a window and a phone."""

Tab: TypeAlias = Any
"""A tab, as the browser's own driver has it."""


class Browser(ABC):
    """A running browser with the extension in it."""

    name: str
    """As in the name of the extension's bucket."""

    @abstractmethod
    def open(self, url: str) -> Tab:
        """Open a tab in front of the others and wait until its page is loaded."""

    @abstractmethod
    def open_typed(self, address: str) -> Tab:
        """Open what no page may link to, such as the source of one, as a user does who types it."""

    @abstractmethod
    def show(self, tab: Tab) -> None:
        """Put a tab in front of the others."""

    @abstractmethod
    def close(self, tab: Tab) -> None:
        """Close a tab."""

    @abstractmethod
    def stop_worker(self) -> None:
        """End the extension's background, as the browser does when nothing happens."""

    @abstractmethod
    def open_page(self, path: str) -> Tab:
        """Open a page of the extension, such as its options, in front of the other tabs."""

    @abstractmethod
    def run(self, tab: Tab, function: str, argument: Any = None) -> Any:
        """What a JavaScript function makes of an argument in a page; promises are waited for."""

    @abstractmethod
    def appearances(self, tab: Tab) -> Iterator[str]:
        """Show a page wide and narrow, and light and dark if the driver can, one after the other; gives their names."""

    @abstractmethod
    def picture(self, tab: Tab, path: Path) -> None:
        """Keep how a page looks."""

    @abstractmethod
    def allow_private_windows(self) -> None:
        """Let the extension see windows of the private mode, as a user does among the browser's settings."""
