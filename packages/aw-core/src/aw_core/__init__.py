"""The shared vocabulary of the time tracker: events, buckets, configuration, folders, logging."""

from __future__ import annotations

from aw_core.models import Bucket, Event

__all__ = ["Bucket", "Event"]
