"""Settings are kept whole, also when the file was damaged or many write at once."""

from __future__ import annotations

import errno
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aw_core.errors import ConfigError
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
    assert settings.all() == {"a": 1}
    settings.set("b", 2)
    assert UISettings(path).all() == {"a": 1, "b": 2}
    assert len(list(path.parent.glob("*.damaged-*"))) == 1


def test_a_damaged_file_takes_nothing_with_it_at_the_start_either(path: Path) -> None:
    UISettings(path).set("a", 1)
    path.write_text("{", encoding="utf-8")
    assert UISettings(path, vital=["a"]).all() == {"a": 1}
    assert UISettings(path, vital=["a"]).all() == {"a": 1}


def test_what_was_changed_by_hand_is_remembered_too(path: Path) -> None:
    UISettings(path).set("a", 1)
    path.write_text('{"a": 2}', encoding="utf-8")
    assert UISettings(path).get("a") == 2
    path.write_text("\0\0", encoding="utf-8")
    assert UISettings(path).get("a") == 2


@pytest.mark.parametrize("damaged", [b"", b"\0\0{", b"null", b'{"a": [1,]', b'{"a":' + b"[" * 100_000])
def test_nothing_starts_without_vital_settings_that_nothing_is_known_of(path: Path, damaged: bytes) -> None:
    path.write_bytes(damaged)
    with pytest.raises(ConfigError, match="it is not known which `a`, `b` it had"):
        UISettings(path, vital=["a", "b"])
    assert path.read_bytes() == damaged
    assert UISettings(path).all() == {}


def test_the_problem_is_told_until_the_file_that_was_set_aside_is_deleted(path: Path) -> None:
    settings = UISettings(path)
    settings.set("a", 1)
    assert not settings.problem
    path.write_text("{", encoding="utf-8")
    assert settings.get("a") == 1
    settings.set("b", 2)
    (aside,) = path.parent.glob("*.damaged-*")
    assert str(aside) in settings.problem
    aside.unlink()
    assert not settings.problem


def test_a_file_that_somebody_is_writing_is_read_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = UISettings(path)
    settings.set("a", 1)
    path.write_text('{"a": ', encoding="utf-8")
    monkeypatch.setattr(
        "aw_server.uisettings.time.sleep", lambda _: path.write_text('{"a": 2}', encoding="utf-8")
    )
    assert settings.get("a") == 2
    assert not list(path.parent.glob("*.damaged-*"))
    assert not settings.problem


def test_a_file_that_cannot_be_read_any_more_leaves_the_settings(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = UISettings(path)
    settings.set("a", 1)
    path.write_text('{"a": 2}', encoding="utf-8")

    def refused(*_: object, **__: object) -> str:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_text", refused)
        assert settings.get("a") == 1
        assert "cannot be read" in settings.problem
    assert settings.get("a") == 2
    assert not settings.problem


def test_a_damaged_file_that_cannot_be_set_aside_leaves_the_settings(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = UISettings(path)
    settings.set("a", 1)
    path.write_text("{", encoding="utf-8")

    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "rename", refused)
    assert settings.get("a") == 1
    assert settings.problem
    path.write_text('{"a": 3}', encoding="utf-8")
    assert settings.get("a") == 3


def test_what_all_returns_is_a_copy(path: Path) -> None:
    settings = UISettings(path)
    settings.all()["a"] = 1
    assert settings.all() == {}
