"""Settings a program declares: one table drives its defaults, config file, environment and documentation.

A program lists its settings as `Setting`s. Their values come, strongest first, from the command line
(the program passes those itself), from the environment, from `<config dir>/<program>/<program>.toml`,
and from the declared default. In testing mode section `x` is read from `[x-testing]`.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from aw_core.configfile import read_config
from aw_core.errors import ConfigError
from aw_core.toml import assignment

__all__ = ["Setting", "SettingValue", "default_toml", "load_settings"]

SettingValue: TypeAlias = bool | int | float | str | list[Any] | dict[str, Any]

_WORDS_FOR_BOOL = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One declared setting.

    `section` is the TOML table it stands in, `default` also fixes its type, `testing_default` replaces the
    default in testing mode.
    """

    section: str
    name: str
    default: SettingValue
    help: str
    testing_default: SettingValue | None = None

    def default_for(self, *, testing: bool) -> SettingValue:
        """The value that holds when nobody says otherwise."""
        if testing and self.testing_default is not None:
            return self.testing_default
        return self.default

    def variable(self, program: str) -> str:
        """The environment variable that sets it: `AW_SERVER_PORT` for `port` of `aw-server`."""
        return f"{program}_{self.name}".replace("-", "_").upper()


def default_toml(settings: Sequence[Setting]) -> str:
    """The config file of a program: every section, setting and default, each under its help."""
    sections: dict[str, list[Setting]] = {}
    for setting in settings:
        sections.setdefault(setting.section, []).append(setting)
    tables = (
        table
        for testing in (False, True)
        for members in sections.values()
        for table in _tables(members, testing=testing)
    )
    return "\n".join(tables)


def load_settings(
    program: str,
    settings: Sequence[Setting],
    environ: Mapping[str, str],
    *,
    testing: bool = False,
    write_missing: bool = True,
    path: Path | None = None,
) -> dict[str, SettingValue]:
    """The settings of a program by name, from environment, config file and defaults, each of its declared type.

    Writes the config file, everything commented out, when there is none, unless `write_missing` is off; a
    file named by `path` is read in its place, and must be there.
    Texts that spell a number or boolean are taken as such, so an older file's `port = "5600"` keeps working.
    In the environment, lists and tables are written as in the file: `["a", "b"]`.

    Raises:
        ConfigError: the file is no TOML, or a value is not of the declared type; names file or variable,
            setting, what was expected and what came.
    """
    defaults = default_toml(settings)
    document = read_config(program, defaults, write_missing=write_missing, path=path)
    values = {}
    for setting in settings:
        section = _section(setting, testing=testing)
        variable = setting.variable(program)
        if variable in environ:
            value = _from_environment(setting, environ[variable])
            values[setting.name] = _coerce(setting, value, f"environment variable {variable}")
        else:
            value = document[section][setting.name]
            values[setting.name] = _coerce(
                setting, value, f"`{setting.name}` in [{section}] of {path or f'{program}.toml'}"
            )
    return values


def _section(setting: Setting, *, testing: bool) -> str:
    return f"{setting.section}-testing" if testing else setting.section


def _tables(settings: Sequence[Setting], *, testing: bool) -> Iterator[str]:
    """The table of one section, then a table for each of its settings that is one."""
    name = _section(settings[0], testing=testing)
    lines = [f"[{name}]"]
    for setting in settings:
        default = setting.default_for(testing=testing)
        if not isinstance(default, dict):
            lines += [*_help(setting), assignment(setting.name, default)]
    yield _text(lines)
    for setting in settings:
        default = setting.default_for(testing=testing)
        if isinstance(default, dict):
            entries = [assignment(key, value) for key, value in default.items()]
            yield _text([f"[{name}.{setting.name}]", *_help(setting), *entries])


def _help(setting: Setting) -> list[str]:
    return [f"# {line}" for line in setting.help.splitlines()]


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _from_environment(setting: Setting, text: str) -> Any:
    """A variable's text; where a list or table is expected and the text is one in TOML, its value."""
    if isinstance(setting.default, list | dict):
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            return text
    return text


def _coerce(setting: Setting, value: Any, where: str) -> SettingValue:
    """The value as the type of the setting's default."""
    kind = type(setting.default)
    try:
        if kind is bool:
            return _to_bool(value)
        if kind is int:
            return _to_int(value)
        if kind is float:
            return _to_float(value)
    except (ValueError, OverflowError):
        raise ConfigError(f"{where}: expected {kind.__name__}, got {value!r}") from None
    if isinstance(value, kind):
        return value
    # The value is not shown: it may be a key that lacks its quotes, and messages end in logs.
    raise ConfigError(f"{where}: expected {kind.__name__}, got {type(value).__name__}")


def _to_bool(value: Any) -> bool:
    word = value.lower() if isinstance(value, str) else None
    if word in _WORDS_FOR_BOOL:
        return _WORDS_FOR_BOOL[word]
    if isinstance(value, bool):
        return value
    raise ValueError(value)


def _to_int(value: Any) -> int:
    number = _to_float(value)
    if not number.is_integer():
        raise ValueError(value)
    return int(value)


def _to_float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(value)  # noqa: TRY004 - the caller turns it into a ConfigError
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(value)
    return number
