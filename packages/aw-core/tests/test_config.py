from __future__ import annotations

import contextlib
import stat
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tomlkit.exceptions import TOMLKitError

from aw_core.config import load_config, load_config_toml, save_config, save_config_toml
from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError

DEFAULT = """\
# What the program does.
[program]
name = "one"
interval = 5

[program.pages]

[program-testing]
interval = 1
"""


def config_file(suffix: str = "toml") -> Path:
    return Path(get_config_dir("aw-test")) / f"aw-test.{suffix}"


def loaded(default: str = DEFAULT) -> dict[str, Any]:
    return load_config_toml("aw-test", default).unwrap()


def test_missing_file_gives_the_defaults_and_is_written_with_all_settings_commented_out() -> None:
    assert loaded() == tomllib.loads(DEFAULT)
    assert (
        config_file().read_text(encoding="utf-8")
        == """\
# What the program does.
[program]
#name = "one"
#interval = 5

[program.pages]

[program-testing]
#interval = 1
"""
    )


def test_file_as_it_was_written_changes_nothing_and_lets_later_defaults_through() -> None:
    loaded()
    assert loaded() == tomllib.loads(DEFAULT)
    assert loaded(DEFAULT.replace("5", "7"))["program"]["interval"] == 7


def test_missing_file_is_not_written_when_asked_not_to() -> None:
    load_config_toml("aw-test", DEFAULT, write_missing=False)
    assert not config_file().exists()


def test_users_settings_override_table_by_table() -> None:
    config_file().write_text(
        '[program]\ninterval = 9\n[program.pages]\na = "/b"\n[own]\nx = 1\n', encoding="utf-8"
    )
    assert loaded() == {
        "program": {"name": "one", "interval": 9, "pages": {"a": "/b"}},
        "program-testing": {"interval": 1},
        "own": {"x": 1},
    }


@pytest.mark.parametrize("content", ["", "\n\n", "# nothing\n", "\ufeff"])
def test_file_without_settings_gives_the_defaults(content: str) -> None:
    config_file().write_text(content, encoding="utf-8")
    assert loaded() == tomllib.loads(DEFAULT)


@pytest.mark.parametrize("content", [b"[program", b"interval = ", b"a = 1\na = 2\n", b"\xff\xfe"])
def test_broken_file_is_named_and_left_alone(content: bytes) -> None:
    config_file().write_bytes(content)
    with pytest.raises(ConfigError) as raised:
        loaded()
    assert str(config_file()) in str(raised.value)
    assert config_file().read_bytes() == content


def test_file_that_cannot_be_read_is_named() -> None:
    config_file().mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        loaded()


@pytest.mark.parametrize(
    ("content", "name"), [("program = 5\n", "program"), ('[program]\npages = "/secret"\n', "program.pages")]
)
def test_value_where_a_table_is_expected_is_named_but_not_shown(content: str, name: str) -> None:
    config_file().write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=f"`{name}`") as raised:
        loaded()
    assert str(config_file()) in str(raised.value)
    assert "secret" not in str(raised.value)


def test_invalid_default_raises_before_anything_is_written() -> None:
    with pytest.raises(TOMLKitError):
        load_config_toml("aw-test", "[broken")
    assert not config_file().exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses the folder, too")
def test_config_that_cannot_be_written_is_said_and_gives_the_defaults(
    caplog: pytest.LogCaptureFixture,
) -> None:
    appname = "a" * 248  # the file's name is short enough for a file system, the temporary one's is not
    assert load_config_toml(appname, DEFAULT).unwrap() == tomllib.loads(DEFAULT)
    assert "cannot write the config file" in caplog.text


@pytest.mark.parametrize(
    "default",
    [
        "[a]\nx = [\n  [1, 2],\n  [3],\n]\n",
        '[a]\nx = """\n[b]\ntext\n"""\n',
        "[[a]]\nx = 1\n[[a]]\nx = 2\n[a.b]\ny = 1\n",
        "x = 1\n",
        "[a] # comment\nx.y = 1\n",
        "",
    ],
)
def test_written_file_never_sets_anything_whatever_the_default_looks_like(default: str) -> None:
    loaded(default)
    assert loaded(default) == tomllib.loads(default)
    assert "x" not in str(tomllib.loads(config_file().read_text(encoding="utf-8")))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8")) | st.text('[]{}="ab.1\n#,-T:', max_size=20))
def test_any_file_gives_a_config_or_an_error_of_ours(content: str) -> None:
    config_file().write_text(content, encoding="utf-8", newline="")
    with contextlib.suppress(ConfigError):
        assert "interval" in content or loaded()["program"]["interval"] == 5


def test_saving_replaces_the_file() -> None:
    save_config_toml("aw-test", "[program]\ninterval = 3\n")
    save_config_toml("aw-test", "[program]\ninterval = 4\n")
    assert config_file().read_text(encoding="utf-8") == "[program]\ninterval = 4\n"
    assert loaded()["program"]["interval"] == 4


def test_saving_nothing_or_no_toml_is_refused_and_keeps_the_file() -> None:
    save_config_toml("aw-test", "a = 1\n")
    with pytest.raises(ValueError, match="empty"):
        save_config_toml("aw-test", "# only a comment\n")
    with pytest.raises(TOMLKitError):
        save_config_toml("aw-test", "a =")
    assert config_file().read_text(encoding="utf-8") == "a = 1\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_config_files_can_be_read_by_their_owner_alone() -> None:
    loaded()
    assert stat.S_IMODE(config_file().stat().st_mode) == 0o600
    config_file().chmod(0o644)
    save_config_toml("aw-test", "a = 1\n")
    assert stat.S_IMODE(config_file().stat().st_mode) == 0o600


def ini(**fields: str) -> ConfigParser:
    parser = ConfigParser()
    parser["aw-test"] = fields
    return parser


def test_ini_pair_reads_what_it_saved() -> None:
    with pytest.deprecated_call():
        save_config("aw-test", ini(interval="3", extra="50%%"))
    with pytest.deprecated_call():
        config = load_config("aw-test", ini(interval="1", other="x"))
    assert dict(config["aw-test"]) == {"interval": "3", "extra": "50%", "other": "x"}


def test_ini_defaults_are_written_and_not_changed() -> None:
    default = ini(interval="1")
    with pytest.deprecated_call():
        config = load_config("aw-test", default)
    config["aw-test"]["interval"] = "2"
    assert default["aw-test"]["interval"] == "1"
    assert "interval = 1" in config_file("ini").read_text(encoding="utf-8")


def test_ini_of_an_existing_user_is_left_as_it_is() -> None:
    config_file("ini").write_text("; mine\n[aw-test]\ninterval = 8\n", encoding="utf-8")
    with pytest.deprecated_call():
        assert load_config("aw-test", ini(interval="1"))["aw-test"].getint("interval") == 8
    assert config_file("ini").read_text(encoding="utf-8").startswith("; mine")


@pytest.mark.parametrize("content", [b"interval = 5\n", b"[a]\n[a]\n", b"\xff"])
def test_broken_ini_is_named(content: bytes) -> None:
    config_file("ini").write_bytes(content)
    with pytest.deprecated_call(), pytest.raises(ConfigError) as raised:
        load_config("aw-test", ini(interval="1"))
    assert str(config_file("ini")) in str(raised.value)
