"""What a user can set."""

from __future__ import annotations

from pathlib import Path

import pytest

from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError
from aw_manager.settings import load_manager_settings


def write_config(text: str) -> None:
    Path(get_config_dir("aw-manager"), "aw-manager.toml").write_text(text)


def test_defaults_start_the_server_and_both_watchers() -> None:
    settings = load_manager_settings({}, testing=False)
    assert settings.autostart_modules == ("aw-server", "aw-watcher-afk", "aw-watcher-window")
    assert settings.arguments == {}


def test_modules_and_their_arguments_come_from_the_file() -> None:
    write_config(
        '[aw-manager]\nautostart_modules = ["aw-x"]\n[aw-manager.arguments]\naw-x = ["--timeout", "60"]\n'
    )
    settings = load_manager_settings({}, testing=False)
    assert settings.autostart_modules == ("aw-x",)
    assert settings.arguments == {"aw-x": ("--timeout", "60")}


def test_testing_mode_has_a_section_of_its_own() -> None:
    write_config("[aw-manager]\ncrash_limit = 1\n[aw-manager-testing]\ncrash_limit = 2\n")
    assert load_manager_settings({}, testing=True).crash_limit == 2


def test_environment_is_stronger_than_the_file() -> None:
    write_config('[aw-manager]\nautostart_modules = ["aw-y"]\n')
    environ = {"AW_MANAGER_AUTOSTART_MODULES": '["aw-server", "aw-x"]'}
    assert load_manager_settings(environ, testing=False).autostart_modules == ("aw-server", "aw-x")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("autostart_modules = [1]", "autostart_modules"),
        ('arguments = {aw-x = "--timeout"}', "arguments.aw-x"),
        ("stop_timeout = 0", "stop_timeout"),
        ('crash_limit = "many"', "crash_limit"),
    ],
)
def test_wrong_value_is_an_error_that_names_the_setting(line: str, named: str) -> None:
    write_config(f"[aw-manager]\n{line}\n")
    with pytest.raises(ConfigError, match=named):
        load_manager_settings({}, testing=False)
