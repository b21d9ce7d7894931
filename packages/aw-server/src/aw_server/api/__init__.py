"""The endpoints of the REST API, one module per resource."""

from __future__ import annotations

from aw_server.api import buckets, events, heartbeats, info, log, pause, privacy, query, settings, transfer

__all__ = [
    "buckets",
    "events",
    "heartbeats",
    "info",
    "log",
    "pause",
    "privacy",
    "query",
    "settings",
    "transfer",
]
