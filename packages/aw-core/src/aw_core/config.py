"""Config files: TOML with defaults, written out commented for the user to edit.

Files are readable by their owner alone, as they can hold keys.
"""

from __future__ import annotations

import copy
import io
from configparser import ConfigParser
from configparser import Error as IniError
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from aw_core.configfile import config_path, merge, write_template
from aw_core.decorators import deprecated
from aw_core.errors import ConfigError
from aw_core.files import write_private_text

__all__ = ["load_config", "load_config_toml", "save_config", "save_config_toml"]


def load_config_toml(
    appname: str, default_config: str, *, write_missing: bool = True, path: Path | None = None
) -> tomlkit.TOMLDocument:
    """The config of a program: its defaults, overridden by `<config dir>/<appname>/<appname>.toml`.

    When there is no such file it is written with every setting commented out, so that a later default
    still reaches a user who never changed it. A library that only reads turns `write_missing` off. A file
    named by `path` is read in its place, and must be there.

    Raises:
        ConfigError: the file cannot be read, is no valid TOML, or has a value where the default has a table.
        tomlkit.exceptions.TOMLKitError: the default is no valid TOML; nothing is written.
    """
    config = tomlkit.parse(default_config)
    usual = config_path(appname, "toml")
    if path is not None or usual.exists():
        merge(config, _read_toml(path or usual), path or usual)
    elif write_missing:
        write_template(usual, default_config)
    return config


def save_config_toml(appname: str, config: str) -> None:
    """Replace the config file of a program.

    Raises:
        ValueError: the text is empty.
        tomlkit.exceptions.TOMLKitError: the text is no valid TOML.
    """
    if not tomlkit.parse(config):
        raise ValueError("expected a config with at least one setting, got an empty one")
    write_private_text(config_path(appname, "toml"), config)


@deprecated
def load_config(appname: str, default_config: ConfigParser) -> ConfigParser:
    """The config of a program that still uses INI; new programs use `load_config_toml`.

    Its defaults, overridden by `<config dir>/<appname>/<appname>.ini`, which is written when missing.

    Raises:
        ConfigError: the file cannot be read or is no valid INI.
    """
    config = copy.deepcopy(default_config)
    path = config_path(appname, "ini")
    if path.exists():
        _read_ini(config, path)
    else:
        _write_ini(config, path)
    return config


@deprecated
def save_config(appname: str, config: ConfigParser) -> None:
    """Replace the INI file that `load_config` reads; new programs use `save_config_toml`."""
    _write_ini(config, config_path(appname, "ini"))


def _read_toml(path: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def _read_ini(config: ConfigParser, path: Path) -> None:
    try:
        config.read_string(path.read_text(encoding="utf-8-sig"), source=str(path))
    except (IniError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid INI: {error}") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def _write_ini(config: ConfigParser, path: Path) -> None:
    text = io.StringIO()
    config.write(text)
    write_private_text(path, text.getvalue())
