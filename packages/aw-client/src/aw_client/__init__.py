"""Client of the time tracker's server, with an offline queue, and the runtime of watchers."""

from __future__ import annotations

from aw_client.client import ActivityWatchClient

__all__ = ["ActivityWatchClient"]
