from __future__ import annotations

import math
from pathlib import Path

import pytest

from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError
from aw_core.settings import load_settings
from aw_watcher_input.config import NAME, SETTINGS, Config


def configured(toml: str, *, testing: bool = False) -> Config:
    (Path(get_config_dir(NAME)) / f"{NAME}.toml").write_text(toml, encoding="utf-8")
    return Config.of(load_settings(NAME, SETTINGS, {}, testing=testing))


def test_by_default_five_seconds_are_counted_together() -> None:
    assert configured("") == Config(poll_time=5.0)


def test_testing_mode_is_quicker() -> None:
    assert configured("", testing=True) == Config(poll_time=1.0)


def test_each_mode_has_a_section() -> None:
    toml = "[aw-watcher-input]\npoll_time = 60\n[aw-watcher-input-testing]\npoll_time = 2.5\n"
    assert configured(toml) == Config(poll_time=60.0)
    assert configured(toml, testing=True) == Config(poll_time=2.5)


@pytest.mark.parametrize("value", [0.0, -5.0, math.nan, math.inf, 1e6])
def test_a_senseless_value_is_refused_by_name(value: float) -> None:
    with pytest.raises(ConfigError, match="poll_time") as caught:
        Config.of({"poll_time": value})
    assert repr(value) in str(caught.value)
