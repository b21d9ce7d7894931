from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError
from aw_core.settings import load_settings
from aw_watcher_window.config import NAME, SETTINGS, Config
from aw_watcher_window.filters import EXCLUDED
from aw_watcher_window.focus import Focus

DEFAULTS: dict[str, Any] = {setting.name: setting.default for setting in SETTINGS}


def configured(toml: str) -> Config:
    (Path(get_config_dir(NAME)) / f"{NAME}.toml").write_text(toml, encoding="utf-8")
    return Config.of(load_settings(NAME, SETTINGS, {}))


def test_by_default_every_title_is_recorded_once_a_second() -> None:
    config = configured("")
    assert config.poll_time == 1.0
    assert config.keep_out(Focus(1, "a", "b")).title == "b"


def test_a_config_file_of_an_earlier_watcher_is_understood() -> None:
    config = configured(
        '[aw-watcher-window]\nexclude_title = false\nexclude_titles = ["secret"]\npoll_time = 2\nstrategy_macos = "swift"\n'
    )
    assert config.poll_time == 2.0
    assert config.keep_out(Focus(1, "a", "my SECRET")).title == EXCLUDED


def test_testing_mode_has_a_section_of_its_own() -> None:
    configured("[aw-watcher-window-testing]\nexclude_title = true\n")
    assert load_settings(NAME, SETTINGS, {}, testing=True)["exclude_title"] is True
    assert load_settings(NAME, SETTINGS, {}, testing=False)["exclude_title"] is False


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("poll_time", 0.0),
        ("poll_time", -1.0),
        ("poll_time", math.nan),
        ("poll_time", math.inf),
        ("exclude_titles", ["fine", "(open"]),
        ("exclude_titles", [1]),
        ("backend", "x12"),
    ],
)
def test_a_senseless_value_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ConfigError, match=name) as caught:
        Config.of(DEFAULTS | {name: value})
    shown = value[-1] if isinstance(value, list) else value
    assert repr(shown) in str(caught.value)
