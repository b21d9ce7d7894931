"""Time events on disk: buckets, heartbeats, time ranges and columns."""

from __future__ import annotations

from aw_datastore.bucket_fields import check_bucket
from aw_datastore.datastore import Bucket, Datastore
from aw_datastore.row import check_event
from aw_datastore.storages import check_for_migration, get_storage_methods
from aw_datastore.table import EventTable

__all__ = [
    "Bucket",
    "Datastore",
    "EventTable",
    "check_bucket",
    "check_event",
    "check_for_migration",
    "get_storage_methods",
]
