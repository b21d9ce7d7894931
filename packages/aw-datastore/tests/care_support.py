"""A small database with all that one can hold, ways to damage it, and to see what is left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.care import BackupFolder, Recovery, check, holds_our_data, recover
from aw_datastore.errors import DamagedDatabaseError, ForeignDatabaseError
from aw_datastore.storages import SqliteStorage

MONDAY = datetime(2025, 6, 2, tzinfo=UTC)
PAGE = 4096

Content = dict[str, dict[int, tuple[datetime, timedelta, dict[str, Any]]]]


def fill(path: Path, events: int = 400) -> Content:
    """Make a database with two buckets, distinct and equal data, long events, long texts and a packed week."""
    with Datastore(SqliteStorage, filepath=path) as datastore:
        for name in ("one", "two"):
            bucket = datastore.create_bucket(name, "currentwindow", "test", "laptop", created=MONDAY)
            bucket.insert(
                [
                    Event(
                        None,
                        MONDAY + timedelta(minutes=at),
                        timedelta(seconds=30, microseconds=at),
                        {"app": f"{name}{at % 23}", "title": "ü" * (at % 60), "n": at % 150},
                    )
                    for at in range(events)
                ]
            )
        datastore["one"].insert(Event(None, MONDAY, timedelta(hours=30), {"long": "y" * 9000}))
        datastore["one"].delete(7)
        datastore.pack()
    return content(path)


def content(path: Path) -> Content:
    """Everything in a database, by bucket and id."""
    with Datastore(SqliteStorage, filepath=path) as datastore:
        return {
            name: {
                event.id or 0: (event.timestamp, event.duration, event.data)
                for event in datastore[name].get()
            }
            for name in datastore.buckets()
        }


def damage_of(path: Path) -> str:
    """What opening and checking a database finds wrong with it, as a server would."""
    try:
        Datastore(SqliteStorage, filepath=path).close()
    except DamagedDatabaseError as error:
        return str(error)
    except ForeignDatabaseError as error:
        if not holds_our_data(path):
            raise
        return str(error)
    return next(iter(check(path).problems), "")


def start(path: Path, backups: BackupFolder | None = None) -> Recovery | None:
    """Open a database as a server does: what is damaged is recovered."""
    damage = damage_of(path)
    recovery = recover(path, damage, backups) if damage else None
    assert damage_of(path) == ""
    return recovery
