"""What can go wrong in aw-watcher-afk.

AWError (aw_core)
├── InputLostError            the source of input went away while the watcher ran
├── SourceAwayError           raised by a sense: who tells of its facts is away, and may come back
└── AWClientError (aw_client)
    └── WatcherUnavailableError   raised by a backend's constructor: it does not work here
"""

from __future__ import annotations

from aw_core.errors import AWError

__all__ = ["InputLostError", "SourceAwayError"]


class InputLostError(AWError):
    """What tells of input went away, as when the session ended. A new start may find a new one."""


class SourceAwayError(AWError):
    """Who tells of a fact is away, or silent. The sense itself works, and notices when it is told of it again."""
