"""0002: events take less room, and the columns of whole weeks are kept beside them.

A start is whole milliseconds and a length is short, so both take fewer bytes than two instants in microseconds.
"""

from __future__ import annotations

import sqlite3

__all__ = ["add_chunks"]

# See 0001 for what is left out here: a foreign key to payload.
_EVENT = """
    CREATE TABLE smaller_event (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        bucket INTEGER NOT NULL REFERENCES bucket (key),
        start_ms INTEGER NOT NULL,
        length_us INTEGER NOT NULL CHECK (length_us >= 0),
        payload INTEGER NOT NULL
    )
"""

_FILL = """
    INSERT INTO smaller_event (id, bucket, start_ms, length_us, payload)
    SELECT id, bucket, start_ms, "end" - start_ms * 1000, payload
    FROM (SELECT *, (start - (start % 1000 + 1000) % 1000) / 1000 AS start_ms FROM event) ORDER BY id
"""

# The highest id ever given, which may be that of an event that is gone.
_KEEP_LAST_ID = (
    "DELETE FROM sqlite_sequence WHERE name = 'smaller_event'",
    "INSERT INTO sqlite_sequence (name, seq) SELECT 'smaller_event', seq FROM sqlite_sequence WHERE name = 'event'",
)

_EVENT_START = "CREATE INDEX event_start ON event (bucket, start_ms)"

# A query that is to use this index repeats its expression and condition word for word.
_EVENT_LONG = (
    "CREATE INDEX event_long ON event (bucket, start_ms * 1000 + length_us) WHERE length_us > 3600000000"
)

# A key is never given twice, so what a chunk of some key holds is the same for ever.
_CHUNK = """
    CREATE TABLE chunk (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        bucket INTEGER NOT NULL REFERENCES bucket (key),
        week INTEGER NOT NULL,
        events INTEGER NOT NULL,
        columns BLOB NOT NULL,
        UNIQUE (bucket, week)
    )
"""

# A week begins on Monday at midnight UTC, and the first is that of the year 1: so the division never rounds up.
_DROP_CHUNK = (
    "DELETE FROM chunk WHERE bucket = {row}.bucket AND week = ({row}.start_ms + 62135596800000) / 604800000;"
)

# In the database and not in the program, so that no way of writing can forget a chunk.
_TRIGGERS = {
    "event_added": ("AFTER INSERT", ("new",)),
    "event_changed": ("AFTER UPDATE", ("old", "new")),
    "event_removed": ("AFTER DELETE", ("old",)),
}


def add_chunks(connection: sqlite3.Connection) -> None:
    """Rebuild the table of events, and add that of chunks, which a change to an event of theirs drops."""
    for statement in (_EVENT, _FILL, *_KEEP_LAST_ID, "DROP TABLE event"):
        connection.execute(statement)
    connection.execute("ALTER TABLE smaller_event RENAME TO event")
    for statement in (_EVENT_START, _EVENT_LONG, _CHUNK, *_triggers()):
        connection.execute(statement)


def _triggers() -> list[str]:
    return [
        f"CREATE TRIGGER {name} {when} ON event BEGIN {' '.join(_DROP_CHUNK.format(row=row) for row in rows)} END"
        for name, (when, rows) in _TRIGGERS.items()
    ]
