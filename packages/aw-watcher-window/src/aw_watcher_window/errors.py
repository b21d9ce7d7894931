"""What can go wrong in aw-watcher-window.

AWError (aw_core)
├── DisplayLostError          the display went away while the watcher ran
├── ExtensionError            the extension for GNOME Shell cannot be put in place
└── AWClientError (aw_client)
    └── WatcherUnavailableError   raised by a backend's constructor: it does not work here
"""

from __future__ import annotations

from aw_core.errors import AWError

__all__ = ["DisplayLostError", "ExtensionError"]


class DisplayLostError(AWError):
    """The display went away: the session ended or its server died. A new start may find a new one."""


class ExtensionError(AWError):
    """The extension for GNOME Shell cannot be put in place; the message says what stands against it."""
