"""Finds the commands of modules: beside the manager's own interpreter first, then on the search path."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from aw_manager.errors import UnknownModuleError

__all__ = ["FoundModule", "ModuleFinder", "Origin"]

_PREFIX = "aw-"
_NO_MODULES = frozenset({"aw-cli", "aw-client", "aw-manager", "aw-qt", "aw-watcher-web"})
"""Commands of the tracker that are for people; started as a module they would end at once or start another manager."""


class Origin(StrEnum):
    """Where a command was found."""

    BUNDLED = "bundled"
    """In the scripts folder of the manager's own Python environment."""

    SYSTEM = "system"
    """In a folder of the search path."""


@dataclass(frozen=True)
class FoundModule:
    """A module that can be started."""

    name: str
    path: Path
    origin: Origin


class ModuleFinder:
    """Knows the folders that may hold modules, in order of preference."""

    def __init__(self, bundled: Sequence[Path], search_path: str) -> None:
        """Look in the folders `bundled`, then in those of `search_path` (written like the variable PATH)."""
        system = [Path(folder) for folder in search_path.split(os.pathsep) if folder]
        self._folders = [(folder, Origin.BUNDLED) for folder in bundled]
        self._folders += [(folder, Origin.SYSTEM) for folder in system if folder not in bundled]

    @classmethod
    def of_this_interpreter(cls, search_path: str) -> ModuleFinder:
        """The finder whose bundled modules are those installed together with the manager."""
        folders = [Path(sysconfig.get_path("scripts")), Path(sys.executable).parent]
        return cls(list(dict.fromkeys(folders)), search_path)

    def find(self, name: str) -> FoundModule:
        """The module of that name.

        Raises:
            UnknownModuleError: no folder has such a command.
        """
        for folder, origin in self._folders:
            command = shutil.which(name, path=str(folder))
            if command is not None:
                return FoundModule(name, Path(command), origin)
        raise UnknownModuleError(f"no command `{name}` is installed beside {sys.executable} or on the PATH")

    def find_all(self) -> list[FoundModule]:
        """Every module that can be started, by name; of two with one name the preferred."""
        found = {}
        for folder, origin in self._folders:
            for name in _module_names(folder):
                if name not in found and (command := shutil.which(name, path=str(folder))):
                    found[name] = FoundModule(name, Path(command), origin)
        return [found[name] for name in sorted(found)]


def _module_names(folder: Path) -> Iterator[str]:
    try:
        files = list(folder.glob(f"{_PREFIX}*"))
    except OSError:  # a folder of the PATH that may not be read holds nothing for us
        return
    for file in files:
        name = file.stem if file.suffix.lower() in {".exe", ".bat", ".cmd"} else file.name
        if name not in _NO_MODULES and "." not in name and file.is_file():
            yield name
