"""The storage on disk."""

from __future__ import annotations

from aw_datastore.sqlite.storage import SqliteStorage

__all__ = ["SqliteStorage"]
