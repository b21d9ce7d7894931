from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from aw_core.files import write_private_text

posix_only = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no such modes and asks for rights to link"
)


def test_text_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    write_private_text(path, "é\n")
    write_private_text(path, "")
    write_private_text(path, "ü\n")
    assert path.read_text(encoding="utf-8") == "ü\n"
    assert os.listdir(tmp_path) == ["keys.toml"]  # noqa: PTH208 - all that is there


@posix_only
def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text("", encoding="utf-8")
    path.chmod(0o666)
    write_private_text(path, "key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@posix_only
def test_symbolic_link_stays_and_its_target_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "dotfiles" / "keys.toml"
    target.parent.mkdir()
    target.write_text("old", encoding="utf-8")
    link = tmp_path / "keys.toml"
    link.symlink_to(target)
    write_private_text(link, "new")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


def test_failure_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    write_private_text(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_private_text(path, "new \ud800")
    assert path.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["keys.toml"]  # noqa: PTH208 - all that is there


def test_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_private_text(tmp_path / "no" / "keys.toml", "")
