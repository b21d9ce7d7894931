"""0001: buckets, their distinct event data, and events."""

from __future__ import annotations

import sqlite3

__all__ = ["APPLICATION_ID", "create_tables"]

APPLICATION_ID = 0x41574531
"""Written in the header of our files ("AWE1"), so that a foreign SQLite file is recognised."""

_BUCKET = """
    CREATE TABLE bucket (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        type TEXT NOT NULL,
        client TEXT NOT NULL,
        hostname TEXT NOT NULL,
        created INTEGER NOT NULL,
        name TEXT,
        data TEXT NOT NULL
    )
"""

_PAYLOAD = """
    CREATE TABLE payload (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        bucket INTEGER NOT NULL REFERENCES bucket (key),
        digest BLOB NOT NULL,
        data TEXT NOT NULL,
        uses INTEGER NOT NULL CHECK (uses >= 0),
        UNIQUE (bucket, digest)
    )
"""

# No foreign key to payload: to check one when a payload is deleted SQLite needs an index over all events, a
# fifth of the file. `payload.uses` keeps the two together.
_EVENT = """
    CREATE TABLE event (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        bucket INTEGER NOT NULL REFERENCES bucket (key),
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL CHECK ("end" >= start),
        payload INTEGER NOT NULL
    )
"""

# Ascending, though the newest is asked for first: events arrive in this order, and the other would leave a
# third of each page of the index empty.
_EVENT_START = "CREATE INDEX event_start ON event (bucket, start)"

# A query that is to use this index repeats its condition word for word.
_EVENT_LONG = 'CREATE INDEX event_long ON event (bucket, "end") WHERE "end" - start > 3600000000'


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of a new file."""
    for statement in (_BUCKET, _PAYLOAD, _EVENT, _EVENT_START, _EVENT_LONG):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
