from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aw_core.dirs import ensure_path_exists, get_cache_dir, get_config_dir, get_data_dir, get_log_dir

FOLDERS = [get_cache_dir, get_config_dir, get_data_dir, get_log_dir]


@pytest.mark.parametrize("folder", FOLDERS)
def test_folder_of_a_module_is_created_below_that_of_all(folder: Callable[[str | None], str]) -> None:
    whole, module = Path(folder(None)), Path(folder("aw-test"))
    assert module == whole / "aw-test"
    assert module.is_dir()
    assert "activitywatch" in whole.parts


def test_folders_are_different() -> None:
    assert len({folder() for folder in FOLDERS}) == len(FOLDERS)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other places")
def test_places_on_linux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name)
    home = {folder.__name__: str(Path(folder("m")).relative_to(tmp_path)) for folder in FOLDERS}
    assert home == {
        "get_data_dir": ".local/share/activitywatch/m",
        "get_config_dir": ".config/activitywatch/m",
        "get_cache_dir": ".cache/activitywatch/m",
        "get_log_dir": ".cache/activitywatch/log/m",
    }


@pytest.mark.skipif(sys.platform != "linux", reason="XDG is for Linux")
def test_xdg_variables_are_respected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "mine"))
    assert get_config_dir("m") == str(tmp_path / "mine" / "activitywatch" / "m")


def test_path_is_made_once_or_again(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b"
    ensure_path_exists(str(path))
    ensure_path_exists(str(path))
    assert path.is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_is_its_owners_alone(folder: Callable[[str | None], str]) -> None:
    assert Path(folder("aw-test")).stat().st_mode & 0o077 == 0
