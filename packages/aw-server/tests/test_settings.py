"""What the settings accept, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from aw_core.errors import ConfigError
from aw_server import ServerSettings
from aw_server.settings import SETTINGS, parse_key, parse_origins, parse_pages, parse_patterns, parse_port


def test_origins_are_separated_by_commas() -> None:
    assert parse_origins(" http://a.example , https://b.example/,,") == {
        "http://a.example",
        "https://b.example",
    }
    assert parse_origins("") == frozenset()


def test_every_origin_at_once_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"got `\*`"):
        parse_origins("http://a.example,*")


def test_patterns_are_compiled() -> None:
    assert [pattern.pattern for pattern in parse_patterns(["a.*", "b"])] == ["a.*", "b"]


@pytest.mark.parametrize("patterns", [["("], [5], [None]])
def test_what_is_no_pattern_is_refused(patterns: list[object]) -> None:
    with pytest.raises(ConfigError, match="cors_regex"):
        parse_patterns(patterns)


def test_pages_are_folders_with_a_name(tmp_path: Path) -> None:
    assert parse_pages({"mine": str(tmp_path)}) == {"mine": tmp_path}


@pytest.mark.parametrize(
    ("name", "folder"), [("", "."), ("a/b", "."), ("mine", "/no/such/folder"), ("mine", ""), ("mine", 5)]
)
def test_other_pages_are_refused(name: str, folder: object) -> None:
    with pytest.raises(ConfigError, match="custom_static"):
        parse_pages({name: folder})


def test_the_key_is_not_shown(tmp_path: Path) -> None:
    settings = ServerSettings(device_id="d", hostname="h", settings_file=tmp_path, api_key="s3cret")
    assert "s3cret" not in repr(settings)


def test_every_setting_has_a_help_of_one_sentence_or_two() -> None:
    for setting in SETTINGS:
        assert setting.help.endswith((".", "`.")), setting.name
        assert len(setting.help) < 140, setting.name


@pytest.mark.parametrize("port", [-1, 65536, 70000])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(ConfigError, match=f"from 0 to 65535, got {port}"):
        parse_port(port)


def test_an_empty_key_is_no_key() -> None:
    assert (parse_key(""), parse_key("a Key_1!")) == (None, "a Key_1!")


@pytest.mark.parametrize("key", ["k\u00e9y", " padded ", "line\n"])
def test_a_key_that_clients_would_send_differently_is_refused_and_not_told(key: str) -> None:
    with pytest.raises(ConfigError, match="api_key: expected printable ASCII") as caught:
        parse_key(key)
    assert key not in str(caught.value)
