from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError
from aw_core.settings import Setting, SettingValue, default_toml, load_settings

PORT = Setting(section="server", name="port", default=5600, testing_default=5666, help="The port.")
PAGES = Setting(section="server", name="pages", default={}, help="Pages by name.\nA folder each.")
HOST = Setting(section="server", name="host", default="127.0.0.1", help="The address.")
WAIT = Setting(section="client", name="wait", default=1.5, help="Seconds.")
QUIET = Setting(section="client", name="quiet", default=False, help="Say less.")
NAMES = Setting(section="client", name="names", default=["a"], help="Names.")
SETTINGS = [PORT, PAGES, HOST, WAIT, QUIET, NAMES]
DEFAULTS = {"port": 5600, "pages": {}, "host": "127.0.0.1", "wait": 1.5, "quiet": False, "names": ["a"]}


def config_file() -> Path:
    return Path(get_config_dir("aw-test")) / "aw-test.toml"


def load(environ: dict[str, str] | None = None, *, testing: bool = False) -> dict[str, SettingValue]:
    return load_settings("aw-test", SETTINGS, environ or {}, testing=testing)


def test_config_file_has_each_setting_under_its_help() -> None:
    assert (
        default_toml([PORT, PAGES, HOST])
        == """\
[server]
# The port.
port = 5600
# The address.
host = "127.0.0.1"

[server.pages]
# Pages by name.
# A folder each.

[server-testing]
# The port.
port = 5666
# The address.
host = "127.0.0.1"

[server-testing.pages]
# Pages by name.
# A folder each.
"""
    )


scalars = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text()
defaults = scalars | st.lists(scalars) | st.dictionaries(st.text(min_size=1), scalars | st.lists(scalars))


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), defaults, defaults | st.none()), max_size=6))
def test_config_file_says_what_is_declared(declared: list[tuple[str, Any, Any]]) -> None:
    settings = [
        Setting(section=section, name=f"s{n}", default=default, testing_default=testing_default, help="Help.")
        for n, (section, default, testing_default) in enumerate(declared)
    ]
    document = tomllib.loads(default_toml(settings))
    for setting in settings:
        assert document[setting.section][setting.name] == setting.default_for(testing=False)
        assert document[f"{setting.section}-testing"][setting.name] == setting.default_for(testing=True)


def test_defaults_hold_when_nothing_is_said() -> None:
    assert load() == DEFAULTS
    assert load(testing=True) == {**DEFAULTS, "port": 5666}


def test_file_overrides_defaults_and_environment_overrides_both() -> None:
    config_file().write_text('[server]\nport = 1\nhost = "a"\n[server-testing]\nport = 2\n', encoding="utf-8")
    assert load({"AW_TEST_HOST": "b", "OTHER_HOST": "c"}) == {**DEFAULTS, "port": 1, "host": "b"}
    assert load(testing=True)["port"] == 2


def test_file_is_written_unless_only_reading() -> None:
    load_settings("aw-test", SETTINGS, {}, write_missing=False)
    assert not config_file().exists()
    load()
    assert "#port = 5600" in config_file().read_text(encoding="utf-8")


def test_file_named_by_its_path_is_read_in_place_of_the_usual_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings("aw-test", SETTINGS, {}, path=path)
    path.write_text("[server]\nport = 1\n", encoding="utf-8")
    assert load_settings("aw-test", SETTINGS, {}, path=path)["port"] == 1
    assert not config_file().exists()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("port", "8080", 8080),
        ("wait", "3", 3.0),
        ("quiet", "Yes", True),
        ("quiet", "0", False),
        ("host", "", ""),
        ("names", '["x", "y"]', ["x", "y"]),
        ("pages", '{a = "/b"}', {"a": "/b"}),
    ],
)
def test_environment_is_text_for_any_type(name: str, text: str, value: SettingValue) -> None:
    assert load({f"AW_TEST_{name.upper()}": text})[name] == value


@pytest.mark.parametrize(
    ("section", "name", "toml", "value"),
    [
        ("server", "port", '"8080"', 8080),
        ("server", "port", "8080.0", 8080),
        ("client", "wait", "3", 3.0),
        ("client", "quiet", '"true"', True),
        ("server", "pages", '{a = "/b"}', {"a": "/b"}),
    ],
)
def test_file_may_spell_a_value_otherwise(section: str, name: str, toml: str, value: SettingValue) -> None:
    config_file().write_text(f"[{section}]\n{name} = {toml}\n", encoding="utf-8")
    loaded = load()[name]
    assert loaded == value
    assert type(loaded) is type(value)


@pytest.mark.parametrize(
    ("section", "name", "toml"),
    [
        ("server", "port", "true"),
        ("server", "port", "5600.5"),
        ("server", "port", '"http"'),
        ("server", "port", '""'),
        ("server", "port", "inf"),
        ("server", "port", "[1]"),
        ("server", "port", "{}"),
        ("client", "wait", "nan"),
        ("client", "wait", "true"),
        ("client", "wait", f"1{'0' * 400}"),
        ("client", "quiet", "1"),
        ("client", "quiet", '"perhaps"'),
        ("client", "names", '"a"'),
        ("server", "host", "5"),
    ],
)
def test_value_of_another_type_is_refused_by_setting_section_and_file(
    section: str, name: str, toml: str
) -> None:
    config_file().write_text(f"[{section}]\n{name} = {toml}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"`{name}` in \[{section}\] of aw-test.toml: expected"):
        load()


@pytest.mark.parametrize(
    ("name", "text"), [("port", "many"), ("names", "a, b"), ("quiet", ""), ("pages", "]")]
)
def test_value_of_another_type_is_refused_by_variable(name: str, text: str) -> None:
    with pytest.raises(ConfigError, match=f"environment variable AW_TEST_{name.upper()}: expected"):
        load({f"AW_TEST_{name.upper()}": text})


def test_text_without_its_quotes_is_not_shown() -> None:
    config_file().write_text("[server]\nhost = 123456789\n", encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load()
    assert "123456789" not in str(raised.value)


def test_variable_is_named_after_program_and_setting() -> None:
    assert PORT.variable("aw-watcher-afk") == "AW_WATCHER_AFK_PORT"
