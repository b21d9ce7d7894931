from __future__ import annotations

from pathlib import Path

import pytest

from aw_client.config import SETTINGS, load_client_settings, load_config, load_local_server_api_key
from aw_core.errors import ConfigError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config" / "activitywatch" / "aw-client" / "aw-client.toml"
    path.parent.mkdir(parents=True)
    return path


def test_without_a_file_the_defaults_hold_and_none_is_written(file: Path) -> None:
    settings = load_client_settings(testing=False)
    assert (settings.hostname, settings.port, settings.commit_interval) == ("127.0.0.1", 5600, 10)
    testing = load_client_settings(testing=True)
    assert (testing.hostname, testing.port, testing.commit_interval) == ("127.0.0.1", 5666, 5)
    assert not file.exists()


def test_the_file_of_an_older_client_is_understood(file: Path) -> None:
    file.write_text(
        '[server]\nhostname = "nas"\nport = "5601"\n[client]\ncommit_interval = 20\n[server-testing]\nport = "5667"\n'
    )
    settings = load_client_settings(testing=False)
    assert (settings.hostname, settings.port, settings.commit_interval) == ("nas", 5601, 20)
    assert load_client_settings(testing=True).port == 5667


def test_the_environment_wins_over_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("[server]\nport = 1\n")
    monkeypatch.setenv("AW_CLIENT_PORT", "2")
    assert load_client_settings(testing=False).port == 2


def test_a_value_of_the_wrong_type_is_named(file: Path) -> None:
    file.write_text('[server]\nport = "many"\n')
    with pytest.raises(
        ConfigError, match=r"`port` in \[server\] of aw-client\.toml: expected int, got 'many'"
    ):
        load_client_settings(testing=False)


def test_the_whole_config_has_both_modes(file: Path) -> None:
    file.write_text('[server]\nhostname = "nas"\n')
    config = load_config().unwrap()
    assert config["server"] == {"hostname": "nas", "port": 5600}
    assert config["server-testing"]["port"] == 5666
    assert config["client"]["commit_interval"] == 10
    assert config["client-testing"]["commit_interval"] == 5


def test_the_key_of_a_local_server_is_found_by_its_port(tmp_path: Path) -> None:
    rust = tmp_path / "config" / "activitywatch" / "aw-server-rust" / "config.toml"
    rust.parent.mkdir(parents=True)
    rust.write_text('[auth]\napi_key = "secret"\n')
    assert load_local_server_api_key("127.0.0.1", "5600") == "secret"
    assert load_local_server_api_key("127.0.0.1", 5601) is None
    assert load_local_server_api_key("example.org", 5600) is None


def test_every_setting_says_what_it_is_for() -> None:
    assert all(setting.help.endswith(".") for setting in SETTINGS)
