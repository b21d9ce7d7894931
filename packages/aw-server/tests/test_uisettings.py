"""Settings are kept whole, also when the file was damaged or many write at once."""

from __future__ import annotations

import errno
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aw_server.uisettings import UISettings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    return folder / "settings.json"


def test_without_a_file_nothing_is_set_and_none_is_written(path: Path) -> None:
    assert UISettings(path).all() == {}
    assert UISettings(path).get("a") is None
    assert not path.exists()


def test_settings_survive_a_restart(path: Path) -> None:
    kept = UISettings(path)
    kept.set("a", False)
    kept.set("b", {"x": "\ud83d"})
    kept.set("c", 1)
    kept.set("c", None)
    assert UISettings(path).all() == {"a": False, "b": {"x": "\ud83d"}}


def test_the_file_is_json_for_its_owner_alone(path: Path) -> None:
    UISettings(path).set("a", 1)
    assert json.loads(path.read_text(encoding="utf-8")) == {"a": 1}
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", ["", "{", "[1]", "5", "\x00\x00", '{"a": 1'])
def test_a_damaged_file_is_set_aside_and_told_of(
    path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_text(damage, encoding="utf-8")
    settings = UISettings(path)
    assert settings.all() == {}
    assert "damaged" in caplog.text
    settings.set("a", 1)
    aside = [other for other in path.parent.iterdir() if "damaged" in other.name]
    assert [other.read_text(encoding="utf-8") for other in aside] == [damage]


def test_a_file_that_is_no_text_is_set_aside_too(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00")
    assert UISettings(path).all() == {}
    assert len(list(path.parent.glob("*.damaged-*"))) == 1
    assert not path.exists()


def test_a_write_that_fails_leaves_the_setting(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = UISettings(path)
    settings.set("a", 1)

    def full_disk(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        settings.set("a", 2)
    assert settings.get("a") == 1
    assert UISettings(path).get("a") == 1


def test_writers_at_once_lose_nothing(path: Path) -> None:
    settings = UISettings(path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: settings.set(f"k{number}", number), range(64)))
    assert UISettings(path).all() == {f"k{number}": number for number in range(64)}


def test_servers_that_share_the_file_lose_nothing_of_each_other(path: Path) -> None:
    servers = [UISettings(path) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: servers[number % 4].set(f"k{number}", number), range(64)))
    for server in servers:
        assert server.all() == {f"k{number}": number for number in range(64)}


def test_a_file_that_is_deleted_meanwhile_is_written_again(path: Path) -> None:
    settings = UISettings(path)
    settings.set("a", 1)
    path.unlink()
    assert settings.get("a") == 1
    settings.set("b", 2)
    assert UISettings(path).all() == {"a": 1, "b": 2}


def test_a_file_damaged_meanwhile_is_set_aside_too(path: Path) -> None:
    settings = UISettings(path)
    settings.set("a", 1)
    path.write_text("{", encoding="utf-8")
    assert settings.all() == {}
    settings.set("b", 2)
    assert UISettings(path).all() == {"b": 2}
    assert len(list(path.parent.glob("*.damaged-*"))) == 1


def test_what_all_returns_is_a_copy(path: Path) -> None:
    settings = UISettings(path)
    settings.all()["a"] = 1
    assert settings.all() == {}
