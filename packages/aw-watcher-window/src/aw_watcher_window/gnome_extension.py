"""Puts our extension of GNOME Shell in place: in the style its version wants, and switched on."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from aw_watcher_window.errors import ExtensionError

__all__ = ["ALLOW", "ENABLE", "UUID", "are_allowed", "install", "is_installed", "shell_version", "switch_on"]

UUID = "aw-watcher-window@activitywatch.net"

_MODULES_SINCE = 45
_LEGACY = range(40, _MODULES_SINCE)
_MODULES = range(_MODULES_SINCE, 52)
_SCHEMA = "org.gnome.shell"

ALLOW = f"gsettings set {_SCHEMA} disable-user-extensions false"
"""The command that switches on the extensions of users as a whole."""

ENABLE = f"gnome-extensions enable {UUID}"
"""The command that switches the extension on in a GNOME Shell that knows it."""


def shell_version() -> int:
    """The major version of the GNOME Shell that is installed.

    Raises:
        ExtensionError: there is none.
    """
    said = _run("gnome-shell", "--version")
    number = re.search(r"\d+", said)
    if number is None:
        raise ExtensionError(f"`gnome-shell --version` names no version: {said!r}")
    return int(number[0])


def install(version: int, environ: Mapping[str, str]) -> Path:
    """Write the extension for this version of GNOME Shell; its folder.

    Raises:
        ExtensionError: the folder cannot be written to.
    """
    folder = _folder(environ)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "metadata.json").write_text(json.dumps(_metadata(version), indent=2), encoding="utf-8")
        (folder / "extension.js").write_text(_source(version), encoding="utf-8")
    except OSError as error:
        raise ExtensionError(f"cannot write the extension: {error}") from error
    return folder


def is_installed(environ: Mapping[str, str]) -> bool:
    """Whether the extension is in its folder; GNOME Shell may not have looked there since."""
    return (_folder(environ) / "metadata.json").exists()


def switch_on() -> None:
    """Have GNOME Shell load the extension from its next start on.

    Its own tool cannot do that before the shell knows the extension, so this sets what the tool would set: of an
    extension in both lists the shell believes the one of those that are off.

    Raises:
        ExtensionError: GNOME's settings cannot be read or written, or do not keep what is written.
    """
    enabled, disabled = _listed("enabled-extensions"), _listed("disabled-extensions")
    if UUID in disabled:
        _set("disabled-extensions", [uuid for uuid in disabled if uuid != UUID])
    if UUID not in enabled:
        _set("enabled-extensions", [*enabled, UUID])
    if not _is_on():
        raise ExtensionError(
            "the extension is not switched on, as GNOME's settings do not keep what is written; run this again in a"
            " terminal of the GNOME session, without GSETTINGS_BACKEND in the environment, or run"
            f" `{ENABLE}` after the next login"
        )


def are_allowed() -> bool:
    """Whether GNOME Shell runs extensions of users at all; `ALLOW` has it do so.

    Raises:
        ExtensionError: GNOME's settings cannot be read.
    """
    return _get("disable-user-extensions") != "true"


def _source(version: int) -> str:
    folder = files("aw_watcher_window").joinpath("scripts", "gnome")
    style = "legacy.js" if version < _MODULES_SINCE else "module.js"
    teller = folder.joinpath("teller.js").read_text(encoding="utf-8")
    return folder.joinpath(style).read_text(encoding="utf-8").replace("/* teller */\n", teller)


def _metadata(version: int) -> dict[str, object]:
    versions = {*(_LEGACY if version < _MODULES_SINCE else _MODULES), version}
    return {
        "uuid": UUID,
        "name": "Window watcher",
        "description": "Tells aw-watcher-window which window has the focus.",
        "shell-version": [str(number) for number in sorted(versions)],
        "url": "https://activitywatch.net",
    }


def _folder(environ: Mapping[str, str]) -> Path:
    """Where GNOME Shell looks for the extension among those of the user."""
    home = Path(environ.get("XDG_DATA_HOME", ""))
    # One that is not absolute is to be ignored, says the specification.
    data = home if home.is_absolute() else Path.home() / ".local" / "share"
    return data / "gnome-shell" / "extensions" / UUID


def _is_on() -> bool:
    """Whether GNOME's settings have it so; each reading is a process of its own, which knows only what was kept."""
    return UUID in _listed("enabled-extensions") and UUID not in _listed("disabled-extensions")


def _listed(key: str) -> list[str]:
    """The extensions in a setting that lists some."""
    return list(ast.literal_eval(_get(key).removeprefix("@as ") or "[]"))


def _get(key: str) -> str:
    return _run("gsettings", "get", _SCHEMA, key).strip()


def _set(key: str, value: list[str]) -> None:
    _run("gsettings", "set", _SCHEMA, key, repr(value))


def _run(name: str, *arguments: str) -> str:
    """What a command prints."""
    path = shutil.which(name)
    if path is None:
        raise ExtensionError(f"`{name}` is not installed; is this a GNOME desktop?")
    try:
        done = subprocess.run([path, *arguments], capture_output=True, text=True, timeout=30, check=True)  # noqa: S603 - words of ours
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", "") or error
        raise ExtensionError(f"`{name} {arguments[0]}` failed: {said}") from error
    return done.stdout
