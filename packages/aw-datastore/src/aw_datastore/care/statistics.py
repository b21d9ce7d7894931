"""How large a database is and what takes the room."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from aw_datastore.care.reading import reading
from aw_datastore.sqlite import buckets

__all__ = ["BucketStatistics", "Statistics", "statistics"]


@dataclass(frozen=True, kw_only=True)
class BucketStatistics:
    """One bucket: its events, their distinct data, and what they span (microseconds since 1970-01-01 UTC)."""

    bucket_id: str
    events: int
    payloads: int
    start: int | None
    end: int | None


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """A database in figures.

    - `size`: bytes of the file, with its write-ahead log;
    - `free`: bytes in it that hold nothing, and are used first;
    - `parts`: bytes by table and index, largest first; None where this SQLite cannot tell.
    """

    path: Path
    size: int
    free: int
    buckets: tuple[BucketStatistics, ...]
    parts: dict[str, int] | None


def statistics(path: Path) -> Statistics:
    """The figures of a database, which may be in use.

    Raises:
        DatabaseError: it is not there, cannot be read, or an older version made it.
    """
    with reading(path) as connection:
        return Statistics(
            path=path,
            size=_size(path),
            free=_pragma(connection, "freelist_count") * _pragma(connection, "page_size"),
            buckets=tuple(_buckets(connection)),
            parts=_parts(connection),
        )


def _size(path: Path) -> int:
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _buckets(connection: sqlite3.Connection) -> list[BucketStatistics]:
    keys = dict(connection.execute("SELECT id, key FROM bucket"))
    events = dict(connection.execute("SELECT bucket, count(*) FROM event GROUP BY bucket"))
    payloads = dict(connection.execute("SELECT bucket, count(*) FROM payload GROUP BY bucket"))
    return [
        BucketStatistics(
            bucket_id=stored.bucket.id,
            events=events.get(keys[stored.bucket.id], 0),
            payloads=payloads.get(keys[stored.bucket.id], 0),
            start=stored.first_start,
            end=stored.last_end,
        )
        for stored in buckets.list_buckets(connection)
    ]


def _parts(connection: sqlite3.Connection) -> dict[str, int] | None:
    try:
        rows = connection.execute(
            "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY sum(pgsize) DESC"
        ).fetchall()
    except sqlite3.OperationalError:
        return None  # not compiled into every SQLite
    return dict(rows)
