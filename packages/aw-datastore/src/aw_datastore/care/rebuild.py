"""Making a whole database of what was gathered of a damaged one and what a backup has."""
# ruff: noqa: S608 - statements are put together from constants of this module

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from aw_core.timestamps import from_micros, to_micros
from aw_datastore.care.backups import copy_database
from aw_datastore.care.checking import Progress
from aw_datastore.care.reports import BucketLoss
from aw_datastore.care.salvage import gather, make_tables
from aw_datastore.disk import make_private, remove_database
from aw_datastore.payload import encode_payload
from aw_datastore.sqlite.connections import read_only
from aw_datastore.sqlite.database import open_database

__all__ = ["rebuild"]

_FAR = 2**61
"""Further from any id than two ids are from each other."""

_BUCKET = "key, id, type, client, hostname, created, name, data"
_EVENT = "id, bucket, start_ms, length_us, payload"

_BUCKETS_FROM_FILE = (
    f"INSERT OR IGNORE INTO bucket ({_BUCKET}) SELECT {_BUCKET} FROM found.bucket ORDER BY key"
)
_BUCKETS_FROM_BACKUP = (
    f"INSERT OR IGNORE INTO bucket ({_BUCKET}) SELECT {_BUCKET} FROM saved.bucket ORDER BY key"
)
_NAMED_BUCKETS = f"""
    INSERT OR IGNORE INTO bucket ({_BUCKET})
    SELECT key, coalesce((SELECT id FROM found.bucket_id AS n WHERE n.key = used.key), 'recovered-' || key),
        'unknown', 'unknown', 'unknown', :now, NULL, '{{}}'
    FROM (SELECT DISTINCT bucket AS key FROM found.event INTERSECT SELECT DISTINCT bucket FROM found.payload) AS used
"""

# Of a row and an entry of the index that are at the same place in time, but alone with their ids, one has a wrong id.
_MISTAKEN_IDS = """
    SELECT t.id, e.id FROM found.event AS e JOIN found.told AS t ON t.bucket = e.bucket AND t.start_ms = e.start_ms
    WHERE e.id NOT IN (SELECT id FROM found.told) AND t.id NOT IN (SELECT id FROM found.event)
"""
_DISTANCE = """
    SELECT min(:id - coalesce((SELECT max(id) FROM found.event WHERE id < :id AND id <> :row), -:far),
        coalesce((SELECT min(id) FROM found.event WHERE id > :id AND id <> :row), :far) - :id)
"""
_DROP_INVENTED = "DELETE FROM found.event WHERE id NOT IN (SELECT id FROM found.told)"

# What is packed has a checksum, a row has none; which bucket it is of has none either, so the index must agree.
_CORRECTED_BY_PACKED = f"""
    INSERT OR REPLACE INTO found.event ({_EVENT})
    SELECT {_EVENT} FROM found.packed AS p
    WHERE (bucket, start_ms) = (SELECT bucket, start_ms FROM found.told AS t WHERE t.id = p.id)
    EXCEPT SELECT {_EVENT} FROM found.event
"""
_UNTOLD_FROM_PACKED = f"""
    INSERT OR IGNORE INTO found.event ({_EVENT})
    SELECT {_EVENT} FROM found.packed WHERE id NOT IN (SELECT id FROM found.told)
"""
_CORRECTED_BY_BACKUP = f"""
    INSERT OR REPLACE INTO found.event ({_EVENT})
    SELECT s.id, s.bucket, s.start_ms, s.length_us, s.payload FROM found.event AS e
    JOIN found.told AS t USING (id) JOIN saved.event AS s USING (id)
    WHERE (e.bucket, e.start_ms) <> (t.bucket, t.start_ms) AND (s.bucket, s.start_ms) = (t.bucket, t.start_ms)
"""
_SAME_BUCKETS = (
    "s.bucket IN (SELECT b.key FROM bucket AS b JOIN saved.bucket AS o ON o.key = b.key AND o.id = b.id)"
)
_TOLD_FROM_BACKUP = f"""
    INSERT OR IGNORE INTO found.event ({_EVENT}, from_backup)
    SELECT s.id, s.bucket, s.start_ms, s.length_us, s.payload, 1 FROM found.told AS t JOIN saved.event AS s USING (id)
    WHERE (s.bucket, s.start_ms) = (t.bucket, t.start_ms) AND {_SAME_BUCKETS}
"""
_ALL_FROM_BACKUP = f"""
    INSERT OR IGNORE INTO found.event ({_EVENT}, from_backup)
    SELECT s.id, s.bucket, s.start_ms, s.length_us, s.payload, 1 FROM saved.event AS s WHERE {_SAME_BUCKETS}
"""

