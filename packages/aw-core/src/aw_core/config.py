"""Config files: TOML with defaults, written out commented for the user to edit.

Files are readable by their owner alone, as they can hold keys.
"""

from __future__ import annotations

import copy
import io
import logging
import tomllib
from collections.abc import Mapping, MutableMapping
from configparser import ConfigParser
from configparser import Error as IniError
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from aw_core.decorators import deprecated
from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError
from aw_core.files import write_private_text

__all__ = ["load_config", "load_config_toml", "save_config", "save_config_toml"]

logger = logging.getLogger(__name__)


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
    usual = _path(appname, "toml")
    if path is not None or usual.exists():
        _merge(config, _read_toml(path or usual), path or usual)
    elif write_missing:
        _write_template(usual, default_config)
    return config


def save_config_toml(appname: str, config: str) -> None:
    """Replace the config file of a program.

    Raises:
        ValueError: the text is empty.
        tomlkit.exceptions.TOMLKitError: the text is no valid TOML.
    """
    if not tomlkit.parse(config):
        raise ValueError("expected a config with at least one setting, got an empty one")
    write_private_text(_path(appname, "toml"), config)


@deprecated
def load_config(appname: str, default_config: ConfigParser) -> ConfigParser:
    """The config of a program that still uses INI; new programs use `load_config_toml`.

    Its defaults, overridden by `<config dir>/<appname>/<appname>.ini`, which is written when missing.

    Raises:
        ConfigError: the file cannot be read or is no valid INI.
    """
    config = copy.deepcopy(default_config)
    path = _path(appname, "ini")
    if path.exists():
        _read_ini(config, path)
    else:
        _write_ini(config, path)
    return config


@deprecated
def save_config(appname: str, config: ConfigParser) -> None:
    """Replace the INI file that `load_config` reads; new programs use `save_config_toml`."""
    _write_ini(config, _path(appname, "ini"))


def _path(appname: str, suffix: str) -> Path:
    return Path(get_config_dir(appname)) / f"{appname}.{suffix}"


def _read_toml(path: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def _merge(
    base: MutableMapping[str, Any], override: MutableMapping[str, Any], path: Path, prefix: str = ""
) -> None:
    """Lay a user's settings over the defaults, table by table."""
    for key, value in override.items():
        if not isinstance(base.get(key), MutableMapping):
            base[key] = value
        elif isinstance(value, MutableMapping):
            _merge(base[key], value, path, f"{prefix}{key}.")
        else:
            # The value is not shown: it may be a key in the wrong place, and messages end in logs.
            raise ConfigError(f"{path}: expected `{prefix}{key}` to be a table, got a value")


def _write_template(path: Path, default_config: str) -> None:
    try:
        write_private_text(path, _comment_out(default_config))
    except OSError as error:
        logger.warning("cannot write the config file %s, using the defaults: %s", path, error)


def _comment_out(toml: str) -> str:
    """The same text with every line that sets something turned into a comment; headers of tables stay."""
    lines = toml.splitlines()
    commented = [line if _is_header(line) else _comment(line) for line in lines]
    if not _says_nothing_new("\n".join(commented), tomllib.loads(toml)):
        # A line of a nested array looks like a header, and an array of tables sets something by its header.
        commented = [_comment(line) for line in lines]
    return "".join(f"{line}\n" for line in commented)


def _comment(line: str) -> str:
    return line if not line.strip() or line.lstrip().startswith("#") else f"#{line}"


def _is_header(line: str) -> bool:
    return line.lstrip().startswith("[")


def _says_nothing_new(toml: str, default: Mapping[str, Any]) -> bool:
    """Whether a text is valid TOML with tables alone, all of which the default has."""
    try:
        return _has_tables(default, tomllib.loads(toml))
    except tomllib.TOMLDecodeError:
        return False


def _has_tables(base: Any, override: Any) -> bool:
    if not isinstance(base, dict) or not isinstance(override, dict):
        return False
    return all(_has_tables(base.get(key), value) for key, value in override.items())


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
