"""The offline queue on disk."""

from __future__ import annotations

from aw_client.spool.file import MAX_BYTES
from aw_client.spool.store import Spool, Waiting, heartbeats_in

__all__ = ["MAX_BYTES", "Spool", "Waiting", "heartbeats_in"]
