from __future__ import annotations

import math
from pathlib import Path

import pytest

from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError
from aw_core.settings import load_settings
from aw_watcher_afk.config import NAME, SETTINGS, Config
from aw_watcher_afk.signals import Reason


def configured(toml: str, *, testing: bool = False) -> Config:
    (Path(get_config_dir(NAME)) / f"{NAME}.toml").write_text(toml, encoding="utf-8")
    return Config.of(load_settings(NAME, SETTINGS, {}, testing=testing))


BY_DEFAULT = frozenset({Reason.CALL, Reason.FULLSCREEN})


def test_by_default_three_minutes_without_input_are_away_looked_at_every_five_seconds() -> None:
    assert configured("") == Config(timeout=180.0, poll_time=5.0, reasons=BY_DEFAULT)


def test_testing_mode_is_quicker() -> None:
    assert configured("", testing=True) == Config(timeout=20.0, poll_time=1.0, reasons=BY_DEFAULT)


def test_a_call_and_a_film_count_unless_switched_off_music_and_gamepads_only_if_switched_on() -> None:
    assert configured("").reasons == {Reason.CALL, Reason.FULLSCREEN}
    toml = "[aw-watcher-afk]\ncall = false\naudio = true\ngamepad = true\nmax_without_input = 600\n"
    assert configured(toml).reasons == {Reason.FULLSCREEN, Reason.AUDIO, Reason.GAMEPAD}
    assert configured(toml).max_without_input == 600.0


def test_lock_and_suspend_can_be_switched_off() -> None:
    config = configured("[aw-watcher-afk]\nlock = false\nsuspend = false\n")
    assert not config.lock
    assert not config.suspend


def test_each_mode_has_a_section() -> None:
    toml = "[aw-watcher-afk]\ntimeout = 60\npoll_time = 2.5\n[aw-watcher-afk-testing]\ntimeout = 7\n"
    assert configured(toml) == Config(timeout=60.0, poll_time=2.5, reasons=BY_DEFAULT)
    assert configured(toml, testing=True) == Config(timeout=7.0, poll_time=1.0, reasons=BY_DEFAULT)


@pytest.mark.parametrize("name", ["timeout", "poll_time", "max_without_input"])
@pytest.mark.parametrize("value", [0.0, -5.0, math.nan, math.inf, 1e6])
def test_a_senseless_value_is_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(ConfigError, match=name) as caught:
        Config.of(load_settings(NAME, SETTINGS, {}, testing=False) | {name: value})
    assert repr(value) in str(caught.value)
