"""Reads the databases of older servers: what is in them, without changing a byte of theirs."""

from __future__ import annotations

from aw_datastore.legacy.compare import Span, stored_span
from aw_datastore.legacy.database import OlderBucket, OlderDatabase
from aw_datastore.legacy.opening import find_older, is_sqlite, open_older
from aw_datastore.legacy.problems import Problems
from aw_datastore.legacy.snapshot import copy_database

__all__ = [
    "OlderBucket",
    "OlderDatabase",
    "Problems",
    "Span",
    "copy_database",
    "find_older",
    "is_sqlite",
    "open_older",
    "stored_span",
]
