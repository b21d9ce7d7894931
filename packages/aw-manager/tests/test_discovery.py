"""Where modules are found."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from aw_manager.discovery import ModuleFinder, Origin
from aw_manager.errors import UnknownModuleError

SUFFIX = ".exe" if sys.platform == "win32" else ""


def program(folder: Path, name: str, mode: int = 0o755) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}{SUFFIX}"
    path.write_text("#!/bin/sh\n")
    path.chmod(mode)
    return path


def finder(tmp_path: Path, *more: str) -> ModuleFinder:
    system = os.pathsep.join(str(tmp_path / name) for name in ("system", *more))
    return ModuleFinder([tmp_path / "bundled"], system)


def test_bundled_module_is_preferred_to_one_on_the_path(tmp_path: Path) -> None:
    program(tmp_path / "system", "aw-x")
    bundled = program(tmp_path / "bundled", "aw-x")
    found = finder(tmp_path).find("aw-x")
    assert (found.path, found.origin) == (bundled, Origin.BUNDLED)


def test_first_folder_of_the_path_wins(tmp_path: Path) -> None:
    first = program(tmp_path / "system", "aw-x")
    program(tmp_path / "later", "aw-x")
    found = finder(tmp_path, "later").find("aw-x")
    assert (found.path, found.origin) == (first, Origin.SYSTEM)


def test_unknown_module_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownModuleError, match="`aw-nothing`"):
        finder(tmp_path).find("aw-nothing")


def test_every_module_is_listed_once_by_name(tmp_path: Path) -> None:
    for folder, name in [("system", "aw-b"), ("bundled", "aw-a"), ("bundled", "aw-b"), ("system", "other")]:
        program(tmp_path / folder, name)
    found = finder(tmp_path).find_all()
    assert [(module.name, module.origin) for module in found] == [
        ("aw-a", Origin.BUNDLED),
        ("aw-b", Origin.BUNDLED),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows what can be run by its name")
def test_what_cannot_be_run_is_no_module(tmp_path: Path) -> None:
    program(tmp_path / "system", "aw-plain", mode=0o644)
    (tmp_path / "system" / "aw-folder").mkdir()
    assert finder(tmp_path).find_all() == []


def test_commands_for_people_are_no_modules(tmp_path: Path) -> None:
    for name in ("aw-manager", "aw-qt", "aw-client", "aw-cli", "aw-watcher-web"):
        program(tmp_path / "bundled", name)
    assert finder(tmp_path).find_all() == []


def test_missing_folder_of_the_path_is_passed_over(tmp_path: Path) -> None:
    module = program(tmp_path / "system", "aw-x")
    assert finder(tmp_path, "not-there").find_all()[0].path == module
