"""The steps that bring a database file to today's schema, each recorded in the file it changed.

A migration is never edited once released: a new one is added at the end.
"""

from __future__ import annotations

from aw_datastore.sqlite.migrations.applying import (
    MIGRATIONS,
    Migration,
    applied_migrations,
    check_not_newer,
    migrate,
)
from aw_datastore.sqlite.migrations.m0001_tables import APPLICATION_ID, create_tables

__all__ = [
    "APPLICATION_ID",
    "MIGRATIONS",
    "Migration",
    "applied_migrations",
    "check_not_newer",
    "create_tables",
    "migrate",
]
