"""Which database a command works on, by the settings it was given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aw_datastore import Datastore, get_storage_methods

__all__ = ["DatabaseFile"]


class DatabaseFile:
    """The place of the events, as the settings `storage` and `dbpath` name it."""

    def __init__(self, values: Mapping[str, Any], *, testing: bool) -> None:
        self.testing = testing
        self._storage: str = values["storage"]
        self._path = Path(values["dbpath"]).expanduser() if values["dbpath"] else None

    def open(self) -> Datastore:
        """The datastore, open for writing; the file is made where there is none.

        Raises:
            DatabaseError: the file cannot be opened, is in use, or is something else.
        """
        storage = get_storage_methods()[self._storage]
        if self._storage == "memory":
            return Datastore(storage, self.testing)
        return Datastore(storage, self.testing, filepath=self._path)
