"""Which ways of sensing work on this desktop: the watchers know, and say it for `--list-backends --json`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from aw_manager.discovery import ModuleFinder
from aw_manager.errors import UnknownModuleError

__all__ = ["list_backends"]

_OURS = frozenset({"aw-watcher-window", "aw-watcher-afk", "aw-watcher-input"})
"""Another program might take no notice of the option, and simply start."""

_TIMEOUT = 20.0


def list_backends(
    watchers: Collection[str], finder: ModuleFinder, environ: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """Of each watcher that can tell, its backends and why each does not work here, by name; takes a second or two.

    The reason of one that works is empty.

    Args:
        watchers: their names.
        finder: knows where they are.
        environ: the environment variables that a watcher would be given.
    """
    asked = [name for name in watchers if name in _OURS]
    with ThreadPoolExecutor(max(1, len(asked))) as threads:
        answers = threads.map(lambda name: _ask(name, finder, environ), asked)
    return {name: answer for name, answer in zip(asked, answers, strict=True) if answer}


def _ask(name: str, finder: ModuleFinder, environ: Mapping[str, str]) -> dict[str, str]:
    try:
        answer = json.loads(_output(finder.find(name).path, environ))
    except (UnknownModuleError, OSError, subprocess.SubprocessError, ValueError):
        return {}
    return dict(filter(None, map(_reason, answer if isinstance(answer, list) else ())))


def _reason(entry: Any) -> tuple[str, str] | None:
    """A backend's name and why it does not work; None for what is sensed besides."""
    match entry:
        case {"section": "", "name": str(name), "works": True}:
            return name, ""
        case {"section": "", "name": str(name), "reason": str(reason)}:
            return name, " ".join(reason.split())
    return None


def _output(command: Path, environ: Mapping[str, str]) -> str:
    ended = subprocess.run(  # noqa: S603 - a command of ours, found where modules are
        [command, "--list-backends", "--json"],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=_TIMEOUT,
        check=True,
    )
    return ended.stdout