_DATA_FROM_FILE = """
    INSERT OR IGNORE INTO payload (key, bucket, digest, data, uses)
    SELECT key, bucket, digest, data, 0 FROM found.payload
    WHERE is_whole = :whole AND bucket IN (SELECT key FROM bucket) ORDER BY key
"""
_DATA_FROM_BACKUP = f"""
    INSERT OR IGNORE INTO payload (key, bucket, digest, data, uses)
    SELECT s.key, s.bucket, s.digest, s.data, 0 FROM saved.payload AS s
    WHERE s.key IN (SELECT payload FROM found.event) AND {_SAME_BUCKETS}
"""
_DATA_BY_DIGEST = """
    INSERT OR IGNORE INTO payload (key, bucket, digest, data, uses)
    SELECT d.key, d.bucket, s.digest, s.data, 0 FROM found.digest AS d
    JOIN saved.payload AS s ON s.bucket = d.bucket AND s.digest = d.digest
    WHERE d.bucket IN (SELECT key FROM bucket) AND d.key IN (SELECT payload FROM found.event)
"""
_BARE = """
    FROM found.event AS e LEFT JOIN payload AS p ON p.key = e.payload AND p.bucket = e.bucket
    WHERE p.key IS NULL AND e.bucket IN (SELECT key FROM bucket)
"""
_MAKE_BARE = f"""
    UPDATE found.event SET without_data = 1,
        payload = (SELECT key FROM payload AS p WHERE p.bucket = event.bucket AND p.digest = :digest)
    WHERE id IN (SELECT e.id {_BARE})
"""

_FILL = f"""
    INSERT INTO event ({_EVENT}) SELECT {_EVENT} FROM found.event
    WHERE bucket IN (SELECT key FROM bucket) ORDER BY id
"""
_COUNT_USES = """
    UPDATE payload SET uses = u.uses
    FROM (SELECT payload, count(*) AS uses FROM event GROUP BY payload) AS u WHERE u.payload = payload.key
"""
_HIGHEST = """
    SELECT max(seq) FROM (
        SELECT seq FROM found.sequence WHERE name = :name AND seq < 4611686018427387904
        UNION ALL SELECT seq FROM saved.sqlite_sequence WHERE name = :name
        UNION ALL SELECT seq FROM main.sqlite_sequence WHERE name = :name
    )
"""

_LOSSES = """
    SELECT b.id, coalesce(kept, 0), coalesce(saved, 0), coalesce(bare, 0), coalesce(lost, 0), lost_from, lost_to
    FROM bucket AS b
    LEFT JOIN (
        SELECT bucket, sum(NOT from_backup) AS kept, sum(from_backup) AS saved, sum(without_data) AS bare
        FROM found.event GROUP BY bucket
    ) AS f ON f.bucket = b.key
    LEFT JOIN (
        SELECT bucket, count(*) AS lost, min(start_ms) AS lost_from, max(start_ms) AS lost_to
        FROM found.told WHERE id NOT IN (SELECT id FROM event) GROUP BY bucket
    ) AS l ON l.bucket = b.key
    ORDER BY b.key
"""


def rebuild(
    damaged: Path, backup: Path | None, target: Path, progress: Progress
) -> tuple[tuple[BucketLoss, ...], bool]:
    """Make a database at `target` of what can be read at `damaged`; the backup fills gaps.

    Answers what became of each bucket, and whether all that is lost is among it.

    Raises:
        DatabaseError, OSError: the disk is full, or a file cannot be read or written.
    """
    with _workshop(backup, target) as connection:
        gather(damaged, connection, progress)
        events_told, buckets_told = _what_is_told(damaged, connection)
        _add_buckets(connection, all_known=buckets_told)
        _complete_events(connection, all_told=events_told)
        _add_data(connection)
        _fill(connection)
        losses = tuple(_loss(*row) for row in connection.execute(_LOSSES))
        connection.execute("COMMIT")
        return losses, events_told and buckets_told


