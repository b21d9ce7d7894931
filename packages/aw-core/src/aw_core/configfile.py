"""The config file of a program, for those who only read it.

Files are readable by their owner alone, as they can hold keys. What keeps comments and order, for those who write a file
back, is in `aw_core.config`; it needs a library of 3 MB that no watcher has a use for.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError
from aw_core.files import write_private_text

__all__ = ["config_path", "merge", "read_config", "write_template"]

logger = logging.getLogger(__name__)


def read_config(
    appname: str, default_config: str, *, write_missing: bool = True, path: Path | None = None
) -> dict[str, Any]:
    """The config of a program as a dict; files, defaults and errors are those of `aw_core.config.load_config_toml`."""
    config = tomllib.loads(default_config)
    usual = config_path(appname, "toml")
    if path is not None or usual.exists():
        merge(config, _read(path or usual), path or usual)
    elif write_missing:
        write_template(usual, default_config)
    return config


def config_path(appname: str, suffix: str) -> Path:
    """Where the config file of a program is."""
    return Path(get_config_dir(appname)) / f"{appname}.{suffix}"


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def merge(
    base: MutableMapping[str, Any], override: MutableMapping[str, Any], path: Path, prefix: str = ""
) -> None:
    """Lay a user's settings over the defaults, table by table.

    Raises:
        ConfigError: a value stands where the defaults have a table.
    """
    for key, value in override.items():
        if not isinstance(base.get(key), MutableMapping):
            base[key] = value
        elif isinstance(value, MutableMapping):
            merge(base[key], value, path, f"{prefix}{key}.")
        else:
            # The value is not shown: it may be a key in the wrong place, and messages end in logs.
            raise ConfigError(f"{path}: expected `{prefix}{key}` to be a table, got a value")


def write_template(path: Path, default_config: str) -> None:
    """Write the config file of a program, every setting commented out; where it cannot be, that is logged."""
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
