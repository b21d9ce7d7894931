"""The storages under the names older scripts import them by."""

from __future__ import annotations

from collections.abc import Callable

from aw_datastore.memory import MemoryStorage
from aw_datastore.sqlite import SqliteStorage
from aw_datastore.storage import AbstractStorage

__all__ = [
    "AbstractStorage",
    "MemoryStorage",
    "PeeweeStorage",
    "SqliteStorage",
    "check_for_migration",
    "get_storage_methods",
]

PeeweeStorage = SqliteStorage
"""The older name for the storage on disk."""


def get_storage_methods() -> dict[str, Callable[..., AbstractStorage]]:
    """What can be given to `Datastore` as its `storage_strategy`, by name."""
    return {"peewee": PeeweeStorage, "sqlite": SqliteStorage, "memory": MemoryStorage}


def check_for_migration(datastore: object) -> None:
    """Do nothing: a file is brought up to date when it is opened. Older scripts call this."""