@contextmanager
def _workshop(backup: Path | None, target: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a new database, with `found` for what is gathered and `saved` for what the backup has."""
    found, saved = (target.with_name(f"{target.name}-{name}") for name in ("found", "saved"))
    try:
        make_private(found)
        if backup is not None:
            copy_database(backup, saved)
        for path in (saved, target):
            open_database(path).close()  # made, or brought to today's schema
        with closing(sqlite3.connect(target, isolation_level=None)) as connection:
            for name, path in (("found", found), ("saved", saved)):
                connection.execute(f"ATTACH ? AS {name}", (str(path),))
                connection.execute(f"PRAGMA {name}.synchronous = OFF")
                connection.execute(f"PRAGMA {name}.journal_mode = OFF")
            connection.execute("PRAGMA main.journal_mode = DELETE")
            make_tables(connection)
            connection.execute("BEGIN")
            yield connection
    finally:
        for path in (found, saved):
            remove_database(path)


def _what_is_told(damaged: Path, connection: sqlite3.Connection) -> tuple[bool, bool]:
    """Whether every event and every bucket there was is known.

    So it is if SQLite reads index and table from end to end, and finds as many as were gathered.
    """
    return (
        _reads(damaged, "SELECT count(*) FROM event INDEXED BY event_start")
        == connection.execute("SELECT count(*) FROM found.told").fetchone()[0],
        _reads(damaged, "SELECT count(*) FROM bucket NOT INDEXED")
        == connection.execute("SELECT count(*) FROM found.bucket").fetchone()[0],
    )


def _reads(damaged: Path, sql: str) -> int | None:
    if not damaged.stat().st_size:
        return None  # SQLite would delete the log beside it
    with suppress(sqlite3.Error, UnicodeDecodeError), closing(read_only(damaged)) as connection:
        count: int = connection.execute(sql).fetchone()[0]
        return count
    return None


def _add_buckets(connection: sqlite3.Connection, *, all_known: bool) -> None:
    connection.execute(_BUCKETS_FROM_FILE)
    if not all_known:
        connection.execute(_BUCKETS_FROM_BACKUP)
        connection.execute(_NAMED_BUCKETS, {"now": to_micros(datetime.now(UTC))})


def _complete_events(connection: sqlite3.Connection, *, all_told: bool) -> None:
    if all_told:
        for told, row in connection.execute(_MISTAKEN_IDS).fetchall():
            _settle_id(connection, told, row)
        connection.execute(_DROP_INVENTED)
    connection.execute(_CORRECTED_BY_PACKED)
    if not all_told:
        connection.execute(_UNTOLD_FROM_PACKED)
    connection.execute(_CORRECTED_BY_BACKUP)
    # What the index does not tell of was deleted since the backup, unless the index itself is damaged.
    connection.execute(_TOLD_FROM_BACKUP if all_told else _ALL_FROM_BACKUP)


def _settle_id(connection: sqlite3.Connection, told: int, row: int) -> None:
    """Decide between two ids of one event: ids were given one after another, so the right one has others beside it."""

    def distance(event_id: int) -> int:
        found: int = connection.execute(_DISTANCE, {"id": event_id, "row": row, "far": _FAR}).fetchone()[0]
        return found

    if distance(told) < distance(row):
        connection.execute("UPDATE OR IGNORE found.event SET id = ? WHERE id = ?", (told, row))
    else:
        connection.execute("UPDATE OR IGNORE found.told SET id = ? WHERE id = ?", (row, told))


def _add_data(connection: sqlite3.Connection) -> None:
    connection.execute(_DATA_FROM_FILE, {"whole": True})
    connection.execute(_DATA_FROM_BACKUP)
    connection.execute(_DATA_BY_DIGEST)
    connection.execute(_DATA_FROM_FILE, {"whole": False})
    nothing = encode_payload({})
    connection.execute(
        f"INSERT OR IGNORE INTO payload (bucket, digest, data, uses) SELECT DISTINCT e.bucket, ?, ?, 0 {_BARE}",
        nothing,
    )
    connection.execute(_MAKE_BARE, {"digest": nothing.digest})


def _fill(connection: sqlite3.Connection) -> None:
    connection.execute(_FILL)
    connection.execute(_COUNT_USES)
    connection.execute("DELETE FROM payload WHERE uses = 0")
    for name in ("bucket", "payload", "event"):
        # An id must never name another event than it did.
        (highest,) = connection.execute(_HIGHEST, {"name": name}).fetchone()
        connection.execute("DELETE FROM main.sqlite_sequence WHERE name = ?", (name,))
        connection.execute("INSERT INTO main.sqlite_sequence VALUES (?, ?)", (name, highest or 0))


def _loss(  # noqa: PLR0917 - the columns of the query
    bucket_id: str, kept: int, saved: int, bare: int, lost: int, first: int | None, last: int | None
) -> BucketLoss:
    return BucketLoss(
        bucket_id=bucket_id,
        kept=kept,
        from_backup=saved,
        without_data=bare,
        lost=lost,
        lost_from=_iso(first),
        lost_to=_iso(last),
    )


def _iso(millis: int | None) -> str | None:
    return None if millis is None else from_micros(millis * 1000).isoformat()
