"""What can go wrong in aw-watcher-input.

AWError (aw_core)
├── InputLostError            the source of input went away while the watcher ran
└── AWClientError (aw_client)
    └── WatcherUnavailableError   raised by a backend's constructor: it does not work here
"""

from __future__ import annotations

from aw_core.errors import AWError

__all__ = ["InputLostError"]


class InputLostError(AWError):
    """What tells of input went away, as when the session ended. A new start may find a new one."""
