"""Which database a command works on, by the settings it was given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aw_core.dirs import get_data_dir
from aw_datastore import Datastore, get_storage_methods
from aw_datastore.care import BackupFolder
from aw_datastore.legacy import find_older
from aw_datastore.sqlite.storage import default_path
from aw_server.moving_in.scratch import remove_left
from aw_server.privacy import Files
from aw_server.settings import parse_retention

__all__ = ["DatabaseFile"]


class DatabaseFile:
    """The place of the events, as the settings `storage` and `dbpath` name it."""

    def __init__(self, values: Mapping[str, Any], *, testing: bool) -> None:
        self.testing = testing
        self._storage: str = values["storage"]
        self._path = _absolute(values["dbpath"]) if values["dbpath"] else None
        self._makes_backups: bool = values["backups"]
        self._backup_folder = _absolute(values["backup_dir"]) if values["backup_dir"] else None
        self.retention = parse_retention(values["retention"])
        """The age above which events are deleted, empty if none are."""

    @property
    def path(self) -> Path | None:
        """The file; None where events are kept in memory alone."""
        if self._storage == "memory":
            return None
        return self._path or default_path(self.testing)

    @property
    def backups(self) -> BackupFolder | None:
        """Where backups are made; None where the user wants none, or there is no file."""
        if self.path is None or not self._makes_backups:
            return None
        return BackupFolder(self.backup_folder, self.path)

    @property
    def backup_folder(self) -> Path:
        """The folder of the backups, whether any are made or not."""
        if self._backup_folder is not None:
            return self._backup_folder
        return (self.path or default_path(self.testing)).parent / "backups"

    @property
    def files(self) -> Files:
        """All files that hold what was recorded."""
        if self.path is None:
            return Files()
        path = self.path.resolve()

        def older() -> list[Path]:
            return list(find_older(Path(get_data_dir()), testing=self.testing))

        def remove_copies() -> None:
            remove_left(path.parent)

        return Files(path, BackupFolder(self.backup_folder, path), older, remove_copies)

    def open(self) -> Datastore:
        """The datastore, open for writing; the file is made where there is none.

        Raises:
            DatabaseError: the file cannot be opened, is in use, or is something else.
        """
        storage = get_storage_methods()[self._storage]
        if self._storage == "memory":
            return Datastore(storage, self.testing)
        return Datastore(storage, self.testing, filepath=self._path)


def _absolute(path: str) -> Path:
    """The same file whatever the working folder, and whichever link to it was named."""
    return Path(path).expanduser().resolve()
